// Command torch computes and times temper's losses for a program that compares
// them with PyTorch's. It is started, with that program and PyTorch in a virtual
// environment, by the script compare:
//
//	bench/torch/compare [--threads N] [--quick] [PROBLEM ...]
//	bench/torch/compare --train [--threads N] [--quick] [STEP ...]
//
// For each problem the two programs compute a loss and its gradients from the
// same inputs, agree on them to 1e-5, and are timed in turn. A row of the table
// has the median milliseconds of temper, of eager PyTorch and of torch.compile,
// and how many times as long as temper the faster of the two takes: the median
// of the ratios of neighbouring runs.
//
// With --train they take training steps of the same network from the same weights
// on the same images in memory (forward, in-batch loss, backward, SGD with
// momentum), after the loss and the gradients of the first one were compared.
// PyTorch runs channels_last, in float32 and under autocast to bfloat16, eager and
// compiled. A row has the images a second of each, and how many times as long as
// temper the faster of eager and compiled takes, for both precisions.
//
// The command reads one command a line from standard input and answers each
// with a line; its first line names the CPU and the instruction set in use.
//
//	load FOLDER   reads problem.json, z0.npy, z1.npy and, for a bank, index.npy,
//	              computes the loss once, writes the gradients to grad0.npy and
//	              grad1.npy, and answers with the loss
//	train FOLDER  makes the step of step.json on images.npy, computes its loss once,
//	              writes every parameter and its gradient to NAME.npy and
//	              NAME.grad.npy, and answers with the loss
//	time CALLS    does what was loaded so many times more and answers with the nanoseconds
//	              that took
//
// It uses as many threads as Go may (GOMAXPROCS).
package main
