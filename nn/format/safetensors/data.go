package safetensors

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
)

// Check returns an error unless there is a tensor called t.Name of t.Shape.
func (f *File) Check(t Tensor) error {
	e, ok := f.entries[t.Name]
	if !ok {
		return fmt.Errorf("no tensor %q", t.Name)
	}
	if !slices.Equal(e.Shape, t.Shape) {
		return fmt.Errorf("tensor %q has shape %v, want %v", t.Name, e.Shape, t.Shape)
	}
	return nil
}

// Read fills t.Data with the tensor that is called t.Name. A missing tensor and
// one of another shape are errors. Tensors may be read from several goroutines at once.
func (f *File) Read(t Tensor) error {
	if err := f.Check(t); err != nil {
		return err
	}
	e := f.entries[t.Name]
	body := io.NewSectionReader(f.body, e.Offsets[0], e.Offsets[1]-e.Offsets[0])
	if err := readFloats(body, t.Data); err != nil {
		return fmt.Errorf("tensor %q: %w", t.Name, err)
	}
	return nil
}

// chunk is the number of float32 converted at a time.
const chunk = 1 << 14

// readFloats fills dst from little-endian bytes.
func readFloats(r io.Reader, dst []float32) error {
	buffer := make([]byte, 4*min(chunk, len(dst)))
	for len(dst) > 0 {
		part := dst[:min(chunk, len(dst))]
		b := buffer[:4*len(part)]
		if _, err := io.ReadFull(r, b); err != nil {
			return err
		}
		for i := range part {
			part[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		}
		dst = dst[len(part):]
	}
	return nil
}

// writeFloats writes src as little-endian bytes.
func writeFloats(w io.Writer, src []float32) error {
	buffer := make([]byte, 0, 4*min(chunk, len(src)))
	for len(src) > 0 {
		part := src[:min(chunk, len(src))]
		b := buffer[:0]
		for _, v := range part {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
		}
		if _, err := w.Write(b); err != nil {
			return err
		}
		src = src[len(part):]
	}
	return nil
}

// Write writes a file of the tensors, in the order given. Nothing of it depends on
// anything but its arguments.
func Write(w io.Writer, metadata map[string]string, tensors []Tensor) error {
	header, err := buildHeader(metadata, tensors)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 1<<20)
	if err := binary.Write(out, binary.LittleEndian, uint64(len(header))); err != nil {
		return err
	}
	if _, err := out.Write(header); err != nil {
		return err
	}
	if err := WriteBody(out, tensors); err != nil {
		return err
	}
	return out.Flush()
}

// WriteBody writes the tensors' bytes alone, one tensor after another, as they lie behind
// the header of a file.
func WriteBody(w io.Writer, tensors []Tensor) error {
	for _, t := range tensors {
		if err := writeFloats(w, t.Data); err != nil {
			return err
		}
	}
	return nil
}

// buildHeader returns the JSON header, filled up with spaces so that the
// tensors begin at a multiple of 8 bytes.
func buildHeader(metadata map[string]string, tensors []Tensor) ([]byte, error) {
	entries := make(map[string]any, len(tensors)+1)
	if len(metadata) > 0 {
		entries[metadataKey] = metadata
	}
	var at int64
	for _, t := range tensors {
		end := at + 4*int64(len(t.Data))
		entries[t.Name] = headerEntry{DType: "F32", Shape: t.Shape, Offsets: []int64{at, end}}
		at = end
	}
	header, err := json.Marshal(entries)
	if err != nil {
		return nil, err
	}
	padding := -len(header) & 7
	return append(header, bytes.Repeat([]byte{' '}, padding)...), nil
}
