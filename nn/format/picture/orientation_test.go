package picture

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"slices"
	"testing"
)

// exifOf returns EXIF data whose first directory says an orientation, and the second,
// that of the thumbnail, another.
func exifOf(orientation uint16) []byte {
	order := binary.BigEndian
	entry := func(b []byte, value uint16) []byte {
		b = order.AppendUint16(b, 1)      // entries
		b = order.AppendUint16(b, 0x0112) // Orientation
		b = order.AppendUint16(b, 3)      // of 16 bits
		b = order.AppendUint32(b, 1)
		return append(order.AppendUint16(b, value), 0, 0)
	}
	b := entry([]byte("MM\x00*\x00\x00\x00\x08"), orientation)
	b = order.AppendUint32(b, uint32(len(b)+4))
	return append(entry(b, 3), 0, 0, 0, 0)
}

// TestOrientations: the words of the standard say where the stored row 0 and column 0
// are seen (CIPA DC-008, section 4.6.4).
func TestOrientations(t *testing.T) {
	// stored is a picture of 3×2 with the corners 1 2 above 3 4.
	stored := image.NewGray(image.Rect(0, 0, 3, 2))
	stored.Pix = []uint8{1, 9, 2, 3, 9, 4}
	var file bytes.Buffer
	if err := png.Encode(&file, stored); err != nil {
		t.Fatal(err)
	}
	for o, want := range map[uint16][4]uint8{ // the corners as seen, row 0 before the last
		0: {1, 2, 3, 4},
		1: {1, 2, 3, 4}, // row 0 at the top, column 0 at the left
		2: {2, 1, 4, 3}, // top, right
		3: {4, 3, 2, 1}, // bottom, right
		4: {3, 4, 1, 2}, // bottom, left
		5: {1, 3, 2, 4}, // left, top
		6: {3, 1, 4, 2}, // right, top
		7: {4, 2, 3, 1}, // right, bottom
		8: {2, 4, 1, 3}, // left, bottom
		9: {1, 2, 3, 4},
	} {
		const header = 8 + 25
		contents := slices.Concat(file.Bytes()[:header], chunk("eXIf", exifOf(o)), file.Bytes()[header:])
		width, height, err := Size(contents)
		if err != nil {
			t.Fatal(err)
		}
		if wide := o < 5 || o > 8; wide != (width == 3 && height == 2) || !wide != (width == 2 && height == 3) {
			t.Errorf("orientation %d: %d×%d pixels", o, width, height)
		}
		got := mustDecode(t, contents, height, width, black)
		last := (height - 1) * width
		if corners := [4]uint8{got[0], got[(width-1)*3], got[last*3], got[(last+width-1)*3]}; corners != want {
			t.Errorf("orientation %d: corners %v, want %v", o, corners, want)
		}
	}
}

// chunk returns a chunk of a PNG file.
func chunk(kind string, data []byte) []byte {
	b := append(binary.BigEndian.AppendUint32(nil, uint32(len(data))), kind...)
	b = append(b, data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// TestTurnedFilesResample to a shape that is not square, whose sides change places.
func TestTurnedFilesResample(t *testing.T) {
	img := drawn(40, 60, func(x, y float64) color.NRGBA { return color.NRGBA{uint8(6 * x), uint8(4 * y), 9, 255} })
	var file bytes.Buffer
	if err := png.Encode(&file, img); err != nil {
		t.Fatal(err)
	}
	const header = 8 + 25
	turned := slices.Concat(file.Bytes()[:header], chunk("eXIf", exifOf(6)), file.Bytes()[header:])
	straight := mustDecode(t, file.Bytes(), 9, 5, black)
	got := mustDecode(t, turned, 5, 9, black)
	for y := range 5 {
		for x := range 9 {
			if !slices.Equal(got[(y*9+x)*3:][:3], straight[((8-x)*5+y)*3:][:3]) {
				t.Fatalf("pixel (%d, %d) is another", y, x)
			}
		}
	}
}

// TestDamagedEXIF leaves the picture as it is stored.
func TestDamagedEXIF(t *testing.T) {
	whole := fixture(t, "turned.jpg")
	at := bytes.Index(whole, []byte("Exif\x00\x00")) + 6
	for _, i := range []int{0, 1, 4, 5, 6, 7} { // the byte order, and where the directory is
		contents := slices.Clone(whole)
		contents[at+i] ^= 0x55
		width, height, err := Size(contents)
		if err != nil || width != fixtureHeight || height != fixtureWidth {
			t.Errorf("byte %d damaged: %d×%d, %v", i, width, height, err)
		}
	}
}
