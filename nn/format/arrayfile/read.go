package arrayfile

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/abc86604/temper/nn/format/array"
	"gonum.org/v1/gonum/blas/blas32"
)

// ReadFloat32 reads a matrix of shape (rows, columns), both at least 1. The result is
// dense: Stride equals Cols. An error names the file and, where there is one, the row.
// When ctx ends, ReadFloat32 soon returns its error.
func ReadFloat32(ctx context.Context, path string) (m blas32.General, err error) {
	err = read(ctx, path, func(a array.Array) error {
		m, err = a.Matrix()
		return err
	})
	if err != nil {
		return blas32.General{}, cmp.Or(ctx.Err(), err)
	}
	return m, nil
}

// ReadInts reads a vector of integers, such as labels, with the errors of [ReadFloat32].
func ReadInts(ctx context.Context, path string) (v []int, err error) {
	err = read(ctx, path, func(a array.Array) error {
		v, err = a.Ints()
		return err
	})
	if err != nil {
		return nil, cmp.Or(ctx.Err(), err)
	}
	return v, nil
}

// Named tells whether a path is that of a file for this package, rather than of a
// folder: it has the ending of one of the formats or is a file that exists.
func Named(path string) bool {
	file := File(path)
	if isFile(file) || endings[ending(file)] != nil {
		return true
	}
	colon := strings.LastIndexByte(file, ':')
	return colon > 0 && endings[ending(file[:colon])] != nil
}

// File returns the file of a path, without the name of one of its arrays.
func File(path string) string {
	file, _ := split(path)
	return file
}

// split cuts "a.npz:z" into the file and the name of one of its arrays. A file that
// exists by the whole path has no name behind it.
func split(path string) (file, name string) {
	for i, c := range path {
		if c == ':' && isFile(path[:i]) && !isFile(path) {
			return path[:i], path[i+1:]
		}
	}
	return path, ""
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// read opens the file of a path and hands the array to use; every error is given the
// file's name.
func read(ctx context.Context, path string, use func(array.Array) error) error {
	in, err := open(ctx, File(path))
	if err != nil {
		return err
	}
	defer in.file.Close()
	return in.array(path, use)
}

// open opens a file, which errors name.
func open(ctx context.Context, path string) (input, error) {
	f, err := os.Open(path)
	if err != nil {
		return input{}, err // names the file
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s: not a regular file", path)
	}
	if err != nil {
		f.Close()
		return input{}, err
	}
	return input{ctx, f, info.Size()}, nil
}

// array hands the array that a path names in the open file to use; every error is given
// the file's name.
func (in input) array(path string, use func(array.Array) error) error {
	path, name := split(path)
	format, err := in.format(ending(path))
	if err == nil {
		err = format(in, name, use)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// input is an open file, which can be read until ctx ends, and then gives its error.
type input struct {
	ctx  context.Context
	file *os.File
	size int64
}

func (in input) Read(p []byte) (int, error) {
	if err := in.ctx.Err(); err != nil {
		return 0, err
	}
	return in.file.Read(p)
}

func (in input) ReadAt(p []byte, offset int64) (int, error) {
	if err := in.ctx.Err(); err != nil {
		return 0, err
	}
	return in.file.ReadAt(p, offset)
}
