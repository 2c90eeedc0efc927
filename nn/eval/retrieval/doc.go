// Package retrieval searches vectors exactly and says how good what was found is, by
// judgements of which documents answer which queries.
//
// [Search] finds the nearest rows of a corpus, which may be a file larger than memory
// ([Rows]), by cosine similarity. [Qrels] are judgements, [Run] is what was found, by this
// package or by another program; both are read from the files that are usual. [Score]
// measures a run as trec_eval -c does: [NDCG], [MRR], [Recall], [Precision] and [Success] at
// a rank, and [MAP]. [Randomised] tells whether two runs differ by more than chance.
//
// Everything follows package kernels' numeric contract: the same bits on every instruction
// set and at any number of threads, logarithms included.
package retrieval
