package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"
)

// photo is a picture like a photograph: the finer the structure, the fainter.
func photo(side int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	hash := func(x, y, c int) int {
		h := uint32(x)*0x9e3779b1 ^ uint32(y)*0x85ebca77 ^ uint32(c)*0xc2b2ae3d
		h = (h ^ h>>15) * 0x2c1b3c6d
		return int((h ^ h>>12) >> 24)
	}
	for y := range side {
		for x := range side {
			var sums [3]int
			for cell, weight := side/2, 64; cell > 0; cell, weight = cell/2, weight*2/3 {
				i, j, u, v := x/cell, y/cell, x%cell, y%cell
				for c := range sums {
					top := hash(i, j, c)*(cell-u) + hash(i+1, j, c)*u
					bottom := hash(i, j+1, c)*(cell-u) + hash(i+1, j+1, c)*u
					sums[c] += (top*(cell-v)+bottom*v)/(cell*cell)*weight - 128*weight
				}
			}
			at := func(c int) uint8 { return uint8(min(max(128+sums[c]/64, 0), 255)) }
			img.SetNRGBA(x, y, color.NRGBA{at(0), at(1), at(2), 255})
		}
	}
	return img
}

// BenchmarkDecode makes 32×32 of 512×512 pixels: of a JPEG with colours at half the
// resolution, and of a PNG.
func BenchmarkDecode(b *testing.B) {
	img := photo(512)
	var jpg, lossless bytes.Buffer
	if err := jpeg.Encode(&jpg, img, &jpeg.Options{Quality: 88}); err != nil {
		b.Fatal(err)
	}
	if err := png.Encode(&lossless, img); err != nil {
		b.Fatal(err)
	}
	for _, format := range []struct {
		name     string
		contents []byte
	}{{"JPEG", jpg.Bytes()}, {"PNG", lossless.Bytes()}} {
		b.Run(format.name, func(b *testing.B) {
			dst := make([]uint8, 32*32*3)
			for b.Loop() {
				if err := Decode(b.Context(), dst, 32, 32, format.contents, black); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "images/s")
		})
	}
}
