package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels/race"
)

// claims are small files of each format, and where their headers have the width and
// the height, as a number of so many bytes.
var claims = []struct {
	name          string
	width, height int
	order         binary.ByteOrder
	bytes         int
}{
	{"interlaced.png", 16, 20, binary.BigEndian, 4},
	{"offset.gif", 6, 8, binary.LittleEndian, 2},
	{"rgb.bmp", 18, 22, binary.LittleEndian, 4},
	{"bits.bmp", 18, 22, binary.LittleEndian, 4},
	{"raw.tif", 10, 22, binary.LittleEndian, 4}, // of the directory
	{"tiff_lzw.tif", 10, 22, binary.LittleEndian, 2},
	{"lossy.webp", 26, 28, binary.LittleEndian, 2},
	{"baseline.jpg", 165, 163, binary.BigEndian, 2},
}

// claiming returns a fixture whose header says another size.
func claiming(t testing.TB, i, width, height int) []byte {
	c := claims[i]
	b := slices.Clone(fixture(t, c.name))
	directory := 0
	if strings.HasSuffix(c.name, ".tif") {
		directory = int(c.order.Uint32(b[4:]))
	}
	for at, n := range map[int]int{c.width + directory: width, c.height + directory: height} {
		if c.bytes == 2 {
			c.order.PutUint16(b[at:], uint16(n))
		} else {
			c.order.PutUint32(b[at:], uint32(n))
		}
	}
	if c.order == binary.BigEndian && c.bytes == 4 { // PNG has a checksum as well
		const kind, sum = 12, 29
		c.order.PutUint32(b[sum:], crc32.ChecksumIEEE(b[kind:sum]))
	}
	return b
}

// TestClaimsTakeNoMemory: a file of a few hundred bytes that claims to be large is
// refused before anybody makes room for it.
func TestClaimsTakeNoMemory(t *testing.T) {
	dst := make([]uint8, 3)
	for i, c := range claims {
		if width, height, err := Size(claiming(t, i, 21, 34)); (width != 21 || height != 34) && err == nil {
			t.Fatalf("%s: claims %d×%d, not what was written", c.name, width, height)
		}
		for _, size := range [][2]int{{8000, 8000}, {4000, 16000}} {
			contents := claiming(t, i, size[0], size[1])
			var err error
			used := allocated(func() { err = Decode(t.Context(), dst, 1, 1, contents, black) })
			wantError(t, err, fmt.Sprintf("of %d bytes is too short for %d×%d", len(contents), size[0], size[1]))
			if most := uint64(len(contents)*20 + 1<<16); used > most && !race.Enabled {
				t.Errorf("%s: %d bytes taken for a claim of %v", c.name, used, size)
			}
		}
	}
}

// allocated returns how many bytes f allocates, in the best of three runs: others may
// allocate in some.
func allocated(f func()) uint64 {
	used := uint64(math.MaxUint64)
	for range 3 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		f()
		runtime.ReadMemStats(&after)
		used = min(used, after.TotalAlloc-before.TotalAlloc)
	}
	return used
}

// TestSizesThatNobodyDecodes are refused by name, in Size and in Decode.
func TestSizesThatNobodyDecodes(t *testing.T) {
	for i, c := range claims {
		for _, size := range [][2]int{{0, 0}, {0, 5}, {5, 0}, {20000, 20000}, {1<<17 + 1, 1}, {65535, 65535}} {
			if c.bytes == 2 && max(size[0], size[1]) > math.MaxUint16 || c.name == "lossy.webp" && size[0] >= 1<<14 {
				continue // not a number that the format has
			}
			contents := claiming(t, i, size[0], size[1])
			_, _, sizeErr := Size(contents)
			err := Decode(t.Context(), make([]uint8, 3), 1, 1, contents, black)
			if err == nil || sizeErr == nil || err.Error() != sizeErr.Error() {
				t.Errorf("%s, %v: %v and %v", c.name, size, err, sizeErr)
			}
			if math.MaxInt > math.MaxInt32 && size[0]*size[1] > MaxPixels { // or the decoder refuses first
				wantError(t, err, fmt.Sprintf("cannot take an image of %d×%d", size[0], size[1]))
			}
		}
	}
}

// TestOfOneColour: the bounds on what a file can hold do not refuse one that packs best.
func TestOfOneColour(t *testing.T) {
	const side = 3000
	var bits, grey, indices bytes.Buffer
	two := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.Black, color.White})
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&bits, two); err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(&grey, image.NewGray(image.Rect(0, 0, side, side)), &jpeg.Options{Quality: 1}); err != nil {
		t.Fatal(err)
	}
	if err := gif.Encode(&indices, two, nil); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string]*bytes.Buffer{"PNG": &bits, "JPEG": &grey, "GIF": &indices} {
		for i, got := range mustDecode(t, b.Bytes(), 3, 3, black) {
			if got > 1 { // JPEG's least is 1, by the rounding of its first coefficient
				t.Errorf("%s: byte %d is %d", name, i, got)
			}
		}
	}
}

// TestCutFiles ends every fixture early: an error of one line that says so, or, behind
// what is needed, the picture.
func TestCutFiles(t *testing.T) {
	for _, name := range names(t) {
		contents := fixture(t, name)
		dst := make([]uint8, 3)
		for n := range contents {
			err := Decode(t.Context(), dst, 1, 1, contents[:n], black)
			if err == nil && n < len(contents)/3 {
				t.Errorf("%s: %d of %d bytes are enough", name, n, len(contents))
			}
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("%s: error of several lines: %q", name, err)
			}
		}
	}
}

func TestUnknownFormats(t *testing.T) {
	for _, contents := range []string{"", "B", "GIF8", "RIFF\x00\x00\x00\x00WAVE", "\x00\x00\x00\x1cftypheic", "<svg/>"} {
		_, _, err := Size([]byte(contents))
		wantError(t, err, "unknown format")
		wantError(t, Decode(t.Context(), make([]uint8, 3), 1, 1, []byte(contents), black), "unknown format")
	}
}

// TestDecodeEndsWithItsContext in the middle of a file, of every format.
func TestDecodeEndsWithItsContext(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, name := range names(t) {
		dst := []uint8{7, 7, 7}
		if err := Decode(ended, dst, 1, 1, fixture(t, name), black); !errors.Is(err, context.Canceled) || dst[0] != 7 {
			t.Errorf("%s: %v, %v", name, err, dst)
		}
	}
}

func TestDecodePanicsOnWrongShapes(t *testing.T) {
	for _, shape := range [][3]int{{11, 2, 2}, {0, 0, 5}, {3, -1, -1}} {
		func() {
			defer func() {
				if r := fmt.Sprint(recover()); !strings.Contains(r, "picture: Decode: ") {
					t.Errorf("%v: %s", shape, r)
				}
			}()
			Decode(t.Context(), make([]uint8, shape[0]), shape[1], shape[2], nil, black)
		}()
	}
}
