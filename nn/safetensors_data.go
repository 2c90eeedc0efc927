package nn

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

// read fills t.data with the tensor that is called t.name. A missing tensor and
// one of another shape are errors.
func (f *safetensors) read(t tensor) error {
	e, ok := f.entries[t.name]
	if !ok {
		return fmt.Errorf("no tensor %q", t.name)
	}
	if !slices.Equal(e.Shape, t.shape) {
		return fmt.Errorf("tensor %q has shape %v, want %v", t.name, e.Shape, t.shape)
	}
	if _, err := f.body.Seek(e.Offsets[0], io.SeekStart); err != nil {
		return err
	}
	if err := readFloats(f.body, t.data); err != nil {
		return fmt.Errorf("tensor %q: %w", t.name, err)
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

// writeSafetensors writes the tensors in the order given.
func writeSafetensors(w io.Writer, metadata map[string]string, tensors []tensor) error {
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
	if err := writeBody(out, tensors); err != nil {
		return err
	}
	return out.Flush()
}

// writeBody writes the tensors' bytes without the header.
func writeBody(w io.Writer, tensors []tensor) error {
	for _, t := range tensors {
		if err := writeFloats(w, t.data); err != nil {
			return err
		}
	}
	return nil
}

// buildHeader returns the JSON header, filled up with spaces so that the
// tensors begin at a multiple of 8 bytes.
func buildHeader(metadata map[string]string, tensors []tensor) ([]byte, error) {
	entries := make(map[string]any, len(tensors)+1)
	if len(metadata) > 0 {
		entries[metadataKey] = metadata
	}
	var at int64
	for _, t := range tensors {
		end := at + 4*int64(len(t.data))
		entries[t.name] = headerEntry{DType: "F32", Shape: t.shape, Offsets: []int64{at, end}}
		at = end
	}
	header, err := json.Marshal(entries)
	if err != nil {
		return nil, err
	}
	padding := -len(header) & 7
	return append(header, bytes.Repeat([]byte{' '}, padding)...), nil
}
