package picture

import (
	"bytes"

	"github.com/bep/imagemeta"
)

// orientation is the EXIF tag of that name: how a stored picture is turned to be seen.
// The values are 1 to 8 (CIPA DC-008, "Exif", section 4.6.4); 1 is as it is.
type orientation int

// orientationOf returns 1 where a file says nothing, or nothing sound.
func orientationOf(f format, contents []byte) orientation {
	value, found := tag(contents, f.tags, "Orientation")
	if !found || value < 1 || value > 8 {
		return 1
	}
	return orientation(value)
}

// transposes says whether rows are seen as columns.
func (o orientation) transposes() bool { return o >= 5 }

// turn writes the stored picture of height×width RGB pixels to dst as it is seen.
func (o orientation) turn(dst, stored []uint8, height, width int) {
	seenWidth := width
	if o.transposes() {
		seenWidth = height
	}
	for y := range height {
		for x := range width {
			i, j := y, x
			if o == 3 || o == 4 || o == 7 || o == 6 {
				i = height - 1 - y
			}
			if o == 2 || o == 3 || o == 7 || o == 8 {
				j = width - 1 - x
			}
			if o.transposes() {
				i, j = j, i
			}
			copy(dst[(i*seenWidth+j)*3:][:3], stored[(y*width+x)*3:])
		}
	}
}

// tag returns a number in the first directory of a file's EXIF data. Damage there is
// nobody's loss but the tag's, so errors are not looked at.
func tag(contents []byte, kind imagemeta.ImageFormat, name string) (value int, found bool) {
	switch kind {
	case imagemeta.ImageFormatAuto:
		return 0, false // the format has no such data
	case imagemeta.WebP: // which the library reads wrong where a chunk has an odd length
		contents, kind = exifInWebP(contents), imagemeta.TIFF
	}
	imagemeta.Decode(imagemeta.Options{
		R:           bytes.NewReader(contents),
		ImageFormat: kind,
		Sources:     imagemeta.EXIF,
		ShouldHandleTag: func(t imagemeta.TagInfo) bool {
			return t.Namespace == "IFD0" && t.Tag == name
		},
		HandleTag: func(t imagemeta.TagInfo) error {
			number, ok := t.Value.(uint16)
			value, found = int(number), ok
			return imagemeta.ErrStopWalking
		},
	})
	return value, found
}
