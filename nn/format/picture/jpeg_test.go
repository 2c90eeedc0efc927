package picture

import (
	"bytes"
	"slices"
	"testing"
)

// withSampling returns a fixture whose frame names other sampling factors.
func withSampling(t testing.TB, name string, factors ...byte) []byte {
	t.Helper()
	contents := slices.Clone(fixture(t, name))
	for i, c := range frameOf(contents).components {
		contents[c.at] = factors[i]
	}
	return contents
}

// TestRefusedSamplings are named.
func TestRefusedSamplings(t *testing.T) {
	for _, test := range []struct {
		name    string
		factors []byte
		words   string
	}{
		{"baseline.jpg", []byte{0x31, 0x11, 0x11}, "sampled 3×1, 1×1, 1×1"},
		{"baseline.jpg", []byte{0x11, 0x21, 0x11}, "sampled 1×1, 2×1, 1×1"},
		{"baseline.jpg", []byte{0x14, 0x11, 0x11}, "sampled 1×4, 1×1, 1×1"},
		{"plaincmyk.jpg", []byte{0x21, 0x11, 0x11, 0x21}, "sampled 2×1, 1×1, 1×1, 2×1"},
	} {
		contents := withSampling(t, test.name, test.factors...)
		_, _, err := Size(contents)
		wantError(t, err, "sampling", test.words)
		wantError(t, Decode(t.Context(), make([]uint8, 3), 1, 1, contents, black), test.words)
	}
}

// TestRGBOfRareSampling is refused: the decoder that reads the sampling takes any such
// picture for one whose first component is as wide as the others.
func TestRGBOfRareSampling(t *testing.T) {
	contents := slices.Clone(fixture(t, "s411121.jpg"))
	jfif := bytes.Index(contents, []byte("JFIF"))
	copy(contents[jfif:], "none")
	for i, c := range frameOf(contents).components {
		scan := bytes.LastIndex(contents, []byte{0xff, startOfScan})
		contents[c.at-1] = "RGB"[i]
		contents[scan+5+2*i] = "RGB"[i]
	}
	wantError(t, Decode(t.Context(), make([]uint8, 3), 1, 1, contents, black), "RGB", "sampled 4×1, 1×1, 2×1")
}

// TestManyScans: a progressive picture that is gone over without end.
func TestManyScans(t *testing.T) {
	contents := fixture(t, "progressive.jpg")
	last := bytes.LastIndex(contents, []byte{0xff, startOfScan})
	scan := contents[last : len(contents)-2]
	many := slices.Concat(contents[:last], bytes.Repeat(scan, mostScans), contents[last:])
	_, _, err := Size(many)
	wantError(t, err, "1000 scans")
}

// TestFrameIsFound behind what encoders put before it, and between.
func TestFrameIsFound(t *testing.T) {
	contents := fixture(t, "s222111.jpg")
	want := mustDecode(t, contents, 4, 4, black)
	const start = 2
	for name, between := range map[string]string{
		"filling":         "\xff\xff\xff",
		"bytes of nobody": "abc\xff\x00d",
		"a restart":       "\xff\xd3",
		"a thumbnail":     "\xff\xe2\x00\x18a\xff\xc0\x00\x11\x08\x00\x10\x00\x10\x03\x01\x31\x00\x02\x11\x01\x03\x11\x01",
		"a comment":       "\xff\xfe\x00\x05abc",
	} {
		longer := slices.Concat(contents[:start], []byte(between), contents[start:])
		if f := frameOf(longer).String(); f != "sampled 2×2, 2×1, 1×1" {
			t.Errorf("behind %s: %s", name, f)
		}
		if !slices.Equal(mustDecode(t, longer, 4, 4, black), want) {
			t.Errorf("behind %s: another picture", name)
		}
	}
}
