package retrieval

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Qrels are judgements: for each query's id the grades of documents, by their ids. A
// document of grade 1 or above is relevant to the query; one of 0 or below has been looked
// at and is not.
type Qrels map[string]map[string]int

// beirHeader is the line that BEIR's files begin with.
const beirHeader = "query-id\tcorpus-id\tscore"

// ReadQrels reads a file as [DecodeQrels] does. Errors name the file and the line.
func ReadQrels(path string) (Qrels, error) { return readFile(path, DecodeQrels) }

// DecodeQrels reads judgements, one a line, in either of two forms:
//
//   - BEIR's: the line "query-id", "corpus-id", "score" first, and three columns between
//     tabs. Ids may hold blanks.
//   - TREC's: four columns between blanks: query, a number that says nothing, document,
//     grade.
//
// Grades are integers. A pair may come again with the same grade; with another it is an
// error, as is a text without judgements. Blank lines are passed over. Errors name the
// line.
func DecodeQrels(r io.Reader) (Qrels, error) {
	q := Qrels{}
	parse := trecJudgement
	err := eachLine(r, func(n int, line string) error {
		if n == 1 && line == beirHeader {
			parse = beirJudgement
			return nil
		}
		query, document, grade, err := parse(line)
		if err != nil {
			return err
		}
		return q.add(query, document, grade)
	})
	if err == nil && len(q) == 0 {
		err = errors.New("no judgement is in it")
	}
	if err != nil {
		return nil, err
	}
	return q, nil
}

func beirJudgement(line string) (query, document, grade string, err error) {
	columns := strings.Split(line, "\t")
	if len(columns) != 3 {
		return "", "", "", fmt.Errorf("%d columns between tabs, want 3: query, document, grade", len(columns))
	}
	if columns[0] == "" || columns[1] == "" {
		return "", "", "", errors.New("an id is empty")
	}
	return columns[0], columns[1], columns[2], nil
}

func trecJudgement(line string) (query, document, grade string, err error) {
	columns := fields(line)
	if len(columns) != 4 {
		return "", "", "", fmt.Errorf("%d columns, want TREC's 4 (query, 0, document, grade), or BEIR's 3 below a first line %q",
			len(columns), beirHeader)
	}
	return columns[0], columns[2], columns[3], nil
}

func (q Qrels) add(query, document, text string) error {
	grade, err := strconv.ParseInt(strings.TrimSpace(text), 10, 32)
	if err != nil {
		return fmt.Errorf("grade %q is no integer", text)
	}
	grades := q[query]
	if grades == nil {
		grades = map[string]int{}
		q[strings.Clone(query)] = grades
	}
	if before, ok := grades[document]; ok && before != int(grade) {
		return fmt.Errorf("document %q has grade %d for query %q, and %d in a line before", document, grade, query, before)
	}
	grades[strings.Clone(document)] = int(grade)
	return nil
}

// Judgements is the number of all pairs of a query and a document.
func (q Qrels) Judgements() (n int) {
	for _, grades := range q {
		n += len(grades)
	}
	return n
}
