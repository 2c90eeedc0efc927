package main

import (
	"bufio"
	"fmt"
	"io"
	"slices"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/eval/retrieval"
	"github.com/abc86604/temper/nn/mine"
	"github.com/spf13/cobra"
	"gonum.org/v1/gonum/blas/blas32"
)

// write writes the files that were asked for.
func (f *mineFlags) write(cmd *cobra.Command, files mineFiles, pairs []mine.Pair) error {
	full := slices.DeleteFunc(slices.Clone(pairs), func(p mine.Pair) bool { return len(p.Negatives) < f.k })
	outputs := []pairRows{
		{"rows-out", f.rows, files.corpus, f.k, func(p mine.Pair, i int) int { return p.Negatives[i].Document }},
		{"z0-out", f.z0, retrieval.Matrix(files.queries), 1, func(p mine.Pair, _ int) int { return p.Query }},
		{"z1-out", f.z1, files.corpus, 1, func(p mine.Pair, _ int) int { return p.Doc }},
	}
	outputs = slices.DeleteFunc(outputs, func(o pairRows) bool { return o.path == "" })
	if len(outputs) > 0 && len(full) == 0 {
		return fmt.Errorf("--%s: none of %d pairs has %d negatives", outputs[0].flag, len(pairs), f.k)
	}
	if err := writeText(cmd, f.out, func(w io.Writer) error { return files.writeNegatives(w, pairs) }); err != nil {
		return err
	}
	for _, o := range outputs {
		rows, err := o.of(full)
		if err != nil {
			return err
		}
		if err := writeMatrix(cmd, o.path, rows); err != nil {
			return err
		}
	}
	return nil
}

// pairRows are rows of pairs, for a file that a flag names.
type pairRows struct {
	flag, path string
	from       retrieval.Rows
	each       int                          // rows of a pair
	row        func(p mine.Pair, i int) int // the number of its i-th
}

// of are the rows of some pairs, one pair after the other.
func (o pairRows) of(pairs []mine.Pair) (blas32.General, error) {
	rows := matrix.New(len(pairs)*o.each, o.from.Dim())
	for i := range rows.Rows {
		if err := o.from.Read(matrix.Rows(rows, i, i+1), o.row(pairs[i/o.each], i%o.each)); err != nil {
			return rows, err
		}
	}
	return rows, nil
}

// writeNegatives writes a line for each negative of each pair.
func (m *mineFiles) writeNegatives(w io.Writer, pairs []mine.Pair) error {
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "query-id\tcorpus-id\tnegative-id\tscore")
	for _, p := range pairs {
		for _, n := range p.Negatives {
			fmt.Fprintf(out, "%s\t%s\t%s\t%.9g\n", m.queryIDs.Of(p.Query), m.ids.Of(p.Doc), m.ids.Of(n.Document), n.Score)
		}
	}
	return out.Flush()
}

func (f *mineFlags) print(cmd *cobra.Command, files mineFiles, pairs []mine.Pair) error {
	negatives, judged, fewer := 0, 0, 0
	for _, p := range pairs {
		negatives += len(p.Negatives)
		if len(p.Negatives) < f.k {
			fewer++
		}
		for _, n := range p.Negatives {
			if n.Judged {
				judged++
			}
		}
	}
	r, documents, dim := files.found, files.corpus.Len(), files.corpus.Dim()
	if f.json {
		return printJSON(cmd, ordered{
			{"documents", documents}, {"dim", dim}, {"queries", r.Queries.All}, {"judgements", r.Judgements},
			{"missing_queries", r.Queries.Missing}, {"missing_documents", r.JudgedDocuments.Missing},
			{"pairs", len(pairs)}, {"k", f.k}, {"negatives", negatives}, {"judged_negatives", judged}, {"short_pairs", fewer},
		})
	}
	return printFields(cmd, []field{
		{"documents", fmt.Sprintf("%d of %d values", documents, dim)},
		{"queries", fmt.Sprintf("%d judged, by %d judgements", r.Queries.All, r.Judgements)},
		{"missing_queries", r.Queries.missing(f.of.queries)},
		{"missing_documents", r.JudgedDocuments.missing(f.of.retrieval.corpus)},
		{"pairs", fmt.Sprintf("%d of a query and a relevant document", len(pairs))},
		{"negatives", negatives},
		{"judged_negatives", fmt.Sprintf("%d of %d are judged, and not relevant", judged, negatives)},
		{"short_pairs", fmt.Sprintf("%d of %d have fewer than %d negatives", fewer, len(pairs), f.k)},
	})
}
