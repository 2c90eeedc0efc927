// Package solve computes the losses of package loss with their gradients. A [Rule]
// says what a loss is and, by the interfaces it implements, what it can do; a
// [Problem] says what is compared with what; a [Solver] decides by both, in one
// place (route.go), which engine does the work:
//
//	tiles    every pair of rows once, for both directions and both gradients
//	once     every candidate once, for candidates that have no gradient
//	linear   sums of rows alone
//	rows     whole rows of similarities: any rule, any problem
//
// No engine holds an n×n matrix. What bits hang on stands in specification.go.
package solve
