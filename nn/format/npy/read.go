package npy

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"

	"github.com/abc86604/temper/nn/format/array"
	"gonum.org/v1/gonum/blas/blas32"
)

// bufferSize is how much of a file is read or written at once.
const bufferSize = 1 << 18

// Open reads the header of a .npy file of size bytes, as r gives it. The array's data is
// read from r afterwards. size must be what holds the file, or bounds it: see
// [array.Array].
func Open(r io.Reader, size int64) (array.Array, error) {
	buffered := bufio.NewReaderSize(r, bufferSize)
	h, err := readHeader(buffered)
	if err != nil {
		return array.Array{}, err
	}
	t, err := parseType(h.descr)
	if err != nil {
		return array.Array{}, err
	}
	return array.Array{Type: t, Shape: h.shape, ColumnsFirst: h.fortran, Data: buffered, Bytes: size - h.offset}, nil
}

// ReadFloat32 reads a matrix of shape (rows, cols), both at least 1, by the rules of
// [array.Array.Matrix]. The result is dense: Stride equals Cols.
func ReadFloat32(path string) (blas32.General, error) {
	return ReadFloat32Context(context.Background(), path)
}

// ReadFloat32Context is [ReadFloat32], but soon returns ctx.Err() when ctx ends.
func ReadFloat32Context(ctx context.Context, path string) (m blas32.General, err error) {
	err = readFile(ctx, path, func(a array.Array) error {
		m, err = a.Matrix()
		return err
	})
	if err != nil {
		return blas32.General{}, cmp.Or(ctx.Err(), err)
	}
	return m, nil
}

// ReadInts reads a vector of integers by the rules of [array.Array.Ints].
func ReadInts(path string) (v []int, err error) {
	err = readFile(context.Background(), path, func(a array.Array) error {
		v, err = a.Ints()
		return err
	})
	return v, err
}

// readFile opens path, reads its header and hands the array to read; every error is
// given the file's name.
func readFile(ctx context.Context, path string, read func(array.Array) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err // names the file
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s: not a regular file", path)
	}
	a, err := Open(reader{ctx, f}, info.Size())
	if err == nil {
		err = read(a)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// reader reads from a file until ctx ends, and then gives its error.
type reader struct {
	ctx  context.Context
	file *os.File
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.file.Read(p)
}
