// Package mine finds hard negatives: for each pair of a query and a document that is
// relevant to it, documents that are near the query and are not.
//
// A [Miner] searches exactly (package retrieval). What it finds is never judged relevant to
// the query. Documents that were judged and are not relevant come first, for of them one
// knows; of others, which nobody has judged, those too near are likely to be relevant and can
// be passed over by their rank or by how near they are beside the pair's own document.
//
// Everything follows package kernels' numeric contract: the same bits on every instruction
// set and at any number of threads.
package mine
