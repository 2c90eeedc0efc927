package picture

import (
	"image"
	"image/draw"
	"slices"
	"testing"
)

// TestYCbCrIsThatOfDraw for every sampling, odd sizes and colours out of range.
func TestYCbCrIsThatOfDraw(t *testing.T) {
	for ratio := range chromaShift {
		for _, size := range []image.Point{{1, 1}, {2, 1}, {1, 2}, {3, 5}, {61, 47}, {64, 32}} {
			img := image.NewYCbCr(image.Rectangle{Max: size}, ratio)
			for i := range img.Y {
				img.Y[i] = uint8(i * i * 31)
			}
			for i := range img.Cb {
				img.Cb[i], img.Cr[i] = uint8(i*77), uint8(i*i*129)
			}
			drawn := image.NewRGBA(img.Rect)
			draw.Draw(drawn, drawn.Rect, img, image.Point{}, draw.Src)
			for _, to := range []int{1, 7, size.X} {
				if !slices.Equal(resample(img, to, to, black), resample(drawn, to, to, black)) {
					t.Errorf("%v, %v to %d×%d: other bytes", ratio, size, to, to)
				}
			}
		}
	}
}

// TestEveryYCbCr is that of package draw: three in a row, so that each is on each side.
func TestEveryYCbCr(t *testing.T) {
	img := image.NewYCbCr(image.Rect(0, 0, 256, 256), image.YCbCrSubsampleRatio444)
	drawn := image.NewRGBA(img.Rect)
	for y := range img.Y {
		img.Y[y], img.Cb[y] = uint8(y), uint8(y>>8)
	}
	for cr := range 256 {
		for i := range img.Cr {
			img.Cr[i] = uint8(cr + i*85)
		}
		draw.Draw(drawn, drawn.Rect, img, image.Point{}, draw.Src)
		want, got := rowsOf(drawn, black), rowsOf(img, black)
		a, b := make([]pixel, 256), make([]pixel, 256)
		for y := 0; y < 256; y += 2 {
			want.read(a, y)
			got.read(b, y)
			if !slices.Equal(a, b) {
				t.Fatalf("rows %d and %d, Cr from %d: other colours", y, y+1, cr)
			}
		}
	}
}
