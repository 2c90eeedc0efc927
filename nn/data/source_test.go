package data

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
)

// tones is a source as someone else may write it: item i is a wave of i+1 crests,
// and its views are of other phases.
type tones struct{ n, length int }

func (t tones) Len() int        { return t.n }
func (t tones) Shape() Shape    { return Shape{1, 1, t.length} }
func (t tones) Label(i int) int { return i % 2 }
func (t tones) Digest() string  { return DigestItems(t) }
func (t tones) String() string  { return "tones" }

func (t tones) Item(dst []float32, i int) { t.wave(dst, i, 0) }

func (t tones) View(dst []float32, i int, _ Augment, key Key) {
	t.wave(dst, i, portable.NewRand(key.Seed, key.Epoch, uint64(i), uint64(key.View)).Float64())
}

func (t tones) wave(dst []float32, i int, phase float64) {
	for j := range dst {
		dst[j] = float32(triangleWave(phase + float64(i+1)*float64(j)/float64(t.length)))
	}
}

// sources are one of every kind.
func sources(t testing.TB) map[string]Source {
	unlabelled := greySet(7)
	unlabelled.Labels = nil
	return map[string]Source{
		"set":            fewShapes(Train, 1, 0, 9),
		"unlabelled set": unlabelled,
		"rows":           rowsOf(t, normalMatrix(6, 30), []int{0, 1, 2, 0, 1, 2}),
		"tones":          tones{6, 40},
		"part of a set":  Part(fewShapes(Train, 1, 0, 9), 3, 8),
		"part of rows":   Part(rowsOf(t, normalMatrix(9, 30), nil), 2, 7),
		"part of a part": Part(Part(fewShapes(Train, 1, 0, 9), 1, 8), 2, 6),
	}
}

func itemOf(s Source, i int) []float32 {
	dst := make([]float32, s.Shape().Size())
	s.Item(dst, i)
	return dst
}

func viewOf(s Source, i int, key Key) []float32 {
	dst := make([]float32, s.Shape().Size())
	s.View(dst, i, everything, key)
	return dst
}

func TestSources(t *testing.T) {
	for name, s := range sources(t) {
		t.Run(name, func(t *testing.T) {
			if s.Len() < 4 || s.Shape().Size() < 2 || s.String() == "" && name != "unlabelled set" {
				t.Errorf("%d items of %v from %q", s.Len(), s.Shape(), s)
			}
			for i := range s.Len() {
				if got, first := s.Label(i), s.Label(0); got < -1 || (got < 0) != (first < 0) {
					t.Errorf("item %d has label %d, the first %d", i, got, first)
				}
			}
			if d := s.Digest(); len(d) != 64 || strings.Trim(d, "0123456789abcdef") != "" || s.Digest() != d {
				t.Errorf("digest %q", d)
			}
			if slices.Equal(itemOf(s, 0), itemOf(s, 1)) {
				t.Error("two items are the same")
			}
			checkViews(t, s)
			if name == "tones" {
				return // it has any item of any length
			}
			size := s.Shape().Size()
			wantPanic(t, func() { itemOf(s, s.Len()) })
			wantPanic(t, func() { viewOf(s, -1, Key{}) })
			wantPanic(t, func() { s.Item(make([]float32, size-1), 0) })
			wantPanic(t, func() { s.View(make([]float32, size+1), 0, everything, Key{}) })
		})
	}
}

// checkViews holds that a view depends on its item and key, on all of the key, and
// on nothing that was written before.
func checkViews(t *testing.T, s Source) {
	first := viewOf(s, 1, Key{1, 2, 3})
	if slices.Equal(itemOf(s, 1), first) {
		t.Error("a view is the item itself")
	}
	dst := slices.Repeat([]float32{7}, len(first))
	if s.View(dst, 1, everything, Key{1, 2, 3}); !slices.Equal(dst, first) {
		t.Error("the same key gave another view")
	}
	for name, other := range map[string][]float32{
		"seed":  viewOf(s, 1, Key{2, 2, 3}),
		"epoch": viewOf(s, 1, Key{1, 3, 3}),
		"view":  viewOf(s, 1, Key{1, 2, 4}),
		"item":  viewOf(s, 2, Key{1, 2, 3}),
	} {
		if slices.Equal(other, first) {
			t.Errorf("another %s gave the same view", name)
		}
	}
}

func TestSourcesFromManyGoroutines(t *testing.T) {
	for name, s := range sources(t) {
		digest, item, view := s.Digest(), itemOf(s, 2), viewOf(s, 2, Key{1, 2, 3})
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for i := range s.Len() {
					viewOf(s, i, Key{View: i})
				}
				if s.Digest() != digest || !slices.Equal(itemOf(s, 2), item) || !slices.Equal(viewOf(s, 2, Key{1, 2, 3}), view) {
					t.Errorf("%s: another item, view or digest", name)
				}
			})
		}
		wg.Wait()
	}
}

