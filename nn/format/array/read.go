package array

import (
	"errors"
	"fmt"
	"io"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// An Array is one that a file holds. Its data is read once, by Matrix, Ints or Rows.
type Array struct {
	Type         Type
	Shape        []int64   // of sizes from 0 up
	ColumnsFirst bool      // the first index runs fastest: Fortran order
	Data         io.Reader // of the array's bytes alone
	Bytes        int64     // that Data gives; memory is taken for as much, so a file must have vouched for it
}

// Matrix reads a matrix of rows and columns, both at least 1. Of more dimensions, those
// of size 1 are left out, the last first, until two are left. The result is dense:
// Stride equals Cols. An error names the row.
func (a Array) Matrix() (blas32.General, error) {
	rows, cols, n, err := a.matrixShape()
	if err != nil {
		return blas32.General{}, err
	}
	m := matrix.Of(make([]float32, n), rows, cols)
	err = a.each(n, func(i int, bits uint64) error {
		if a.ColumnsFirst {
			i = i%m.Rows*m.Cols + i/m.Rows
		}
		var ok bool
		if m.Data[i], ok = a.Type.float32(bits); !ok {
			return a.Type.noFloat32(i/m.Cols, i%m.Cols, bits)
		}
		return nil
	})
	if err != nil {
		return blas32.General{}, err
	}
	return m, nil
}

// Ints reads a vector of integers. Dimensions of size 1 beside another are left out.
// A number that is not whole or that an int cannot hold is an error naming its row, and
// so is a float so large that it may be the rounding of another integer: from 2^11 on
// in float16, 2^8 in bfloat16, 2^24 in float32 and 2^53 in float64.
func (a Array) Ints() ([]int, error) {
	if len(squeeze(a.Shape, 1)) != 1 {
		return nil, fmt.Errorf("%s of shape %s, want integers in one dimension", a.Type, ShapeString(a.Shape))
	}
	n, err := a.check()
	if err != nil {
		return nil, err
	}
	v := make([]int, n)
	err = a.each(n, func(i int, bits uint64) (err error) {
		var ok bool
		if v[i], ok = a.Type.int(bits); !ok {
			return fmt.Errorf("row %d: %s is %s", i, a.Type.text(bits), a.Type.noInt())
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return v, nil
}

// bufferSize is how many bytes are converted at once. Every Size divides it.
const bufferSize = 1 << 16

// each reads n elements and hands their bits to set in order.
func (a Array) each(n int, set func(i int, bits uint64) error) error {
	size := a.Type.Size
	buffer := make([]byte, min(bufferSize, n*size))
	for i := 0; i < n; {
		b := buffer[:min(len(buffer), (n-i)*size)]
		if _, err := io.ReadFull(a.Data, b); err != nil {
			return readError(err)
		}
		for ; len(b) > 0; b = b[size:] {
			if err := set(i, a.Type.bits(b)); err != nil {
				return err
			}
			i++
		}
	}
	return a.end()
}

// readError is the error of data that does not go on.
func readError(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errShorter
	}
	return err
}

// end makes sure that the data ends here, which is where an archive compares checksums.
func (a Array) end() error {
	var more [1]byte
	switch n, err := io.ReadFull(a.Data, more[:]); {
	case n > 0:
		return errLonger
	case errors.Is(err, io.EOF):
		return nil
	default:
		return err
	}
}
