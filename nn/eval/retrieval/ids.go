package retrieval

import (
	"fmt"
	"io"
	"strconv"
)

// IDs are the ids of a matrix's rows. Nil stands for their numbers: "0", "1", ...
type IDs []string

// ReadIDs reads a file of ids, one a line in the order of rows, blanks included. An id that
// is empty or comes twice, and another number of ids than that of rows, is an error, which
// names the file and the line.
func ReadIDs(path string, rows int) (IDs, error) {
	return readFile(path, func(r io.Reader) (IDs, error) { return decodeIDs(r, rows) })
}

func decodeIDs(r io.Reader, rows int) (IDs, error) {
	var ids IDs
	lines := map[string]int{}
	err := eachLine(r, func(n int, id string) error {
		if n != len(ids)+1 {
			return fmt.Errorf("the line before is blank, row %d has no id", len(ids))
		}
		if before, ok := lines[id]; ok {
			return fmt.Errorf("id %q is that of line %d already", id, before)
		}
		lines[id] = n
		ids = append(ids, id)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(ids) != rows {
		return nil, fmt.Errorf("%d ids for %d rows", len(ids), rows)
	}
	return ids, nil
}

// Of returns the id of a row.
func (ids IDs) Of(row int) string {
	if ids == nil {
		return strconv.Itoa(row)
	}
	return ids[row]
}

// Before tells whether row i goes before row j where their scores are equal: if its id is
// the larger by bytes, as in trec_eval. It is what [Search] takes.
func (ids IDs) Before(i, j int) bool { return ids.Of(i) > ids.Of(j) }

// CheckRun returns an error for the first row whose id could not stand in what [Run.Encode]
// writes. Long work calls it first.
func (ids IDs) CheckRun() error {
	for row, id := range ids {
		if err := checkColumn(fmt.Sprintf("row %d: id", row), id); err != nil {
			return err
		}
	}
	return nil
}

// Rows returns, of n rows, those whose ids are wanted, by their ids.
func (ids IDs) Rows(n int, wanted func(id string) bool) map[string]int {
	rows := map[string]int{}
	for row := range n {
		if id := ids.Of(row); wanted(id) {
			rows[id] = row
		}
	}
	return rows
}
