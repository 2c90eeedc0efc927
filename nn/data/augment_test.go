package data

import (
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
)

// everything is an augmentation with every step in it.
var everything = Augment{MinScale: 0.2, Flip: true, Jitter: 0.4, Gray: 0.2, Blur: 0.5, Noise: 0.1, Mask: 0.1}

// greySet is a set of n images of one channel and no square shape.
func greySet(n int) *Set {
	set := &Set{Height: 20, Width: 28, Channels: 1, Labels: make([]int, n), Pixels: make([]uint8, n*20*28)}
	r := portable.NewRand(5)
	for i := range set.Pixels {
		set.Pixels[i] = uint8(r.Uint64())
	}
	return set
}

func view(a Augment, s *Set, image int, seed, epoch uint64, view int) []float32 {
	dst := make([]float32, s.imageSize())
	s.View(dst, image, a, Key{seed, epoch, view})
	return dst
}

func TestViewOfNothing(t *testing.T) {
	set := fewShapes(Train, 1, 0, 3)
	want := make([]float32, set.imageSize())
	Standardize(want, set.Image(2))
	for _, a := range []Augment{{}, {MinScale: 1}} {
		if !slices.Equal(view(a, set, 2, 1, 2, 3), want) {
			t.Errorf("%+v changes the image", a)
		}
	}
	wantPanic(t, func() { set.View(want[:10], 0, Augment{}, Key{1, 2, 3}) })
}

func TestViewsStayInRange(t *testing.T) {
	for _, set := range []*Set{fewShapes(Train, 1, 0, 24), greySet(24)} {
		for i := range set.Len() {
			for v := range 10 {
				for j, x := range view(everything, set, i, 1, 2, v) {
					if !(x >= -2 && x <= 2) {
						t.Fatalf("image %d, view %d: value %d is %v", i, v, j, x)
					}
				}
			}
		}
	}
}

func TestViewIsKeyed(t *testing.T) {
	set := fewShapes(Train, 1, 0, 2)
	copy(set.Image(1), set.Image(0)) // the same image under another number
	first := view(everything, set, 0, 1, 2, 3)
	if !slices.Equal(view(everything, set, 0, 1, 2, 3), first) {
		t.Error("the same keys gave another view")
	}
	for name, other := range map[string][]float32{
		"seed":  view(everything, set, 0, 2, 2, 3),
		"epoch": view(everything, set, 0, 1, 3, 3),
		"image": view(everything, set, 1, 1, 2, 3),
		"view":  view(everything, set, 0, 1, 2, 4),
	} {
		if slices.Equal(other, first) {
			t.Errorf("another %s gave the same view", name)
		}
	}
}

func TestViewsFromManyGoroutines(t *testing.T) {
	shapes, grey := fewShapes(Train, 1, 0, 8), greySet(8)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			set := shapes
			if i%2 == 1 {
				set = grey
			}
			want := view(everything, set, i, 1, 2, 3)
			for range 20 {
				if !slices.Equal(view(everything, set, i, 1, 2, 3), want) {
					t.Errorf("image %d: another view", i)
				}
			}
		})
	}
	wg.Wait()
}

func TestWindow(t *testing.T) {
	const height, width = 24, 40
	a := Augment{MinScale: 0.25}
	r := portable.NewRand(1)
	var smallest, largest float64 = 2, 0
	for range 5000 {
		w := a.window(r, height, width)
		if w.top < 0 || w.left < 0 || w.height < 1 || w.width < 1 || w.top+w.height > height || w.left+w.width > width {
			t.Fatalf("%+v leaves the image", w)
		}
		whole := w == window{0, 0, height, width}
		if aspect := float64(w.width) / float64(w.height); !whole && (aspect < 0.69 || aspect > 1.45) {
			t.Fatalf("%+v has aspect %v", w, aspect)
		}
		area := float64(w.height*w.width) / (height * width)
		smallest, largest = min(smallest, area), max(largest, area)
	}
	if smallest < 0.23 || smallest > 0.27 || largest != 1 {
		t.Errorf("areas from %v to %v, want 0.25 to 1", smallest, largest)
	}
}

func TestZoom(t *testing.T) {
	// A ramp from left to right: its left half, enlarged to twice the size, is a
	// ramp of half the slope.
	set := &Set{Height: 4, Width: 8, Channels: 1, Labels: []int{0}}
	for range 4 {
		set.Pixels = append(set.Pixels, 0, 32, 64, 96, 128, 160, 192, 224)
	}
	want := []float64{0, 8, 24, 40, 56, 72, 88, 96}
	for _, mirror := range []bool{false, true} {
		dst := make([]float32, 32)
		window{top: 1, left: 0, height: 2, width: 4}.zoom(dst, set, 0, mirror, new(buffer))
		for i, got := range dst {
			x := i % 8
			if mirror {
				x = 7 - x
			}
			if w := (want[x]/255 - 0.5) / 0.25; math.Abs(float64(got)-w) > 1e-6 {
				t.Errorf("mirror %v, value %d: %v, want %v", mirror, i, got, w)
			}
		}
	}
}

func TestFlip(t *testing.T) {
	set := fewShapes(Train, 1, 0, 1)
	plain := make([]float32, set.imageSize())
	Standardize(plain, set.Image(0))
	mirrored := make([]float32, len(plain))
	for i := range mirrored {
		y, x, c := i/96, i/3%32, i%3
		mirrored[i] = plain[y*96+(31-x)*3+c]
	}
	flips := 0
	const views = 400
	for v := range views {
		switch got := view(Augment{Flip: true}, set, 0, 1, 1, v); {
		case slices.Equal(got, mirrored):
			flips++
		case !slices.Equal(got, plain):
			t.Fatalf("view %d is neither the image nor its mirror image", v)
		}
	}
	if flips < views*4/10 || flips > views*6/10 {
		t.Errorf("%d of %d views are mirrored", flips, views)
	}
}
