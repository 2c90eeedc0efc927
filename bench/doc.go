// Package bench is the workbench: the benchmarks that compare temper with its
// peers, the study of the temperature in bench/study, the measurements of
// bench/suite, and the command in bench/temper.
//
//	go test -run '^$' -bench Ratios -benchtime 1x ./bench   temper against Go libraries, in pairs
//	go test -run '^$' -bench Kernels ./bench                each of them by itself
//	bench/openblas/compare                                  SGEMM against OpenBLAS
//	go run ./bench/temper bench                             everything, against the ceiling and gonum
//	go run ./bench/temper bench --train                     training steps, against the ceiling
//	go run ./bench/temper bench --schedule 16,64            what more cores would gain
//	bench/torch/compare [--train]                           losses and training steps against PyTorch
//	bench/torch/compare --cifar DIR                         training on CIFAR-10 from end to end, likewise
//	bench/retrieval/compare [FOLDER]                        measures of retrieval against trec_eval's, to 1e-12
//	bench/adapt/compare FOLDER                              heads on embeddings against the same in PyTorch
//	bench/adapt/table FOLDER                                their quality over seeds, towers and numbers of queries
//	go run ./bench/advice --report FILE                     rules that advise a temperature, against the best one
//
// The compared libraries are imported by the tests of this package alone, so
// that nobody who embeds kernels, loss or nn downloads them.
package bench
