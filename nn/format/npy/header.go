package npy

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/bits"
)

const magic = "\x93NUMPY"

// maxHeader bounds the header's text; NumPy itself writes less than 200 bytes
// for any array that this package reads.
const maxHeader = 1 << 16

var errCutHeader = errors.New("cut short: the file ends inside its header")

// header is what a file says about its data.
type header struct {
	descr   string // dtype, such as "<f4"
	fortran bool   // columns first
	shape   []int64
	offset  int64 // where the data starts
}

// readHeader reads the magic string, the version, the header's length and its
// text from the start of a file (format: NEP 1 and numpy.lib.format).
func readHeader(r io.Reader) (header, error) {
	start := make([]byte, len(magic)+2)
	n, err := io.ReadFull(r, start)
	if got := min(n, len(magic)); string(start[:got]) != magic[:got] {
		return header{}, errors.New("not a .npy file")
	}
	if err != nil {
		return header{}, errCutHeader
	}
	text, size, err := readHeaderText(r, start[len(magic)], start[len(magic)+1])
	if err != nil {
		return header{}, err
	}
	h, err := parseHeader(text)
	if err != nil {
		return header{}, fmt.Errorf("bad header: %w", err)
	}
	h.offset = int64(len(start)+size) + int64(len(text))
	return h, nil
}

// readHeaderText reads the header's length, of size bytes (two in version 1,
// four in 2 and 3), and the header's text.
func readHeaderText(r io.Reader, major, minor byte) (text string, size int, err error) {
	switch {
	case major == 1 && minor == 0:
		size = 2
	case (major == 2 || major == 3) && minor == 0:
		size = 4
	default:
		return "", 0, fmt.Errorf("unknown .npy version %d.%d", major, minor)
	}
	field := make([]byte, 4)
	if _, err := io.ReadFull(r, field[:size]); err != nil {
		return "", 0, errCutHeader
	}
	length := binary.LittleEndian.Uint32(field)
	if length > maxHeader {
		return "", 0, fmt.Errorf("the header claims %d bytes", length)
	}
	buf := make([]byte, length)
	if _, err := io.ReadFull(r, buf); err != nil {
		return "", 0, errCutHeader
	}
	return string(buf), size, nil
}

// count returns the number of elements and of data bytes that the shape
// stands for, with false when either is beyond an int64.
func (h header) count(itemSize int) (elements, size int64, ok bool) {
	n := uint64(1)
	for _, d := range h.shape {
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

// order returns an error unless the elements are little-endian (or single
// bytes) and stored row after row.
func (h header) order() error {
	if len(h.descr) > 0 && h.descr[0] == '>' {
		return fmt.Errorf("dtype '%s' is big-endian: save it little-endian", h.descr)
	}
	if h.fortran {
		return errors.New("the array is in Fortran order: save it in C order (numpy.ascontiguousarray)")
	}
	return nil
}

// shapeString writes the shape as Python does.
func (h header) shapeString() string {
	return pythonTuple(h.shape)
}

func pythonTuple(dims []int64) string {
	s := "("
	for i, d := range dims {
		if i > 0 {
			s += " "
		}
		s += fmt.Sprintf("%d,", d)
	}
	if len(dims) > 1 {
		s = s[:len(s)-1]
	}
	return s + ")"
}
