// Command torch computes and times temper's losses for a program that compares
// them with PyTorch's. It is started, with that program and PyTorch in a virtual
// environment, by the script compare:
//
//	bench/torch/compare [--threads N] [--quick] [PROBLEM ...]
//	bench/torch/compare --train [--threads N] [--quick] [STEP ...]
//	bench/torch/compare --cifar DIR [--threads N] [--quick]
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
// With --cifar they train resnet8 on CIFAR-10 from its files, 256 images and 512 views
// a step, on all cores unless told otherwise: a train.Trainer with its default
// augmentation, against the same network with torchvision v2 (the same crops, flips,
// jitter and grey views, whose statistics are compared first). PyTorch makes views of
// PIL images in a DataLoader that has as many workers as there are cores, which hand
// over bytes. Beside that stand views made of a tensor for a whole batch: these share
// one draw of crop, jitter and grey, which is less work than was asked for. A row has
// the views a second from end to end, of making views and of taking steps alone, and
// how many times as long as temper's PyTorch's whole takes. The last lines name the
// smallest of these for float32 and bfloat16.
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
//	fit FOLDER    begins the run of cifar.json, takes its first step, and answers with
//	              the number of images there are
//	views FOLDER  makes the views of one step of that run, writes them to views.npy,
//	              and answers with their number
//	time CALLS    does what was loaded so many times more and answers with the nanoseconds
//	              that took
//
// It uses as many threads as Go may (GOMAXPROCS).
package main
