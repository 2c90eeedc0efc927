// Package train fits an encoder of package nn to images with a contrastive loss of
// package loss.
//
// A [Trainer] goes by SGD with momentum, with negatives from a memory bank, a momentum
// queue or the batch itself, and keeps its run in a folder; [Resume] goes on from there
// and [LoadEncoder] gives the trained encoder back. The trained weights are the same to
// the bit on every machine and at any number of threads. The order of sums has a number,
// "arithmetic" in config.json: a run that was begun under an older one goes on, and says
// so.
package train
