package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/adapt"
	"github.com/abc86604/temper/nn/eval"
	"github.com/abc86604/temper/nn/eval/retrieval"
	"github.com/abc86604/temper/nn/format/arrayfile"
	"github.com/spf13/cobra"
	"gonum.org/v1/gonum/blas/blas32"
)

// retrieve measures what a search finds, or what a run says that was found.
func (f *evalFlags) retrieve(cmd *cobra.Command) error {
	if err := f.retrieval.check(cmd); err != nil {
		return err
	}
	qrels, err := retrieval.ReadQrels(f.retrieval.qrels)
	if err != nil {
		return err
	}
	r := retrievalReport{Judgements: qrels.Judgements()}
	find := f.search
	if f.retrieval.run != "" {
		find = f.readRun
	}
	run, err := find(cmd, qrels, &r)
	if err != nil {
		return err
	}
	if f.retrieval.excludeSame {
		run = run.WithoutSame()
	}
	if r.Scores, err = retrieval.Score(qrels, run, f.retrieval.measures()...); err != nil {
		return err
	}
	if err := f.retrieval.write(cmd, run, r.Scores); err != nil {
		return err
	}
	return f.printRetrieval(cmd, r)
}

// readRun reads what was found for the queries that are judged.
func (f *evalFlags) readRun(_ *cobra.Command, qrels retrieval.Qrels, r *retrievalReport) (retrieval.Run, error) {
	run, err := retrieval.ReadRun(f.retrieval.run)
	if err != nil {
		return nil, err
	}
	r.Queries, err = compareIDs("query", qrels, run, f.retrieval.qrels, f.retrieval.run)
	return run, err
}

// search finds documents for the queries that are judged.
func (f *evalFlags) search(cmd *cobra.Command, qrels retrieval.Qrels, r *retrievalReport) (retrieval.Run, error) {
	ctx := cmd.Context()
	corpus, err := arrayfile.Open(ctx, f.retrieval.corpus)
	if err != nil {
		return nil, err
	}
	defer corpus.Close()
	ids, err := f.corpusIDs(corpus.Len(), qrels, r)
	if err != nil {
		return nil, err
	}
	queries, queryIDs, err := f.judgedQueries(ctx, qrels, r)
	if err != nil {
		return nil, err
	}
	if queries.Cols != corpus.Dim() {
		return nil, fmt.Errorf("%s has %d columns, %s has %d", f.retrieval.corpus, corpus.Dim(), f.queries, queries.Cols)
	}
	r.Documents, r.Dim = corpus.Len(), corpus.Dim()
	run, err := f.find(cmd, corpus, queries, queryIDs, ids, r)
	if err != nil || f.retrieval.adapter == "" {
		return run, err
	}
	return f.findAdapted(cmd, run, qrels, corpus, queries, queryIDs, ids, r)
}

// find searches a corpus for queries, with the ids of both.
func (f *evalFlags) find(cmd *cobra.Command, corpus retrieval.Rows, queries blas32.General, queryIDs, ids retrieval.IDs, r *retrievalReport) (retrieval.Run, error) {
	s := retrieval.Search{K: f.retrieval.depth, Before: ids.Before}
	if f.retrieval.excludeSame {
		s.Exclude = func(query, document int) bool { return queryIDs.Of(query) == ids.Of(document) }
	}
	bar := newProgress(cmd, f.common)
	found, err := s.Find(eval.WithProgress(cmd.Context(), bar.measure), f.threads, corpus, queries)
	bar.clear()
	if row := (*matrix.RowError)(nil); errors.As(err, &row) { // of the corpus: the queries have been checked
		return nil, fmt.Errorf("%s: %w", f.retrieval.corpus, row)
	}
	r.CutTies = found.CutTies
	return found.Run(queryIDs, ids), err
}

