package arrayfile

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/abc86604/temper/nn/format/array"
)

// readVecs returns the format whose rows are numbers of a type, each row behind their
// number. All rows must have as many.
func readVecs(t array.Type) format {
	return func(in input, name string, use func(array.Array) error) error {
		if name != "" {
			return errNoNames(name)
		}
		if in.size < 4 {
			return errors.New("cut short: the file ends before its first row")
		}
		data := &vecs{file: in, from: bufio.NewReaderSize(in, 1<<16)}
		first, err := data.from.Peek(4)
		if err != nil {
			return err
		}
		if data.cols = int64(int32(binary.LittleEndian.Uint32(first))); data.cols < 1 {
			return fmt.Errorf("row 0 claims %d numbers", data.cols)
		}
		data.rowSize = data.cols * int64(t.Size)
		rows := in.size / (4 + data.rowSize)
		if in.size%(4+data.rowSize) != 0 {
			return fmt.Errorf("%d bytes are no whole rows of %d numbers, as row 0 is", in.size, data.cols)
		}
		return use(array.Array{Type: t, Shape: []int64{rows, data.cols}, Data: data, Bytes: rows * data.rowSize})
	}
}

// vecs reads rows without the numbers before them, which it checks.
type vecs struct {
	file          io.ReaderAt
	from          *bufio.Reader
	cols, rowSize int64
	row, left     int64 // the next row; the bytes to come of the one before it
}

func (v *vecs) Read(p []byte) (int, error) {
	if v.left == 0 {
		var length [4]byte
		if _, err := io.ReadFull(v.from, length[:]); err != nil {
			return 0, err
		}
		if err := v.checkLength(v.row, length[:]); err != nil {
			return 0, err
		}
		v.row, v.left = v.row+1, v.rowSize
	}
	n, err := v.from.Read(p[:min(int64(len(p)), v.left)])
	v.left -= int64(n)
	return n, err
}

// checkLength returns an error unless the number before a row is that of row 0.
func (v *vecs) checkLength(row int64, length []byte) error {
	if cols := int64(int32(binary.LittleEndian.Uint32(length))); cols != v.cols {
		return fmt.Errorf("row %d has %d numbers, row 0 has %d", row, cols, v.cols)
	}
	return nil
}

// ReadAt reads at an offset among the rows without the numbers before them.
func (v *vecs) ReadAt(p []byte, offset int64) (n int, err error) {
	row, skip := offset/v.rowSize, offset%v.rowSize
	whole := (skip + int64(len(p)) + v.rowSize - 1) / v.rowSize
	raw := make([]byte, whole*(4+v.rowSize))
	got, err := v.file.ReadAt(raw, row*(4+v.rowSize))
	for raw = raw[:got]; n < len(p) && int64(len(raw)) >= 4+v.rowSize; raw = raw[4+v.rowSize:] {
		if err := v.checkLength(row, raw); err != nil {
			return n, err
		}
		n += copy(p[n:], raw[4+skip:4+v.rowSize])
		row, skip = row+1, 0
	}
	if n == len(p) {
		err = nil
	}
	return n, err
}
