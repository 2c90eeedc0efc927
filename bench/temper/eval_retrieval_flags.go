package main

import (
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/abc86604/temper/nn/eval/retrieval"
)

// retrievalFlags is what of temper eval's command line is about retrieval.
type retrievalFlags struct {
	corpus, corpusIDs, queryIDs string
	run, qrels                  string
	runOut, perQuery            string
	adapter                     string
	depth                       int
	excludeSame                 bool
	ks                          []int
}

const retrievalHelp = `How well documents are found for queries, by judgements (--qrels), as
trec_eval -c measures it: by the cosine similarities of --corpus and --queries, or as any
other system has found them (--run). The search is exact; a corpus larger than memory is
read by blocks.

ndcg@k              gain of the first k, each grade / log2(rank+1), over the best possible
mrr@k               1/rank of the first relevant document, 0 if it is not among the first k
recall@k            share of all relevant documents that is among the first k
precision@k         share of the first k that is relevant
success@k           1 if one of the first k is relevant
map                 average precision over all ranks

Relevant is a grade of 1 or above. All are means over the judged queries: one without
relevant documents or without results counts 0, and a relevant document counts whether
the corpus has it or not. Of equal scores the largest id, by its bytes, comes first.

--adapter applies the heads of temper adapt. It adds what they change in nDCG@10: of all
queries, of those with a document that was relevant in training (seen) and of the
others, with p of no change by a paired randomisation test.

--qrels is BEIR's file (query-id, corpus-id, score between tabs, below a line that says
so) or TREC's (query, 0, document, grade), --run is TREC's (query, Q0, document, rank,
score, name), with ids as they stand in --corpus-ids and --query-ids. Without these the
ids are the numbers of rows: 0, 1, ...`

// retrievalDefaults are what the flags say that are not given.
func retrievalDefaults() retrievalFlags {
	return retrievalFlags{depth: 1000, ks: []int{1, 5, 10, 100}}
}

func (r *retrievalFlags) bind(flags *pflag.FlagSet) {
	flags.StringVar(&r.corpus, "corpus", "", "matrix, a row for each document, to search for --queries")
	flags.StringVar(&r.corpusIDs, "corpus-ids", "", "ids of the documents, a line each")
	flags.StringVar(&r.queryIDs, "query-ids", "", "ids of the queries, a line each")
	flags.StringVar(&r.run, "run", "", "what was found for the queries, in TREC's form, in place of --corpus")
	flags.StringVar(&r.qrels, "qrels", "", "judgements: which documents are relevant to which queries")
	flags.StringVar(&r.adapter, "adapter", "", "folder of temper adapt, whose heads are applied before the search")
	flags.StringVar(&r.runOut, "run-out", "", "file for what is found for the judged queries, in TREC's form")
	flags.StringVar(&r.perQuery, "per-query", "", "CSV file for the measures of each judged query")
	flags.IntVar(&r.depth, "depth", r.depth, "documents to find for each query")
	flags.BoolVar(&r.excludeSame, "exclude-same-id", false, "leave out the document whose id is the query's, as for ArguAna")
	flags.IntSliceVar(&r.ks, "ks", r.ks, "ranks at which to measure")
}

// retrievalOf are the flags that the two sources of documents go with.
var retrievalOf = map[string]struct{ needs, takes []string }{
	"corpus": {[]string{"queries", "qrels"}, []string{"adapter", "corpus-ids", "query-ids", "run-out", "per-query", "depth", "exclude-same-id", "ks"}},
	"run":    {[]string{"qrels"}, []string{"per-query", "exclude-same-id", "ks"}},
}

// asked tells whether the command line is about retrieval.
func (r *retrievalFlags) asked(cmd *cobra.Command) bool {
	own := append([]string{"corpus", "run", "qrels"}, retrievalOf["corpus"].takes...)
	return slices.ContainsFunc(own, cmd.Flags().Changed)
}

// check checks the flags, and that they belong together.
func (r *retrievalFlags) check(cmd *cobra.Command) error {
	source := "corpus"
	if cmd.Flags().Changed("run") {
		source = "run"
	}
	of := retrievalOf[source]
	if !cmd.Flags().Changed(source) {
		return usagef("retrieval needs --corpus or --run")
	}
	if err := needFlags(cmd, "--"+source, of.needs...); err != nil {
		return err
	}
	if err := takeOnly(cmd, source, slices.Concat(of.needs, of.takes)); err != nil {
		return err
	}
	if r.depth < 1 {
		return usagef("--depth %d: want 1 or more", r.depth)
	}
	slices.Sort(r.ks)
	r.ks = slices.Compact(r.ks)
	switch {
	case len(r.ks) == 0 || r.ks[0] < 1:
		return usagef("--ks %s: want ranks from 1 up", valueOf(cmd, "ks"))
	case source == "corpus" && r.ks[len(r.ks)-1] > r.depth:
		return usagef("--ks %d: beyond --depth %d", r.ks[len(r.ks)-1], r.depth)
	}
	return checkOutputs(cmd, []string{"run-out", "per-query"}, []string{"corpus", "corpus-ids", "queries", "query-ids", "qrels", "run"})
}

// takeOnly returns a usage error if a flag was given that goes neither with that of a
// source nor with every command.
func takeOnly(cmd *cobra.Command, source string, names []string) (err error) {
	cmd.Flags().Visit(func(flag *pflag.Flag) {
		known := flag.Name == source || slices.Contains(names, flag.Name) || cmd.InheritedFlags().Lookup(flag.Name) != nil
		if err == nil && !known {
			err = usagef("%s --%s takes no --%s", cmd.Name(), source, flag.Name)
		}
	})
	return err
}

// measures are those that are printed, kind by kind.
func (r *retrievalFlags) measures() (all []retrieval.Measure) {
	for _, at := range []func(k int) retrieval.Measure{
		retrieval.NDCG, retrieval.MRR, retrieval.Recall, retrieval.Precision, retrieval.Success,
	} {
		for _, k := range r.ks {
			all = append(all, at(k))
		}
	}
	return append(all, retrieval.MAP())
}
