// Package eval measures embeddings: all that is read off the rows that an encoder
// makes of images, and off nothing else.
//
// How they lie on the sphere: [Uniformity] says how evenly they spread, [Tolerance]
// how close rows of one class stay, [Alignment] how far apart two views of one image
// lie (Wang & Isola 2020; Wang & Liu 2021). How much of the classes the encoder has
// found: [KNN] by weighted nearest neighbours of its unit embeddings and a [LinearProbe] on
// its frozen features, both as top-1 accuracies in [0, 1]. Of the probes [Probe] finds the
// minimum of a logistic regression, and [SGDProbe] is the protocol of papers. [Measure] is
// what one matrix says by itself, in one call, such as that of images held out from a
// training that goes on.
//
// All but [Probe] follows package kernels' numeric contract: the same bits on every
// instruction set and at any number of threads. [Probe] is fitted by gonum's L-BFGS,
// whose path depends on the platform in its last digits, and on no number of threads.
//
// Rows may have any length; all but [Probe] bring them to unit length first. A
// matrix without elements or with too few numbers, a label below 0, a number of labels
// other than that of rows, and a row that holds NaN or Inf or (but for [Probe]) has
// no direction are errors that name the matrix, and the row counted from 0.
//
// What has many pairs to go through takes the number of threads behind the context;
// 0 and 1 stand for the caller's alone. With a context of [WithProgress] it tells how
// far it is. Where there are too many pairs, a [Sample] will do, whose standard errors
// are [ErrorOfLayout] and [ShareError].
package eval
