// Package train fits an encoder of package nn to images, rows or a source of one's own
// with a contrastive loss of package loss.
//
// A [Trainer] has [Settings], which begin with [Defaults], an encoder, a loss and a
// source of items. Its negatives come from a memory bank, a momentum queue or the batch
// itself; it moves the weights by an optimiser of package optim, and tells each [Observer] of
// every step, epoch and end. step.go is the whole of a step, in the order in which it happens:
//
//	views, forward, loss, backward, optimiser, temperature, key encoder and averages,
//	bank or queue, observers
//
// # The same bits
//
// The trained weights are the same to the bit on every machine and at any number of
// threads, interrupted or not. The order of sums has a number, "arithmetic" in
// config.json: a run that was begun under an older one goes on, and says so.
//
// # Runs
//
// With a Dir the run is kept in a folder, of which package run says what it holds. No
// moment at which the process may die loses more than what came after the last
// checkpoint: [Resume] goes on from there. [Open] reads a run's folder, and
// [LoadEncoder] gives its encoder, of which nobody has to say what layers it has.
package train
