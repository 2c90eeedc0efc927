// Command temper is contrastive learning on the CPU: it trains encoders, runs
// the temperature study, and computes losses, gradients and metrics of
// embeddings kept in files such as .npy.
//
//	temper info                         CPU, instruction sets, threads
//	temper loss --loss contrastive ...  loss and gradients of two matrices
//	temper eval --embeddings Z.npy      uniformity, tolerance, kNN, linear probe
//	temper eval --qrels F ...           nDCG, recall, ... of what vectors or a run find
//	temper mine --qrels F ...           hard negatives, documents near a query and not relevant
//	temper analyze --embeddings Z.npy   where the gradient goes at each τ
//	temper train --data shapes ...      train an encoder
//	temper embed RUN ...                embed items with a trained encoder, or map embeddings
//	temper study                        the temperature study, table and figures
//	temper tune --data shapes ...       a temperature, by a race of trainings
//	temper bench                        speed of kernels, losses and training
//
// Every subcommand explains itself with --help. With --json it prints one JSON
// object on standard output and nothing else there. An error is one line on
// standard error; the exit status is 1, or 2 when the command line is wrong.
//
// SIGINT (Ctrl-C), SIGTERM and SIGHUP end the work in order, with what it can keep, and
// the status 130, 143 or 129; a second one ends the command at once.
package main
