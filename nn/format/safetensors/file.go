package safetensors

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
)

// maxHeader bounds the header that is read into memory.
const maxHeader = 64 << 20

const metadataKey = "__metadata__"

// A Tensor is one entry of a file.
type Tensor struct {
	Name  string
	Shape []int
	Data  []float32 // in C order
}

// headerEntry is what the header says of one tensor.
type headerEntry struct {
	DType   string  `json:"dtype"`
	Shape   []int   `json:"shape"`
	Offsets []int64 `json:"data_offsets"`
}

// A File is open, and its header has been found sound.
type File struct {
	Metadata map[string]string // nil: the file has none

	check   func(headerEntry) error // of one entry by itself
	entries map[string]headerEntry
	body    *io.SectionReader // the tensors' bytes
	opened  *os.File          // by OpenFile; else nil
}

// OpenFile is [Open] of the file at a path, which errors name. Close it after use.
func OpenFile(path string) (*File, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return nil, err
	}
	f, err := Open(file, info.Size())
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	f.opened = file
	return f, nil
}

// Close closes what OpenFile has opened.
func (f *File) Close() error {
	if f.opened == nil {
		return nil
	}
	return f.opened.Close()
}

// Open reads and checks the header of a file of size bytes. It trusts nothing: no more
// is allocated than a few times what the file holds, and a header that it returns
// without an error describes exactly the bytes that follow it. r must stay open for as
// long as tensors are read.
func Open(r io.ReaderAt, size int64) (*File, error) { return open(r, size, headerEntry.checkFloat32) }

func open(r io.ReaderAt, size int64, check func(headerEntry) error) (*File, error) {
	header, err := readHeader(r, size)
	if err != nil {
		return nil, err
	}
	f := &File{check: check, body: io.NewSectionReader(r, 8+int64(len(header)), size-8-int64(len(header)))}
	if err := f.parse(header); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	if err := f.checkLayout(); err != nil {
		return nil, err
	}
	return f, nil
}

// Names returns the names of the tensors, in the order in which the file has them.
func (f *File) Names() []string {
	return slices.SortedFunc(maps.Keys(f.entries), func(a, b string) int {
		return cmp.Or(slices.Compare(f.entries[a].Offsets, f.entries[b].Offsets), strings.Compare(a, b))
	})
}

// Shape returns the shape of a tensor, and whether there is one of that name.
func (f *File) Shape(name string) (shape []int, ok bool) {
	e, ok := f.entries[name]
	return e.Shape, ok
}

// Body returns a reader of the tensors' bytes, in the order in which the file has them.
func (f *File) Body() io.Reader { return io.NewSectionReader(f.body, 0, f.body.Size()) }

func readHeader(r io.ReaderAt, size int64) ([]byte, error) {
	if size < 8 {
		return nil, fmt.Errorf("%d bytes, too short for a safetensors file", size)
	}
	var prefix [8]byte
	if _, err := r.ReadAt(prefix[:], 0); err != nil {
		return nil, fmt.Errorf("header length: %w", err)
	}
	n := binary.LittleEndian.Uint64(prefix[:])
	if n > maxHeader || n > uint64(size-8) {
		return nil, fmt.Errorf("header of %d bytes announced in a file of %d", n, size)
	}
	header := make([]byte, n)
	if _, err := r.ReadAt(header, 8); err != nil && n > 0 {
		return nil, fmt.Errorf("header: %w", err)
	}
	return header, nil
}

// parse reads the header key by key, because a map would hide a name that
// stands there twice.
func (f *File) parse(header []byte) error {
	dec := json.NewDecoder(bytes.NewReader(header))
	dec.DisallowUnknownFields()
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return errors.New("not a JSON object")
	}
	f.entries = make(map[string]headerEntry)
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return jsonError(err)
		}
		if err := f.parseEntry(dec, token.(string)); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil {
		return jsonError(err)
	}
	if rest := header[dec.InputOffset():]; len(bytes.TrimRight(rest, " ")) > 0 {
		return errors.New("text after the JSON object")
	}
	return nil
}

func (f *File) parseEntry(dec *json.Decoder, name string) error {
	if name == metadataKey {
		if f.Metadata != nil {
			return errors.New("two " + metadataKey)
		}
		f.Metadata = make(map[string]string)
		if err := dec.Decode(&f.Metadata); err != nil {
			return fmt.Errorf("%s: %w", metadataKey, jsonError(err))
		}
		return nil
	}
	if _, twice := f.entries[name]; twice {
		return fmt.Errorf("two tensors named %q", name)
	}
	var e headerEntry
	if err := dec.Decode(&e); err != nil {
		return fmt.Errorf("tensor %q: %w", name, jsonError(err))
	}
	if err := f.check(e); err != nil {
		return fmt.Errorf("tensor %q: %w", name, err)
	}
	f.entries[name] = e
	return nil
}

// jsonError turns the end of the input into words that say where it ended.
func jsonError(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("JSON cut short")
	}
	return err
}

// checkFloat32 verifies that an entry is of float32 and says it rightly.
func (e headerEntry) checkFloat32() error {
	if e.DType != "F32" {
		return fmt.Errorf("dtype %q, want \"F32\"", e.DType)
	}
	return e.checkSize(4)
}

// checkSize verifies that the shape and the offsets speak of the same number of bytes.
func (e headerEntry) checkSize(itemSize int) error {
	if e.Shape == nil || len(e.Offsets) != 2 {
		return errors.New("no shape or not two data_offsets")
	}
	bytes := int64(itemSize)
	for _, n := range e.Shape {
		if n < 0 || n > 0 && bytes > math.MaxInt64/int64(n) {
			return fmt.Errorf("shape %v", e.Shape)
		}
		bytes *= int64(n)
	}
	begin, end := e.Offsets[0], e.Offsets[1]
	if begin < 0 || end < begin || end-begin != bytes {
		return fmt.Errorf("data_offsets %v do not hold shape %v", e.Offsets, e.Shape)
	}
	return nil
}

// checkLayout verifies that the tensors, in the order of their offsets, cover
// the body from its first byte to its last.
func (f *File) checkLayout() error {
	var at int64
	for _, name := range f.Names() {
		offsets := f.entries[name].Offsets
		switch {
		case offsets[0] < at:
			return fmt.Errorf("tensor %q overlaps the one before it at offset %d", name, offsets[0])
		case offsets[0] > at:
			return fmt.Errorf("hole of %d bytes before tensor %q", offsets[0]-at, name)
		}
		at = offsets[1]
	}
	if size := f.body.Size(); at != size {
		return fmt.Errorf("tensors of %d bytes in a file that holds %d after its header", at, size)
	}
	return nil
}
