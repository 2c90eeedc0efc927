package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/abc86604/temper/nn/eval/retrieval"
	"github.com/spf13/cobra"
)

// retrievalReport is what temper eval prints about retrieval.
type retrievalReport struct {
	Documents, Dim  int // of the corpus that was searched; 0: a run was read
	CutTies         int
	Judgements      int
	Queries         judgedIDs     // looked for in the corpus's queries, or in the run
	JudgedDocuments judgedIDs     // looked for in the corpus
	Adapted         []beforeAfter // what --adapter changes
	retrieval.Scores
}

// write writes the files that were asked for.
func (r *retrievalFlags) write(cmd *cobra.Command, run retrieval.Run, s retrieval.Scores) error {
	if r.runOut != "" {
		if err := writeText(cmd, r.runOut, func(w io.Writer) error { return run.Encode(w, "temper") }); err != nil {
			return err
		}
	}
	if r.perQuery == "" {
		return nil
	}
	return writeText(cmd, r.perQuery, func(w io.Writer) error { return writePerQuery(w, s) })
}

// writePerQuery writes a line for each judged query, with all digits.
func writePerQuery(w io.Writer, s retrieval.Scores) error {
	out := csv.NewWriter(w)
	line := []string{"query"}
	for _, m := range s.Measures {
		line = append(line, m.String())
	}
	out.Write(line)
	for q, query := range s.Queries {
		line = append(line[:0], query)
		for _, values := range s.Values {
			line = append(line, strconv.FormatFloat(values[q], 'g', -1, 64))
		}
		out.Write(line)
	}
	out.Flush()
	return out.Error()
}

func (f *evalFlags) printRetrieval(cmd *cobra.Command, r retrievalReport) error {
	if f.json {
		return printJSON(cmd, r.object(f.retrieval.depth))
	}
	var fields []field
	if r.Documents > 0 {
		fields = append(fields, field{"documents", fmt.Sprintf("%d of %d values", r.Documents, r.Dim)})
	}
	fields = append(fields,
		field{"queries", fmt.Sprintf("%d judged, by %d judgements", r.Queries.All, r.Judgements)},
		field{"without_relevant", fmt.Sprintf("%d of %d judged have no relevant document", r.NoRelevant, r.Queries.All)})
	if r.Documents == 0 {
		fields = append(fields, field{"missing_queries", r.Queries.missing(f.retrieval.run)})
	} else {
		fields = append(fields,
			field{"missing_queries", r.Queries.missing(f.queries)},
			field{"missing_documents", r.JudgedDocuments.missing(f.retrieval.corpus)},
			field{"cut_ties", fmt.Sprintf("%d of %d searched are cut at rank %d, between equal scores", r.CutTies, r.Queries.All-r.Queries.Missing, f.retrieval.depth)})
	}
	if err := printFields(cmd, fields); err != nil {
		return err
	}
	fmt.Fprintln(cmd.OutOrStdout())
	if err := printFields(cmd, r.table(f.retrieval.ks)); err != nil {
		return err
	}
	return printAdapted(cmd, r.Adapted)
}

// missing says how many of the judged ids a file has not.
func (ids judgedIDs) missing(file string) string {
	text := fmt.Sprintf("%d of %d judged are not in %s", ids.Missing, ids.All, file)
	if ids.Missing > 0 {
		text += fmt.Sprintf(", such as %q", ids.Example)
	}
	return text
}

// table has a line for each kind of measure and a column for each rank.
func (r retrievalReport) table(ks []int) []field {
	line := func(cell func(i int) string) string {
		cells := make([]string, len(ks))
		for i := range ks {
			cells[i] = cell(i)
		}
		return strings.Join(cells, "\t")
	}
	fields := []field{{"", line(func(i int) string { return fmt.Sprintf("@%d", ks[i]) })}}
	last := len(r.Means) - 1 // of all ranks
	for at := 0; at < last; at += len(ks) {
		name, _, _ := strings.Cut(r.Measures[at].String(), "@")
		fields = append(fields, field{name, line(func(i int) string { return fmt.Sprintf("%.4f", r.Means[at+i]) })})
	}
	return append(fields, field{r.Measures[last].String(), fmt.Sprintf("%.4f", r.Means[last])})
}

// object is the report in JSON.
func (r retrievalReport) object(depth int) ordered {
	var o ordered
	if r.Documents > 0 {
		o = ordered{{"documents", r.Documents}, {"dim", r.Dim}, {"depth", depth}}
	}
	o = append(o, field{"queries", r.Queries.All}, field{"judgements", r.Judgements},
		field{"without_relevant", r.NoRelevant}, field{"missing_queries", r.Queries.Missing})
	if r.Documents > 0 {
		o = append(o, field{"missing_documents", r.JudgedDocuments.Missing}, field{"cut_ties", r.CutTies})
	}
	for i, m := range r.Measures {
		o = append(o, field{m.String(), r.Means[i]})
	}
	if r.Adapted != nil {
		o = append(o, field{"adapted", r.Adapted})
	}
	return o
}
