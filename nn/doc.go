// Package nn has encoders of images and of rows of numbers, whose passes run on the CPU.
// Package [github.com/abc86604/temper/nn/train] trains them.
//
// An [Encoder] turns images (NHWC, standardised), of which a row of numbers is one of a
// single pixel, into unit rows of a fixed width: a body of convolutions or linear layers
// ends in features, a linear projection takes them to the embedding, and the embedding is
// divided by its length. [NewEncoder] makes one of those that have names, [New] one of one's
// own, of the layers in a [Sequence]. A loop of one's own has [Encoder.Forward] and
// [Encoder.Backward], and keeps its result with [Encoder.Save].
//
// # Results do not depend on the machine
//
// Every backward pass is written by hand on the kernels of packages kernels and
// kernels/conv, which return the same bits on every backend. A batch is cut into ranges
// of images by its shape alone; what ranges add to the same place (gradients of weights)
// they keep apart, and it is added in float64 in the order of the ranges, as are the
// statistics of a batch in that of its images. The trained weights are therefore the
// same to the bit on every machine and at any number of threads.
//
// # Convolutions
//
// A stage is a convolution and its norm. It leaves the convolution's output as it is;
// who reads it normalises, adds the shortcut and applies ReLU to a few images at a time,
// so that they are in the cache for the convolution that follows. Backward, the mask of
// ReLU and the sums for the norm are taken where a gradient has just been made. The
// activation between the two stages of a block is made a second time rather than kept.
//
// # Memory
//
// Layers keep their outputs from step to step and gradients come from a pool:
// once the first step has been taken, a step at the same batch size allocates
// neither, only small pieces: some kilobytes for resnet8. Each [Encoder.Embed] under way
// has memory of its own for a batch of 128 images, which the next one takes over or the
// garbage collector takes back; the weights are there once.
package nn
