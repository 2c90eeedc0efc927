package arrayfile

import (
	"cmp"
	"context"
	"fmt"

	"github.com/abc86604/temper/nn/format/array"
	"gonum.org/v1/gonum/blas/blas32"
)

// A Matrix is one whose rows are read from its file when they are asked for. They may be
// read by several goroutines at once.
type Matrix struct {
	*array.Rows
	in   input
	path string
}

// Open opens the matrix that [ReadFloat32] reads, with its errors. Where its rows can be
// read by themselves, none is in memory: in .npy, .safetensors and the vecs. From a .npz,
// and where columns lie one after the other, it is read at once. When ctx ends, Open and
// Read return its error. Close the matrix after use.
func Open(ctx context.Context, path string) (*Matrix, error) {
	in, err := open(ctx, File(path))
	if err != nil {
		return nil, err
	}
	m := &Matrix{in: in, path: File(path)}
	err = in.array(path, func(a array.Array) error {
		m.Rows, err = a.Rows()
		return err
	})
	if err != nil {
		in.file.Close()
		return nil, cmp.Or(ctx.Err(), err)
	}
	return m, nil
}

// Read sets dst, of Dim columns, to as many rows from row lo on as it has. An error names
// the file and, where there is one, the row. It panics if there are no such rows.
func (m *Matrix) Read(dst blas32.General, lo int) error {
	if err := m.Rows.Read(dst, lo); err != nil {
		return cmp.Or(m.in.ctx.Err(), fmt.Errorf("%s: %w", m.path, err))
	}
	return nil
}

// Close closes the file.
func (m *Matrix) Close() error { return m.in.file.Close() }
