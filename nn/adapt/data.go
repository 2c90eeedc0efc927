package adapt

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// A Judgement says how relevant a document is to a query: row Doc of the corpus to row
// Query of the queries, with a grade. Relevant is what has a grade of 1 or more; one of 0
// or less says that it is not.
type Judgement struct{ Query, Doc, Grade int }

// Data is what a head is trained on: embeddings of queries and of documents, and what
// belongs together.
type Data struct {
	Queries, Corpus blas32.General // rows of any length
	Judgements      []Judgement
	// Validation are the judgements of queries that heads are chosen by, in place of folds
	// of the others. Nil is folds.
	Validation []Judgement
	// Same is the document that each query is itself, -1 for none: it is no negative of
	// the query. Nil is none for all.
	Same []int
}

// Pairs is the data of two matrices whose rows i belong together.
func Pairs(a, b blas32.General) Data {
	d := Data{Queries: a, Corpus: b, Judgements: make([]Judgement, a.Rows)}
	for i := range d.Judgements {
		d.Judgements[i] = Judgement{i, i, 1}
	}
	return d
}

// check returns an error unless rows and judgements fit each other.
func (d Data) check() error {
	if err := matrix.Check(d.Queries); err != nil {
		return fmt.Errorf("queries: %w", err)
	}
	if err := matrix.Check(d.Corpus); err != nil {
		return fmt.Errorf("corpus: %w", err)
	}
	if d.Queries.Cols != d.Corpus.Cols {
		return fmt.Errorf("queries have %d columns, the corpus has %d", d.Queries.Cols, d.Corpus.Cols)
	}
	if d.Same != nil && len(d.Same) != d.Queries.Rows {
		return fmt.Errorf("%d queries, but %d that say which document they are", d.Queries.Rows, len(d.Same))
	}
	for i, same := range d.Same {
		if same < -1 || same >= d.Corpus.Rows {
			return fmt.Errorf("query %d is document %d of %d", i, same, d.Corpus.Rows)
		}
	}
	if err := d.checkJudgements("judgement", d.Judgements); err != nil {
		return err
	}
	return d.checkJudgements("validation judgement", d.Validation)
}

// checkJudgements returns an error for the first of some that is of rows that are not there.
func (d Data) checkJudgements(name string, all []Judgement) error {
	for i, j := range all {
		if j.Query < 0 || j.Query >= d.Queries.Rows || j.Doc < 0 || j.Doc >= d.Corpus.Rows {
			return fmt.Errorf("%s %d is of query %d of %d and document %d of %d", name, i, j.Query, d.Queries.Rows, j.Doc, d.Corpus.Rows)
		}
	}
	return nil
}

// unit returns x with rows of unit length: x itself where they have it, a copy otherwise.
func unit(name string, x blas32.General) (blas32.General, error) {
	if isUnit(x) {
		return x, nil
	}
	u := matrix.New(x.Rows, x.Cols)
	for i := range x.Rows {
		if err := unitRow(matrix.Row(u, i), matrix.Row(x, i)); err != nil {
			return u, fmt.Errorf("%s: %w", name, matrix.Offset(i, err))
		}
	}
	return u, nil
}

func isUnit(x blas32.General) bool {
	for i := range x.Rows {
		if !isUnitRow(matrix.Row(x, i)) {
			return false
		}
	}
	return true
}

// isUnitRow tells whether a row has unit length as far as float32 makes it so.
func isUnitRow(row []float32) bool {
	const tolerance = 2e-6 // of the square
	square := kernels.Dot(row, row)
	return square > 1-tolerance && square < 1+tolerance
}

// unitRow sets dst, which may be the row, to the row at unit length: to the row as it is where
// it has that, so that what one row becomes depends on no other. The error is that of
// [matrix.Unit], of row 0.
func unitRow(dst, row []float32) error {
	if isUnitRow(row) {
		copy(dst, row)
		return nil
	}
	return divideByLength(dst, row)
}

func divideByLength(dst, row []float32) error {
	var length [1]float32
	return matrix.Unit(matrix.Of(dst, 1, len(dst)), matrix.Of(row, 1, len(row)), length[:])
}

// judged are the judgements by query.
type judged struct {
	relevant [][]int // documents, ascending
	grades   [][]int // theirs
	pairs    []pair  // of which the heads learn, in order of queries and documents
}

// pair is a query with a document that is relevant to it.
type pair struct{ query, doc int }

// judgedOf sorts judgements. The last of one pair counts.
func judgedOf(queries int, all []Judgement) judged {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Judgement) int {
		return cmp.Or(cmp.Compare(a.Query, b.Query), cmp.Compare(a.Doc, b.Doc))
	})
	j := judged{relevant: make([][]int, queries), grades: make([][]int, queries)}
	for i, one := range all {
		if i+1 < len(all) && all[i+1].Query == one.Query && all[i+1].Doc == one.Doc || one.Grade < 1 {
			continue
		}
		j.relevant[one.Query] = append(j.relevant[one.Query], one.Doc)
		j.grades[one.Query] = append(j.grades[one.Query], one.Grade)
		j.pairs = append(j.pairs, pair{one.Query, one.Doc})
	}
	return j
}
