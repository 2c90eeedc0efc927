// Package nn trains image encoders with the contrastive losses of package loss,
// on the CPU.
//
// An [Encoder] turns images (NHWC, standardised) into unit rows of a fixed
// width: a body of convolutions or linear layers ends in pooled features, a
// linear projection takes them to the embedding, and the embedding is divided
// by its length. The architectures are those of [NewEncoder]. A [Trainer] fits
// one to a [github.com/abc86604/temper/nn/data.Set] by SGD with momentum, with
// negatives from a memory bank, a momentum queue or the batch itself, and keeps
// its run in a folder; [Resume] goes on from there and [LoadEncoder] gives the
// trained encoder back.
//
// # Results do not depend on the machine
//
// Every backward pass is written by hand on the kernels of package kernels,
// which return the same bits on every backend. The sums of a linear layer run
// over the whole batch, in an order that does not depend on the threads.
// Convolutions and norms cut a batch into tasks of whole images, by its shape
// alone. What tasks add to the same place (weight gradients, batch statistics)
// they keep apart, and it is combined in float64 in the order of the tasks. The
// trained weights are therefore the same to the bit on every machine and at any
// number of threads.
//
// # Memory
//
// Layers keep their outputs from step to step and gradients come from a pool:
// once the first step has been taken, a step at the same batch size allocates
// neither, only small pieces: some kilobytes for resnet8.
package nn
