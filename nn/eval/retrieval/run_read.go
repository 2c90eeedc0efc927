package retrieval

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// ReadRun reads a file as [DecodeRun] does. Errors name the file and the line.
func ReadRun(path string) (Run, error) { return readFile(path, DecodeRun) }

// DecodeRun reads what TREC calls a run: a line for each document found, of six columns
// between blanks: query, Q0, document, rank, score, the run's name. The score alone decides
// the order; the second, the fourth and the last column are not looked at. A document that
// comes twice for a query, and a score that is NaN, are errors, as is a text without hits.
// Blank lines are passed over. Errors name the line.
func DecodeRun(r io.Reader) (Run, error) {
	run := Run{}
	lines := map[string]map[string]int{} // by query and document
	err := eachLine(r, func(n int, line string) error {
		columns := fields(line)
		if len(columns) != 6 {
			return fmt.Errorf("%d columns, want 6: query, Q0, document, rank, score, name of the run", len(columns))
		}
		query, document := columns[0], strings.Clone(columns[2])
		score, err := strconv.ParseFloat(columns[4], 64)
		if err != nil || math.IsNaN(score) {
			return fmt.Errorf("score %q is no number", columns[4])
		}
		if lines[query] == nil {
			query = strings.Clone(query)
			lines[query] = map[string]int{}
		}
		if before, ok := lines[query][document]; ok {
			return fmt.Errorf("document %q comes twice for query %q, here and in line %d", document, query, before)
		}
		lines[query][document] = n
		run[query] = append(run[query], Hit{document, score})
		return nil
	})
	if err == nil && len(run) == 0 {
		err = errors.New("no hit is in it")
	}
	if err != nil {
		return nil, err
	}
	return run, nil
}
