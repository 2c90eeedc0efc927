// Package suite measures how fast temper is: every kernel on every backend of
// the CPU, the losses and a training step, against what the core could do at
// most and against gonum. It is what temper bench prints.
//
// A [Case] is one thing to time, a [Result] its row. The numbers follow two
// rules, because a busy machine only ever slows a program down:
//
//   - A time is the fastest of many runs, and so are the rate and the share of
//     the ceiling that follow from it.
//   - A ratio between two programs is the median of pairs: runs of one and of
//     the other in turn, which whatever else the machine does slows alike.
//
// The ceiling is what a loop of multiply-adds in registers alone reaches on the
// same core and instruction set ([kernels.Backend.FMALoop]). What several cores
// reach is measured against the same loop on as many.
//
// Beside the cases there are whole training steps ([RunTraining]), and the
// prediction of what they would gain on more cores than there are ([RunSchedule]).
package suite
