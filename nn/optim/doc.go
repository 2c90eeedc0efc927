// Package optim moves parameters against their gradients: stochastic gradient
// descent with momentum, the same with Nesterov's momentum, and AdamW.
//
// An [Optimiser] is made for a list of parameters and keeps what it needs to know of
// the past for each of them. [New] makes the one that [Settings] name; [NewSGD],
// [NewNesterov] and [NewAdamW] make one of a type. The learning rate belongs to a
// step, so that schedules are the caller's. [Average] keeps a second set of
// parameters that follows a first.
//
// The arithmetic is that of kernels.SGD, kernels.Nesterov and kernels.AdamW: the same
// bits on every machine and at any number of threads.
package optim
