// Package adapt trains heads on embeddings that one already has, from judgements of what
// belongs together, and tells whether it helps.
//
// A [Trainer] takes [Data], queries and documents with their judgements, or [Classes], rows
// with a class. A [Head] begins as what changes nothing, and is trained by a contrastive loss
// against the whole corpus, or against 20,000 documents of it. The temperature and the length
// of the training are chosen on the training data alone: five folds of the queries are left
// out in turn, and what they gain over the embeddings as they are says which is best, or that
// none is. By default no document is judged in two folds, so that it is what documents gain
// that no training has seen: on those that have been seen, any head gains a lot.
//
// What comes out is an [Adapter]. It applies its heads, to a matrix or to rows as they are
// read from a file ([Head.Map]), is kept in the folder of a run (package run), and is written
// for other programs by [Head.Export]. All but the projection
// to fewer dimensions follows package kernels' numeric contract: the same bits on every
// machine at any number of threads.
package adapt
