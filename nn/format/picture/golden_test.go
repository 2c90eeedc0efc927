package picture

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image/color"
	"image/png"
	"testing"
)

// TestGolden holds hashes that are those of every machine: a difference between two
// architectures, build tags or compiler settings is an error in this package, and a
// change of a hash a change of every result made from these pixels. They hold the
// decoders too, that of JPEG by a file of 61×47 pixels with subsampled colours.
func TestGolden(t *testing.T) {
	var translucent bytes.Buffer
	err := png.Encode(&translucent, drawn(53, 38, func(x, y float64) color.NRGBA {
		return color.NRGBA{uint8(int(x*y) % 256), uint8(5 * int(x)), uint8(int(x) ^ int(y)), uint8(255 - 3*int(y))}
	}))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name     string
		contents []byte
		ground   [3]uint8
		want     string
	}{
		{"JPEG", fixture(t, "picture.jpg"), black, "3218b20e6f9ed91f"},
		{"PNG", translucent.Bytes(), black, "d06cf30fe3527ee2"},
		{"PNG over a colour", translucent.Bytes(), [3]uint8{250, 90, 3}, "342a45561bf3310e"},
		{"sampled 2×2, 2×1, 1×1", fixture(t, "s222111.jpg"), black, "93cb0c704a9d1451"},
		{"lossy WebP", fixture(t, "lossy.webp"), black, "a8141636abbefdaa"},
		{"lossless WebP", fixture(t, "lossless.webp"), black, "eb187cdbd5a989b1"},
	} {
		sum := sha256.Sum256(mustDecode(t, test.contents, 32, 32, test.ground))
		if got := hex.EncodeToString(sum[:8]); got != test.want {
			t.Errorf("%s: hash %s, want %s", test.name, got, test.want)
		}
	}
}
