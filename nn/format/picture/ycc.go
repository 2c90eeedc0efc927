package picture

import "image"

// chromaShift is the binary logarithm of how many pixels of a row have one chroma.
var chromaShift = map[image.YCbCrSubsampleRatio]int{
	image.YCbCrSubsampleRatio444: 0,
	image.YCbCrSubsampleRatio440: 0,
	image.YCbCrSubsampleRatio422: 1,
	image.YCbCrSubsampleRatio420: 1,
	image.YCbCrSubsampleRatio411: 2,
	image.YCbCrSubsampleRatio410: 2,
}

// yccRows reads the picture of most JPEG and lossy WebP files.
type yccRows struct {
	img   *image.YCbCr
	shift int
}

// read converts the way of package color, by JFIF's coefficients in units of 2^-16,
//
//	r = y             + 1.40200 cr
//	g = y - 0.34414 cb - 0.71414 cr
//	b = y + 1.77200 cb
//
// where y is a byte times 0x10101, and cb and cr are bytes less 128.
func (s yccRows) read(dst []pixel, y int) {
	first, second := s.row(y), s.row(min(y+1, s.img.Rect.Dy()-1))
	shift := s.shift & 7 // which tells the compiler that it is small
	for x := range dst {
		i := x >> shift
		light := 0x10101 * bothOf(first.y[x], second.y[x])
		cb, cr := bothOf(first.cb[i], second.cb[i]), bothOf(first.cr[i], second.cr[i])
		dst[x] = pixel{
			clipped(light + 91881*cr + each*(above-91881<<7)),
			clipped(light + each*(above+(22554+46802)<<7) - 22554*cb - 46802*cr),
			clipped(light + 116130*cb + each*(above-116130<<7)),
		}
	}
}

// above keeps sums above zero. With it they are less than 1<<26.
const above = 1 << 24

// clip holds i-above>>16, clipped to a byte.
var clip = func() (all [1 << 10]uint8) {
	for i := range all {
		all[i] = uint8(min(max(i-above>>16, 0), 255))
	}
	return all
}()

// clipped rounds sums in units of 2^-16 down, takes above off, and clips them to bytes.
func clipped(sum both) both {
	const low = both(len(clip) - 1)
	return bothOf(clip[sum>>16&low], clip[sum>>48&low])
}

// yccRow is a row of pixels, and the chroma beside it.
type yccRow struct{ y, cb, cr []uint8 }

func (s yccRows) row(y int) yccRow {
	c, width := s.img.COffset(0, y), s.img.Rect.Dx()
	chroma := (width-1)>>s.shift + 1
	return yccRow{s.img.Y[s.img.YOffset(0, y):][:width], s.img.Cb[c:][:chroma], s.img.Cr[c:][:chroma]}
}