// TestNoItemBeyondTheLast: not even where its memory is there.
func TestNoItemBeyondTheLast(t *testing.T) {
	roomy := greySet(9)
	roomy.Pixels = roomy.Pixels[:3*roomy.imageSize()]
	split, err := loadLabelled(t.Context(), matrixFile(t, 21), "", Train)
	if err != nil {
		t.Fatal(err)
	}
	long := normalMatrix(9, 5)
	long.Rows = 4
	for name, s := range map[string]Source{
		"limit": greySet(9).Limit(4), "capacity": roomy, "split rows": split, "long matrix": rowsOf(t, long, nil),
	} {
		t.Run(name, func(t *testing.T) {
			for _, i := range []int{-1, s.Len()} {
				wantPanic(t, func() { itemOf(s, i) })
				wantPanic(t, func() { viewOf(s, i, Key{}) })
			}
			itemOf(s, s.Len()-1)
		})
	}
}

func TestSetDigest(t *testing.T) {
	set := &Set{Height: 1, Width: 1, Channels: 3, Pixels: []uint8("abc"), Labels: []int{0}}
	const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // FIPS 180-2, B.1
	if got := set.Digest(); got != abc {
		t.Errorf("digest %s, want %s", got, abc)
	}
	other := *set
	other.Labels, other.Source = []int{4}, "elsewhere"
	if other.Digest() != abc {
		t.Error("the digest looks at labels or source")
	}
}

func TestDigestItems(t *testing.T) {
	// Two pixels of 255 and one of 0: 2, 2 and -2, or 0x40000000 and 0xc0000000.
	set := &Set{Height: 1, Width: 1, Channels: 1, Pixels: []uint8{255, 255, 0}}
	want := digestBytes([]byte("\x00\x00\x00\x40\x00\x00\x00\x40\x00\x00\x00\xc0"))
	if got := DigestItems(set); got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
	if DigestItems(Part(set, 0, 2)) == want {
		t.Error("a part has the digest of the whole")
	}
}

func TestPart(t *testing.T) {
	rows := rowsOf(t, normalMatrix(9, 30), nil)
	for name, s := range map[string]Source{"set": fewShapes(Train, 1, 0, 9), "rows": rows, "tones": tones{9, 40}} {
		p := Part(Part(s, 2, 8), 1, 4)
		if p.Len() != 3 || p.Shape() != s.Shape() || p.Label(1) != s.Label(4) {
			t.Errorf("%s: %d items of %v, labels %v", name, p.Len(), p.Shape(), Labels(p))
		}
		if want := fmt.Sprintf("3 items from number 3 on of %v", s); p.String() != want {
			t.Errorf("%q, want %q", p, want)
		}
		key := Key{1, 2, 0}
		for i := range p.Len() {
			if !slices.Equal(itemOf(p, i), itemOf(s, 3+i)) || !slices.Equal(viewOf(p, i, key), viewOf(s, 3+i, key)) {
				t.Errorf("%s: item %d differs from item %d of the whole", name, i, 3+i)
			}
		}
		if Part(s, 0, s.Len()).Digest() != s.Digest() || p.Digest() == s.Digest() {
			t.Errorf("%s: digest %s of %s", name, p.Digest(), s.Digest())
		}
		for _, bad := range [][2]int{{-1, 2}, {3, 2}, {0, s.Len() + 1}} {
			wantPanic(t, func() { Part(s, bad[0], bad[1]) })
		}
		wantPanic(t, func() { itemOf(p, 3) })
		if Part(s, 4, 4).Len() != 0 {
			t.Errorf("%s: an empty part has items", name)
		}
	}
}

func TestLimitOfSources(t *testing.T) {
	set := fewShapes(Train, 1, 0, 5)
	for n, want := range map[int]int{0: 5, 1: 1, 4: 4, 5: 5, 9: 5} {
		if got := Limit(set, n); got.Len() != want || got.Digest() != set.Limit(n).Digest() {
			t.Errorf("Limit(%d): %d items, digest %s", n, got.Len(), got.Digest())
		}
	}
	wantPanic(t, func() { Limit(set, -1) })
}

func TestLabels(t *testing.T) {
	if got := Labels(tones{3, 2}); !slices.Equal(got, []int{0, 1, 0}) {
		t.Errorf("labels %v", got)
	}
	set := greySet(3)
	set.Labels = nil
	for name, s := range map[string]Source{"unlabelled": set, "empty": tones{}} {
		if got := Labels(s); got != nil {
			t.Errorf("%s: labels %v", name, got)
		}
	}
}

func TestUnlabelledSet(t *testing.T) {
	set := greySet(5)
	set.Labels = nil
	if set.Len() != 5 || set.Label(4) != -1 {
		t.Errorf("%d images, the last of class %d", set.Len(), set.Label(4))
	}
	if few := set.Limit(2); few.Len() != 2 || few.Labels != nil {
		t.Errorf("%d images, labels %v", few.Len(), few.Labels)
	}
	if n := (&Set{}).Len(); n != 0 {
		t.Errorf("a set of no shape has %d images", n)
	}
}
