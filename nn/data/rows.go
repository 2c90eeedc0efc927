package data

import (
	"fmt"
	"strconv"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"gonum.org/v1/gonum/blas/blas32"
)

// Rows is a [Source] of rows of float32, held in memory: features, spectra, signals.
// All its methods may be called from several goroutines at once.
type Rows struct {
	z       blas32.General
	labels  []int // nil where nobody knows them
	source  string
	numbers []int // of these rows in their file; nil where they are all of it
}

// NewRows returns a source of the rows of z, with one label from 0 up for each or nil
// where nobody knows them; source says in words where they came from. It keeps z and
// labels, which must not change any more, and copies neither.
//
// It is an error if z has no elements, if it has NaN or an infinity, or if labels are
// of another number or negative. The error names the source and the row.
func NewRows(z blas32.General, labels []int, source string) (*Rows, error) {
	if err := checkRows(z, labels); err != nil {
		return nil, fmt.Errorf("%s: %w", source, err)
	}
	return &Rows{z: z, labels: labels, source: source}, nil
}

func checkRows(z blas32.General, labels []int) error {
	if err := matrix.Check(z); err != nil {
		return err
	}
	if labels != nil && len(labels) != z.Rows {
		return fmt.Errorf("%d rows, but %d labels", z.Rows, len(labels))
	}
	if bad := badRows(z, labels); len(bad) > 0 {
		return bad[0]
	}
	return nil
}

// Len returns the number of rows.
func (r *Rows) Len() int { return r.z.Rows }

// Shape returns 1×1×C for rows of C numbers.
func (r *Rows) Shape() Shape { return Shape{1, 1, r.z.Cols} }

// Label returns the class of row i, or -1 where the rows have no labels.
func (r *Rows) Label(i int) int {
	if r.labels == nil {
		return -1
	}
	return r.labels[i]
}

// Name returns the number of row i, in its file where [Load] has taken some of that.
func (r *Rows) Name(i int) string {
	if r.numbers != nil {
		i = r.numbers[i]
	}
	return strconv.Itoa(i)
}

// Class returns the label of row i in digits, or "" where the rows have no labels.
func (r *Rows) Class(i int) string { return className(r.Label(i)) }

// Item copies row i to dst. It panics when dst is not of a row's length.
func (r *Rows) Item(dst []float32, i int) {
	checkLength("Rows.Item", dst, r.Shape())
	copy(dst, r.row(i))
}

func (r *Rows) row(i int) []float32 {
	checkNumber("Rows", i, r.Len())
	return matrix.Row(r.z, i)
}

// View writes row i to dst with the Noise and the Mask of a. It panics when dst is
// not of a row's length.
func (r *Rows) View(dst []float32, i int, a Augment, key Key) {
	checkLength("Rows.View", dst, r.Shape())
	copy(dst, r.row(i))
	a.disturb(dst, portable.NewRand(key.Seed, key.Epoch, uint64(i), uint64(key.View)))
}

// Digest returns that of [DigestItems].
func (r *Rows) Digest() string { return DigestItems(r) }

// String returns the source that NewRows was told.
func (r *Rows) String() string { return r.source }
