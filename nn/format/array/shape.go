package array

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strings"
)

// check compares the size that the shape stands for with that of the data, and returns
// the number of elements.
func (a Array) check() (int, error) {
	elements, size, ok := count(a.Shape, a.Type.Size)
	shape := ShapeString(a.Shape)
	switch {
	case !ok:
		return 0, fmt.Errorf("shape %s is beyond any file", shape)
	case elements == 0:
		return 0, fmt.Errorf("shape %s holds nothing", shape)
	case a.Bytes < size:
		return 0, fmt.Errorf("cut short: shape %s takes %d bytes of data, the file has %d", shape, size, a.Bytes)
	case a.Bytes > size:
		return 0, fmt.Errorf("%d bytes follow the data of shape %s", a.Bytes-size, shape)
	case elements > math.MaxInt/8: // a 32-bit machine
		return 0, fmt.Errorf("shape %s is too large for this machine", shape)
	}
	return int(elements), nil
}

// matrixShape returns the rows and columns of a matrix and the number of its elements.
func (a Array) matrixShape() (rows, cols, elements int, err error) {
	shape := squeeze(a.Shape, 2)
	if len(shape) != 2 {
		return 0, 0, 0, fmt.Errorf("%s of shape %s, want two dimensions (rows, columns)", a.Type, ShapeString(a.Shape))
	}
	elements, err = a.check()
	if err != nil {
		return 0, 0, 0, err
	}
	return int(shape[0]), int(shape[1]), elements, nil
}

// count returns the number of elements and of data bytes that a shape stands for, with
// false when either is beyond an int64.
func count(shape []int64, itemSize int) (elements, size int64, ok bool) {
	n := uint64(1)
	for _, d := range shape {
		hi, lo := bits.Mul64(n, uint64(d))
		if hi != 0 {
			return 0, 0, false
		}
		n = lo
	}
	hi, lo := bits.Mul64(n, uint64(itemSize))
	if hi != 0 || lo > math.MaxInt64 {
		return 0, 0, false
	}
	return int64(n), int64(lo), true
}

// squeeze drops dimensions of 1, the last first, until dims are left or no other is 1.
// The order of the elements stays, by rows as by columns.
func squeeze(shape []int64, dims int) []int64 {
	shape = slices.Clone(shape)
	for i := len(shape) - 1; i >= 0 && len(shape) > dims; i-- {
		if shape[i] == 1 {
			shape = slices.Delete(shape, i, i+1)
		}
	}
	return shape
}

// ShapeString writes a shape as Python does.
func ShapeString(shape []int64) string {
	s := strings.Join(strings.Fields(strings.Trim(fmt.Sprint(shape), "[]")), ", ")
	if len(shape) == 1 {
		s += ","
	}
	return "(" + s + ")"
}

var errShorter = errors.New("cut short: the data ends before its shape does")
var errLonger = errors.New("more data than the shape takes")
