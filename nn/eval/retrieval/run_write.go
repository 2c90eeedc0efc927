package retrieval

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Encode writes the run in TREC's form, which [DecodeRun] reads: queries in ascending order
// of their ids' bytes, documents by rank from 1 on, scores with nine significant digits,
// which tell every float32 from every other. name is that of the run. It is an error if
// name or an id is empty or holds white space, which the form has no room for, and whatever
// [Score] would refuse; other errors are w's.
func (r Run) Encode(w io.Writer, name string) error {
	if err := checkColumn("name of the run", name); err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	for _, query := range slices.Sorted(maps.Keys(r)) {
		if err := checkColumn("query", query); err != nil {
			return err
		}
		hits, err := r.ranked(query)
		if err != nil {
			return err
		}
		for i, h := range hits {
			if err := checkColumn("document", h.ID); err != nil {
				return err
			}
			fmt.Fprintf(out, "%s Q0 %s %d %.9g %s\n", query, h.ID, i+1, h.Score, name)
		}
	}
	return out.Flush()
}

// checkColumn returns an error unless a text can stand between blanks.
func checkColumn(what, text string) error {
	if text == "" || strings.ContainsAny(text, " \t\r\n\v\f") {
		return fmt.Errorf("%s %q cannot stand in a TREC run, whose columns are cut at white space", what, text)
	}
	return nil
}
