package npy

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
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
	if err == errFields {
		return header{}, err
	}
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
