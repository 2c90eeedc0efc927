package picture

import (
	"image"
	"image/color"
	"image/draw"
	"math/rand/v2"
	"slices"
	"testing"
)

// plain is resample as one would write it first: the whole image drawn over the ground,
// then every sum of its own.
func plain(img image.Image, height, width int, ground [3]uint8) []uint8 {
	size := img.Bounds().Size()
	src := image.NewRGBA(image.Rectangle{Max: size})
	draw.Draw(src, src.Rect, image.NewUniform(color.RGBA{ground[0], ground[1], ground[2], 255}), image.Point{}, draw.Src)
	draw.Draw(src, src.Rect, img, img.Bounds().Min, draw.Over)
	pass := func(from []uint8, outputs []filter, lines, line, step int) []uint8 {
		out := make([]uint8, 0, lines*len(outputs)*3)
		for y := range lines {
			for _, f := range outputs {
				for c := range 3 {
					sum := int64(1) << (filterBits - 1)
					for i, w := range f.weights {
						sum += w * int64(from[y*line+(f.first+i)*step+c])
					}
					out = append(out, uint8(min(max(sum>>filterBits, 0), 255)))
				}
			}
		}
		return out
	}
	narrow := pass(src.Pix, filters(size.X, width), size.Y, src.Stride, 4)
	turned := pass(narrow, filters(size.Y, height), width, 3, width*3) // columns first
	out := make([]uint8, 0, len(turned))
	for y := range height {
		for x := range width {
			out = append(out, turned[(x*height+y)*3:][:3]...)
		}
	}
	return out
}

// TestResampleIsPlain for every type that decoders give, noise and extremes, odd and
// even sizes, larger and smaller.
func TestResampleIsPlain(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	fill := func(b []uint8) {
		for i := range b {
			b[i] = [...]uint8{0, 255, uint8(random.Uint32())}[random.IntN(3)]
		}
	}
	for _, size := range []image.Point{{1, 1}, {1, 5}, {6, 1}, {13, 9}, {40, 70}, {65, 64}} {
		at := image.Rectangle{Max: size}.Add(image.Pt(3, 5))
		grey, grey16 := image.NewGray(at), image.NewGray16(at)
		rgba, nrgba, nrgba64 := image.NewRGBA(at), image.NewNRGBA(at), image.NewNRGBA64(at)
		cmyk, paletted := image.NewCMYK(at), image.NewPaletted(at, nil)
		ycca := image.NewNYCbCrA(image.Rectangle{Max: size}, image.YCbCrSubsampleRatio420)
		rgba64 := image.NewRGBA64(at)
		pixels := [][]uint8{grey.Pix, grey16.Pix, rgba.Pix, nrgba.Pix, nrgba64.Pix, rgba64.Pix, cmyk.Pix, paletted.Pix, ycca.Y, ycca.Cb, ycca.Cr, ycca.A}
		for _, b := range pixels {
			fill(b)
		}
		for i := 0; i < len(rgba.Pix); i += 4 { // colours are at most alpha
			for c := range 3 {
				rgba.Pix[i+c] = min(rgba.Pix[i+c], rgba.Pix[i+3])
			}
		}
		for i := 0; i < len(rgba64.Pix); i += 8 {
			rgba64.Pix[i+6], rgba64.Pix[i+7] = 255, 255
		}
		for i := range 256 {
			paletted.Palette = append(paletted.Palette, color.NRGBA{uint8(i), uint8(i * 7), uint8(i * 13), uint8(i * 31)})
		}
		for _, img := range []image.Image{grey, grey16, rgba, nrgba, nrgba64, rgba64, cmyk, paletted, ycca} {
			for _, to := range []image.Point{{32, 32}, {1, 3}, size} {
				for _, ground := range [][3]uint8{{}, {255, 255, 255}, {1, 128, 77}} {
					if !slices.Equal(resample(img, to.Y, to.X, ground), plain(img, to.Y, to.X, ground)) {
						t.Errorf("%T of %v to %v over %v: other bytes", img, size, to, ground)
					}
				}
			}
		}
	}
}