// findAdapted searches again by the heads of --adapter, and notes what they change.
func (f *evalFlags) findAdapted(cmd *cobra.Command, before retrieval.Run, qrels retrieval.Qrels, corpus retrieval.Rows, queries blas32.General, queryIDs, ids retrieval.IDs, r *retrievalReport) (retrieval.Run, error) {
	a, err := adapt.Load(f.retrieval.adapter)
	if err != nil {
		return nil, err
	}
	if a.Query.In() != queries.Cols {
		return nil, fmt.Errorf("%s takes rows of %d values, %s has %d", f.retrieval.adapter, a.Query.In(), f.queries, queries.Cols)
	}
	mapped, heads, err := adapted(a, corpus, queries, f.threads)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.queries, err)
	}
	after, err := f.find(cmd, mapped, heads, queryIDs, ids, r)
	if err != nil {
		return nil, err
	}
	r.Adapted, err = f.threeLines(qrels, before, after)
	return after, err
}

// corpusIDs reads the ids of the corpus's rows, and looks for the judged documents.
func (f *evalFlags) corpusIDs(rows int, qrels retrieval.Qrels, r *retrievalReport) (retrieval.IDs, error) {
	ids, err := f.retrieval.readIDs(f.retrieval.corpusIDs, rows)
	if err != nil {
		return nil, err
	}
	judged := map[string]bool{}
	for _, grades := range qrels {
		for document := range grades {
			judged[document] = true
		}
	}
	there := ids.Rows(rows, func(id string) bool { return judged[id] })
	r.JudgedDocuments, err = compareIDs("document", judged, there, f.retrieval.qrels, f.retrieval.corpus+idsHint(ids, "corpus-ids"))
	return ids, err
}

// judgedQueries reads the queries that are judged, in the order of their rows, with their
// ids.
func (f *evalFlags) judgedQueries(ctx context.Context, qrels retrieval.Qrels, r *retrievalReport) (queries blas32.General, judged retrieval.IDs, err error) {
	all, err := arrayfile.ReadFloat32(ctx, f.queries)
	if err != nil {
		return queries, nil, err
	}
	ids, err := f.retrieval.readIDs(f.retrieval.queryIDs, all.Rows)
	if err != nil {
		return queries, nil, err
	}
	there := ids.Rows(all.Rows, func(id string) bool { return qrels[id] != nil })
	if r.Queries, err = compareIDs("query", qrels, there, f.retrieval.qrels, f.queries+idsHint(ids, "query-ids")); err != nil {
		return queries, nil, err
	}
	rows := slices.Sorted(maps.Values(there))
	for _, row := range rows {
		judged = append(judged, ids.Of(row))
	}
	queries = eval.Labelled{Rows: all}.Subset(rows).Rows
	if bad := matrix.WithoutDirection(queries); len(bad) > 0 {
		return queries, nil, fmt.Errorf("%s: row %d: %s", f.queries, rows[bad[0].Row], bad[0].Why)
	}
	return queries, judged, nil
}

// readIDs reads the ids of so many rows, which --run-out must have room for; without a
// file they are their numbers.
func (r *retrievalFlags) readIDs(path string, rows int) (retrieval.IDs, error) {
	if path == "" {
		return nil, nil
	}
	ids, err := retrieval.ReadIDs(path, rows)
	if err != nil || r.runOut == "" {
		return ids, err
	}
	if err := ids.CheckRun(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return ids, nil
}

// idsHint says of a matrix without ids how it could have some.
func idsHint(ids retrieval.IDs, flag string) string {
	if ids != nil {
		return ""
	}
	return ", whose ids are the numbers of its rows without --" + flag
}

// judgedIDs are the ids of one kind in a file of judgements.
type judgedIDs struct {
	All, Missing int
	Example      string // of those that are missing, the first by its bytes
}

// compareIDs looks for judged ids among those of a file. It is an error if none is there:
// the two files are then of different things.
func compareIDs[J, T any](kind string, judged map[string]J, there map[string]T, qrels, file string) (judgedIDs, error) {
	ids := judgedIDs{All: len(judged)}
	for _, id := range slices.Sorted(maps.Keys(judged)) {
		if _, ok := there[id]; ok {
			continue
		}
		if ids.Missing == 0 {
			ids.Example = id
		}
		ids.Missing++
	}
	if ids.Missing == ids.All {
		return ids, fmt.Errorf("%s: none of its %s ids, such as %q, is in %s", qrels, kind, ids.Example, file)
	}
	return ids, nil
}
