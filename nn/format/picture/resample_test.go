package picture

import (
	"image"
	"image/color"
	"math"
	"testing"
)

// drawn makes an image from a function of the pixel's centre.
func drawn(width, height int, at func(x, y float64) color.NRGBA) image.Image {
	img := image.NewNRGBA(image.Rect(3, 5, 3+width, 5+height)) // not at the origin
	for y := range height {
		for x := range width {
			img.SetNRGBA(3+x, 5+y, at(float64(x)+0.5, float64(y)+0.5))
		}
	}
	return img
}

func TestResampleKeepsTheSameSize(t *testing.T) {
	img := drawn(7, 9, func(x, y float64) color.NRGBA { return color.NRGBA{uint8(30 * x), uint8(25 * y), 77, 255} })
	out := resample(img, 9, 7, black)
	for y := range 9 {
		for x := range 7 {
			r, g, b, _ := img.At(3+x, 5+y).RGBA()
			for c, want := range []uint32{r, g, b} {
				if got := out[(y*7+x)*3+c]; got != uint8(want>>8) {
					t.Fatalf("pixel (%d, %d), channel %d: %d, want %d", y, x, c, got, want>>8)
				}
			}
		}
	}
}

func TestResampleKeepsOneColour(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {2, 3}, {31, 33}, {64, 64}, {500, 7}, {1001, 999}} {
		img := drawn(size[0], size[1], func(_, _ float64) color.NRGBA { return color.NRGBA{255, 128, 1, 255} })
		for i, got := range resample(img, 32, 32, black) {
			if want := [3]uint8{255, 128, 1}[i%3]; got != want {
				t.Fatalf("%d×%d: byte %d is %d, want %d", size[0], size[1], i, got, want)
			}
		}
	}
}

// TestResampleKeepsARamp: away from the edges cubic convolution reproduces a
// linear ramp, at any scale, to rounding.
func TestResampleKeepsARamp(t *testing.T) {
	for _, size := range []int{16, 48, 101, 640} {
		img := drawn(size, size, func(x, y float64) color.NRGBA {
			return color.NRGBA{uint8(math.Round(255 * x / float64(size))), uint8(math.Round(255 * y / float64(size))), 0, 255}
		})
		out := resample(img, 32, 32, black)
		for y := 4; y < 28; y++ {
			for x := 4; x < 28; x++ {
				wantR, wantG := 255*(float64(x)+0.5)/32, 255*(float64(y)+0.5)/32
				gotR, gotG := float64(out[(y*32+x)*3]), float64(out[(y*32+x)*3+1])
				if math.Abs(gotR-wantR) > 1.5 || math.Abs(gotG-wantG) > 1.5 {
					t.Fatalf("size %d, pixel (%d, %d): %v, %v, want %.1f, %.1f", size, y, x, gotR, gotG, wantR, wantG)
				}
			}
		}
	}
}

// TestResampleSeesEveryPixel: shrunk far, a checkerboard is an even grey.
func TestResampleSeesEveryPixel(t *testing.T) {
	img := drawn(320, 320, func(x, y float64) color.NRGBA {
		v := uint8(255 * ((int(x) + int(y)) % 2))
		return color.NRGBA{v, v, v, 255}
	})
	for i, got := range resample(img, 32, 32, black) {
		if got < 124 || got > 131 {
			t.Fatalf("byte %d is %d", i, got)
		}
	}
}

func TestFilterWeights(t *testing.T) {
	for _, from := range []int{1, 5, 32, 33, 100, 8192} {
		for i, f := range filters(from, 32) {
			sum := int64(0)
			for _, w := range f.weights {
				sum += w
			}
			if sum != 1<<filterBits || f.first < 0 || f.first+len(f.weights) > from {
				t.Errorf("%d to 32, position %d: sum %d, from %d, %d weights", from, i, sum, f.first, len(f.weights))
			}
		}
	}
	if catmullRom(0) != 1 || catmullRom(1) != 0 || catmullRom(2) != 0 || catmullRom(0.5) != 0.5625 || catmullRom(-1.5) != -0.0625 {
		t.Error("catmullRom is another cubic")
	}
}
