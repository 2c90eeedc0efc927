package npy

import (
	"bufio"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"

	"gonum.org/v1/gonum/blas/blas32"
)

// bufferSize is how much of a file is read or written at once.
const bufferSize = 1 << 18

// ReadFloat32 reads a float32 matrix of shape (rows, cols), both at least 1,
// with dtype '<f4' in C order. The result is dense: Stride equals Cols.
func ReadFloat32(path string) (blas32.General, error) {
	return ReadFloat32Context(context.Background(), path)
}

// ReadFloat32Context is [ReadFloat32], but soon returns ctx.Err() when ctx ends.
func ReadFloat32Context(ctx context.Context, path string) (blas32.General, error) {
	var m blas32.General
	err := readFile(ctx, path, func(f *file) error {
		if err := f.order(); err != nil {
			return err
		}
		if f.descr != "<f4" {
			return fmt.Errorf("dtype '%s', want '<f4' (float32)", f.descr)
		}
		if len(f.shape) != 2 {
			return fmt.Errorf("shape %s, want two dimensions (rows, columns)", f.shapeString())
		}
		n, err := f.check(4)
		if err != nil {
			return err
		}
		m.Rows, m.Cols, m.Stride = int(f.shape[0]), int(f.shape[1]), int(f.shape[1])
		m.Data = make([]float32, n)
		return f.each(4, n, func(i int, item []byte) error {
			m.Data[i] = math.Float32frombits(binary.LittleEndian.Uint32(item))
			return nil
		})
	})
	if err != nil {
		return blas32.General{}, cmp.Or(ctx.Err(), err)
	}
	return m, nil
}

// ReadInts reads a vector of integers of any little-endian integer dtype
// ('|i1' to '<i8', '|u1' to '<u8'). A value that an int cannot hold is an
// error naming its row.
func ReadInts(path string) ([]int, error) {
	var v []int
	err := readFile(context.Background(), path, func(f *file) error {
		if err := f.order(); err != nil {
			return err
		}
		size, decode := integer(f.descr)
		if decode == nil {
			return fmt.Errorf("dtype '%s', want an integer", f.descr)
		}
		if len(f.shape) != 1 {
			return fmt.Errorf("shape %s, want one dimension", f.shapeString())
		}
		n, err := f.check(size)
		if err != nil {
			return err
		}
		v = make([]int, n)
		return f.each(size, n, func(i int, item []byte) error {
			var ok bool
			if v[i], ok = decode(item); !ok {
				return fmt.Errorf("row %d: the value is out of range", i)
			}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	return v, nil
}

// file is an open .npy file: what its header says, where its data starts and
// how long it is.
type file struct {
	header
	data   *bufio.Reader
	length int64
}

// readFile opens path, reads its header and hands it to read; every error is
// given the file's name.
func readFile(ctx context.Context, path string, read func(*file) error) error {
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
	r := bufio.NewReaderSize(reader{ctx, f}, bufferSize)
	h, err := readHeader(r)
	if err == nil {
		err = read(&file{header: h, data: r, length: info.Size()})
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// check compares the size that the shape stands for with the data that the
// file holds, and returns the number of elements.
func (f *file) check(itemSize int) (int, error) {
	elements, size, ok := f.count(itemSize)
	have := f.length - f.offset
	switch {
	case !ok:
		return 0, fmt.Errorf("shape %s is beyond any file", f.shapeString())
	case elements == 0:
		return 0, fmt.Errorf("shape %s holds nothing", f.shapeString())
	case have < size:
		return 0, fmt.Errorf("cut short: shape %s takes %d bytes of data, the file has %d", f.shapeString(), size, have)
	case have > size:
		return 0, fmt.Errorf("%d bytes follow the data of shape %s", have-size, f.shapeString())
	case elements > math.MaxInt/8: // a 32-bit machine
		return 0, fmt.Errorf("shape %s is too large for this machine", f.shapeString())
	}
	return int(elements), nil
}

// each reads n items of the given size and hands them to set in order.
func (f *file) each(size, n int, set func(i int, item []byte) error) error {
	var item [8]byte
	for i := range n {
		if _, err := io.ReadFull(f.data, item[:size]); err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				return errors.New("the file became shorter while it was read")
			}
			return err
		}
		if err := set(i, item[:size]); err != nil {
			return err
		}
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
