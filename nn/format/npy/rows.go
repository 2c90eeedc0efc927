package npy

import (
	"bufio"
	"cmp"
	"fmt"
	"io"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/format/array"
	"gonum.org/v1/gonum/blas/blas32"
)

// Fill hands a matrix to write, a block of its rows after the other.
type Fill func(write func(block blas32.General) error) error

// WriteRows writes a float32 matrix of so many rows and columns as [WriteFloat32] does, as
// fill hands it over. An error leaves no file, and what was at path as it was: that of fill,
// as it is, that of writing, or one of a fill that ends before all rows are written or after.
// write panics for a block of another width.
func WriteRows(path string, rows, cols int, fill Fill) error {
	var own error // of fill
	err := writeFile(path, func(w io.Writer) error {
		return EncodeRows(w, rows, cols, func(write func(blas32.General) error) error {
			var failed error
			err := fill(func(block blas32.General) error {
				failed = write(block)
				return failed
			})
			if failed == nil {
				own = err
			}
			return err
		})
	})
	return cmp.Or(own, err)
}

// EncodeRows writes to w what [WriteRows] writes into a file. Errors are w's and fill's.
func EncodeRows(w io.Writer, rows, cols int, fill Fill) error {
	return encode(w, "<f4", []int64{int64(rows), int64(cols)}, func(w *bufio.Writer) error {
		e := rowEncoder{to: w, cols: cols}
		if err := fill(e.write); err != nil {
			return err
		}
		if e.rows != rows {
			return fmt.Errorf("%d rows written, the header says %d", e.rows, rows)
		}
		return nil
	})
}

// rowEncoder writes rows as the bytes of a file.
type rowEncoder struct {
	to         *bufio.Writer // which takes what is larger than it as it is
	cols, rows int           // rows: that have been written
}

func (e *rowEncoder) write(block blas32.General) error {
	if block.Cols != e.cols {
		panic(fmt.Sprintf("npy: a block of %d columns in a matrix of %d", block.Cols, e.cols))
	}
	e.rows += block.Rows
	if block.Stride == block.Cols {
		_, err := e.to.Write(array.Float32Bytes(block.Data[:block.Rows*block.Cols]))
		return err
	}
	for i := range block.Rows {
		if _, err := e.to.Write(array.Float32Bytes(matrix.Row(block, i))); err != nil {
			return err
		}
	}
	return nil
}
