// Package tune finds a temperature by a race: trainings at several temperatures begin side
// by side, the worse half is dropped after a look at what held-out data says of each, the
// others go on, and the one that is left is trained to its end, so that what comes out is
// not only a number but a finished training.
//
// [Rounds] says when a race of so many looks, and how many it keeps; a [Race] is one under
// way, which can be kept as JSON and goes on where it stopped. What races is an [Entrant]:
// [Trainings] makes those of an encoder, trained by package train and judged by the kNN
// accuracy of held-out items, and [Adapters] those of heads on frozen embeddings, of package
// adapt, judged by what queries gain that no training has seen.
//
// The scheme is successive halving (Jamieson & Talwalkar 2016, "Non-stochastic Best Arm
// Identification and Hyperparameter Optimization", AISTATS).
package tune
