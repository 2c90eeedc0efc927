// Package bench is the workbench: the benchmarks that compare temper with its
// peers (run go test -bench . in this folder), the study of the temperature in
// bench/study, and the command in bench/temper.
//
// The compared libraries are imported by the tests of this package alone, so
// that nobody who embeds kernels, loss or nn downloads them.
package bench
