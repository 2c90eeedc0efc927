package array

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// Rows are those of a matrix that stays in its file. They may be read by several goroutines
// at once.
type Rows struct {
	of         Type
	rows, cols int
	data       io.ReaderAt    // nil: the matrix is in memory
	whole      blas32.General // that matrix
}

// Rows returns the rows of the matrix that [Array.Matrix] reads, with its errors about the
// shape. They stay where they are if Data is an [io.ReaderAt] and they lie one after the
// other there; otherwise the whole matrix is read at once.
func (a Array) Rows() (*Rows, error) {
	rows, cols, _, err := a.matrixShape()
	if err != nil {
		return nil, err
	}
	r := &Rows{of: a.Type, rows: rows, cols: cols}
	data, ok := a.Data.(io.ReaderAt)
	if ok && (!a.ColumnsFirst || rows == 1 || cols == 1) {
		r.data = data
	} else {
		r.whole, err = a.Matrix()
	}
	return r, err
}

// Len is the number of rows.
func (r *Rows) Len() int { return r.rows }

// Dim is the number of columns.
func (r *Rows) Dim() int { return r.cols }

// Read sets dst to as many rows from row lo on as it has, by the rules of [Array.Matrix] and
// with its errors. It panics if there are no such rows or dst is not Dim columns wide.
func (r *Rows) Read(dst blas32.General, lo int) error {
	if dst.Cols != r.cols || lo < 0 || lo > r.rows-dst.Rows {
		panic(fmt.Sprintf("array: Rows.Read: rows %d up to %d of %d columns, there are %d of %d", lo, lo+dst.Rows, dst.Cols, r.rows, r.cols))
	}
	if r.data == nil {
		for i := range dst.Rows {
			copy(matrix.Row(dst, i), matrix.Row(r.whole, lo+i))
		}
		return nil
	}
	if littleEndian && r.of == single && dst.Stride == r.cols {
		return r.fill(memory(dst.Data[:dst.Rows*r.cols]), lo)
	}
	return r.readAt(dst, lo)
}

// single is what matrices are of, and most files.
var single = Type{Kind: Float, Size: 4}

// fill reads the bytes of rows from row lo on.
func (r *Rows) fill(b []byte, lo int) error {
	if read, err := r.data.ReadAt(b, int64(lo)*int64(r.cols*r.of.Size)); read < len(b) {
		return readError(err)
	}
	return nil
}

// readAt reads rows where they lie, some at once.
func (r *Rows) readAt(dst blas32.General, lo int) error {
	rowSize := r.cols * r.of.Size
	atOnce := max(1, bufferSize/rowSize)
	buffer := make([]byte, min(atOnce, dst.Rows)*rowSize)
	for i := 0; i < dst.Rows; i += atOnce {
		n := min(atOnce, dst.Rows-i)
		b := buffer[:n*rowSize]
		if err := r.fill(b, lo+i); err != nil {
			return err
		}
		for k := range n {
			if j := r.of.float32s(matrix.Row(dst, i+k), b[k*rowSize:]); j >= 0 {
				return r.of.noFloat32(lo+i+k, j, r.of.bits(b[k*rowSize+j*r.of.Size:]))
			}
		}
	}
	return nil
}

// float32s sets dst to the numbers at the beginning of b, and returns the place of the first
// that float32 cannot hold, or -1.
func (t Type) float32s(dst []float32, b []byte) int {
	if t == single {
		for j := range dst {
			dst[j] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*j:]))
		}
		return -1
	}
	for j := range dst {
		var ok bool
		if dst[j], ok = t.float32(t.bits(b[j*t.Size:])); !ok {
			return j
		}
	}
	return -1
}
