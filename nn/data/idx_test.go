package data

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"slices"
	"testing"
)

// idx makes an IDX file of unsigned bytes with the given dimensions; elements
// need not match them.
func idx(elements []byte, dims ...uint32) []byte {
	raw := []byte{0, 0, 8, byte(len(dims))}
	for _, dim := range dims {
		raw = binary.BigEndian.AppendUint32(raw, dim)
	}
	return append(raw, elements...)
}

func ramp(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i)
	}
	return b
}

func TestIDX(t *testing.T) {
	pixels := ramp(3 * 28 * 28)
	dir := t.TempDir()
	write(t, dir, "train-images-idx3-ubyte", idx(pixels, 3, 28, 28))
	write(t, dir, "train-labels-idx1-ubyte.gz", zipped(t, idx([]byte{5, 0, 9}, 3)))
	write(t, dir, "t10k-images-idx3-ubyte.gz", zipped(t, idx(pixels[:784], 1, 28, 28)))
	write(t, dir, "t10k-labels-idx1-ubyte.gz", zipped(t, idx([]byte{2}, 1)))
	train, test := mustLoad(t, dir, Train), mustLoad(t, dir, Test)
	if train.Height != 28 || train.Width != 28 || train.Channels != 1 {
		t.Errorf("images of %d×%d×%d", train.Height, train.Width, train.Channels)
	}
	if !slices.Equal(train.Pixels, pixels) || !slices.Equal(train.Labels, []int{5, 0, 9}) {
		t.Error("training split differs from what was written")
	}
	if !slices.Equal(test.Image(0), pixels[:784]) || !slices.Equal(test.Labels, []int{2}) {
		t.Error("test split differs from what was written")
	}
	if want := dir + ": train-images-idx3-ubyte, train-labels-idx1-ubyte.gz"; train.Source != want {
		t.Errorf("source %q, want %q", train.Source, want)
	}
}

func TestIDXRefuses(t *testing.T) {
	images, labels := idx(ramp(2*784), 2, 28, 28), idx([]byte{1, 2}, 2)
	floats := idx(ramp(2*784), 2, 28, 28)
	floats[2] = 0x0d
	cut := zipped(t, images)
	cut = cut[:len(cut)/2]
	corrupt := zipped(t, images)
	corrupt[len(corrupt)-8] ^= 1 // of the checksum
	for _, test := range []struct {
		name           string
		images, labels []byte
		gz             bool
		words          []string
	}{
		{"magic", floats, labels, false, []string{"train-images", "0x00000d03", "0x00000803"}},
		{"labels as images", labels, labels, false, []string{"train-images", "unexpected EOF"}},
		{"images as labels", images, images, false, []string{"train-labels", "0x00000803", "0x00000801"}},
		{"cut header", images[:7], labels, false, []string{"train-images", "header"}},
		{"no bytes", nil, labels, false, []string{"train-images", "header"}},
		{"cut data", images[:1000], labels, false, []string{"train-images", "[2 28 28]", "1568", "984"}},
		{"long data", append(slices.Clone(images), 0), labels, false, []string{"train-images", "more"}},
		{"counts", images, idx([]byte{1, 2, 3}, 3), false, []string{"2 images", "3 labels"}},
		{"no images", idx(nil, 0, 28, 28), labels, false, []string{"train-images", "[0 28 28]"}},
		{"huge shape", idx(ramp(784), 1<<31-1, 1<<15, 1<<15), labels, false, []string{"train-images", "784"}},
		{"impossible shape", idx(ramp(784), math.MaxUint32, math.MaxUint32, math.MaxUint32), labels, false, []string{"train-images", "impossible"}},
		{"cut gzip", cut, labels, true, []string{"train-images-idx3-ubyte.gz", "unexpected EOF"}},
		{"gzip checksum", corrupt, labels, true, []string{"train-images-idx3-ubyte.gz", "checksum"}},
		{"not gzip", images, labels, true, []string{"train-images-idx3-ubyte.gz", "gzip"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir, name := t.TempDir(), "train-images-idx3-ubyte"
			if test.gz {
				name += ".gz"
			}
			write(t, dir, name, test.images)
			write(t, dir, "train-labels-idx1-ubyte", test.labels)
			_, err := Load(t.Context(), dir, Train)
			wantError(t, err, append(test.words, dir)...)
		})
	}
	t.Run("a file missing", func(t *testing.T) {
		dir := t.TempDir()
		write(t, dir, "train-images-idx3-ubyte.gz", zipped(t, images))
		_, err := Load(t.Context(), dir, Train)
		wantError(t, err, dir, "train-images-idx3-ubyte.gz without its labels")
		_, err = Load(t.Context(), dir, Test)
		wantError(t, err, dir, "none of the test split")
	})
}

// TestIDXClaimsAllocateNothing reads a file of 800 bytes that claims 2^61.
func TestIDXClaimsAllocateNothing(t *testing.T) {
	raw := idx(ramp(784), 1<<31-1, 1<<15, 1<<15)
	used := allocated(func() {
		_, err := readIDX(bytes.NewReader(raw), 3)
		wantError(t, err, "claims")
	})
	if used > 1<<20 {
		t.Errorf("%d bytes allocated for a file of %d", used, len(raw))
	}
}

func FuzzIDX(f *testing.F) {
	f.Add(idx(ramp(12), 3, 2, 2), true)
	f.Add(idx([]byte{1, 2}, 2), false)
	f.Add(idx(ramp(5), math.MaxUint32, math.MaxUint32, 9), true)
	f.Add([]byte{0, 0, 8}, false)
	f.Fuzz(func(t *testing.T, raw []byte, images bool) {
		rank := 1
		if images {
			rank = 3
		}
		array, err := readIDX(io.Reader(bytes.NewReader(raw)), rank)
		if err != nil {
			return
		}
		size, ok := elements(array.dims)
		if !ok || int(size) != len(array.elements) || len(raw) != 4+4*rank+len(array.elements) {
			t.Errorf("%d bytes gave shape %v with %d elements", len(raw), array.dims, len(array.elements))
		}
	})
}
