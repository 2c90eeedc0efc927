// Command advice tests rules that advise a temperature before a training or early in it,
// against the best temperature by the test items of trainings at all of them.
//
//	go run ./bench/advice [--cifar DIR] [--scifact DIR] [--seeds N] [--out FILE]
//	go run ./bench/advice --report bench/advice/results.json
//
// The first line trains, which takes hours, and records what rules may know in a file, from
// which the second one judges them. README.md has its report and what follows from it.
package main
