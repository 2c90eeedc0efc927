package picture

import (
	"bytes"
	"embed"
	"encoding/binary"
	"math"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// fixtures are files of 13×9 pixels in every format, and what others read from them:
// see testdata/make.py.
//
//go:embed testdata
var fixtures embed.FS

const fixtureHeight, fixtureWidth = 9, 13

var black [3]uint8

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := fixtures.ReadFile(path.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// names returns the fixtures that are images.
func names(t testing.TB) []string {
	t.Helper()
	var all []string
	entries, err := fixtures.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if picture, ok := strings.CutSuffix(e.Name(), ".rgb"); ok {
			all = append(all, picture)
		}
	}
	return all
}

func mustDecode(t testing.TB, contents []byte, height, width int, ground [3]uint8) []uint8 {
	t.Helper()
	dst := make([]uint8, height*width*3)
	if err := Decode(t.Context(), dst, height, width, contents, ground); err != nil {
		t.Fatal(err)
	}
	return dst
}

// TestDecodeAsOthersDo holds every fixture against Pillow. Where chroma is coarse that
// interpolates it and Go does not, and decoders of lossy files may round otherwise.
func TestDecodeAsOthersDo(t *testing.T) {
	far := map[string]float64{
		"baseline.jpg": 2.5, "progressive.jpg": 2.5, "turned.jpg": 3.5, "s222111.jpg": 3, "s411121.jpg": 3,
		"grey.jpg": 0.1, "greywide.jpg": 0.1, "cmyk.jpg": 1, "plaincmyk.jpg": 1,
		"lossy.webp": 4, "lossyalpha.webp": 3, "lossless.webp": 0.5, "greyalpha.png": 0.5, "palette.png": 0.5,
	}
	for _, name := range names(t) {
		contents, want := fixture(t, name), fixture(t, name+".rgb")
		width, height, err := Size(contents)
		if err != nil || width != fixtureWidth || height != fixtureHeight {
			t.Errorf("%s: %d×%d, %v", name, width, height, err)
			continue
		}
		got := mustDecode(t, contents, height, width, black)
		var sum float64
		for i := range got {
			sum += math.Abs(float64(got[i]) - float64(want[i]))
		}
		if mean := sum / float64(len(got)); mean > far[name] {
			t.Errorf("%s: %.2f from what others read, on average", name, mean)
		}
	}
}

func TestExtensionsNameWhatIsRead(t *testing.T) {
	for _, name := range names(t) {
		if !slices.Contains(Extensions, filepath.Ext(name)) {
			t.Errorf("%s is read, its ending not named", name)
		}
	}
	for _, extension := range Extensions {
		if extension != strings.ToLower(extension) || extension[0] != '.' {
			t.Errorf("%q", extension)
		}
	}
}

// TestGround: what a picture covers by half is half the ground, and what it covers
// does not change.
func TestGround(t *testing.T) {
	for _, name := range []string{"greyalpha.png", "palette.png", "lossless.webp", "lossyalpha.webp", "offset.gif"} {
		contents := fixture(t, name)
		over := func(ground [3]uint8) []uint8 {
			return mustDecode(t, contents, fixtureHeight, fixtureWidth, ground)
		}
		dark, ground := over(black), [3]uint8{200, 100, 40}
		white, mixed := over([3]uint8{255, 255, 255}), over(ground)
		var through int
		for i := range dark {
			open := int(white[i]) - int(dark[i]) // 255 where nothing covers
			if open > 0 {
				through++
			}
			if want := float64(dark[i]) + float64(open*int(ground[i%3]))/255; math.Abs(want-float64(mixed[i])) > 1 {
				t.Fatalf("%s, byte %d: %d, want %.1f", name, i, mixed[i], want)
			}
		}
		if through < len(dark)/4 {
			t.Errorf("%s: the ground shines through %d of %d bytes", name, through, len(dark))
		}
	}
}

// TestPNGPassesOverBadChunks that no picture needs, and no others.
func TestPNGPassesOverBadChunks(t *testing.T) {
	good := fixture(t, "palette.png")
	want := mustDecode(t, good, 5, 7, black)
	const text = "\x00\x00\x00\x02tEXtab\x01\x02\x03\x04" // with a wrong checksum
	for _, before := range []string{"PLTE", "IDAT", "IEND"} {
		at := bytes.Index(good, []byte(before)) - 4
		bad := slices.Concat(good[:at], []byte(text), []byte(text), good[at:])
		kept := slices.Clone(bad)
		if got := mustDecode(t, bad, 5, 7, black); !slices.Equal(got, want) || !slices.Equal(bad, kept) {
			t.Errorf("a bad chunk before %s changes the picture, or the file was written to", before)
		}
	}
	for _, kind := range []string{"IHDR", "PLTE", "IDAT"} {
		bad := slices.Clone(good)
		size := int(binary.BigEndian.Uint32(bad[bytes.Index(bad, []byte(kind))-4:]))
		bad[bytes.Index(bad, []byte(kind))+4+size] ^= 1
		err := Decode(t.Context(), make([]uint8, 3), 1, 1, bad, black)
		wantError(t, err, "checksum")
	}
}

func wantError(t testing.TB, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("no error, want one with %q", words)
		return
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error %q, want %q", err, w)
		}
	}
}

func TestDecoderNamesGo(t *testing.T) {
	if !strings.HasPrefix(Decoder(), "go") && !strings.HasPrefix(Decoder(), "devel") {
		t.Errorf("decoder %q", Decoder())
	}
	mod, err := os.ReadFile("../../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for _, module := range []string{"golang.org/x/image", "github.com/kovidgoyal/imaging"} {
		if !strings.Contains(string(mod), module+" v") {
			t.Errorf("decoder names %s, go.mod does not", module)
		}
	}
}
