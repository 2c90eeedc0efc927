package data

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// cifarRecords makes n records: labels[i] and then pixels, where the byte at
// (plane, row, column) of record i is a function of all four.
func cifarRecords(labels ...[]byte) []byte {
	var raw []byte
	for i, label := range labels {
		raw = append(raw, label...)
		for j := range cifarPixels {
			raw = append(raw, cifarByte(i, j))
		}
	}
	return raw
}

func cifarByte(record, offset int) byte { return byte(record*31 + offset*7 + offset/cifarPlane) }

func TestCIFAR10(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "data_batch_2.bin", cifarRecords([]byte{3}, []byte{9}))
	write(t, dir, "data_batch_4.bin", cifarRecords([]byte{0}))
	write(t, dir, "test_batch.bin", cifarRecords([]byte{7}))
	write(t, dir, "readme.html", []byte("x"))

	train := mustLoad(t, dir, Train)
	if !slices.Equal(train.Labels, []int{3, 9, 0}) {
		t.Errorf("labels %v", train.Labels)
	}
	if want := dir + ": data_batch_2.bin, data_batch_4.bin"; train.Source != want {
		t.Errorf("source %q, want %q", train.Source, want)
	}
	if !slices.Equal(train.Classes, numberedClasses(10)) {
		t.Errorf("classes %q", train.Classes)
	}
	second := train.Image(1)
	for y := range 32 {
		for x := range 32 {
			for c := range 3 {
				if got, want := second[(y*32+x)*3+c], cifarByte(1, c*1024+y*32+x); got != want {
					t.Fatalf("pixel (%d, %d), channel %d: %d, want %d", y, x, c, got, want)
				}
			}
		}
	}
	if test := mustLoad(t, dir, Test); !slices.Equal(test.Labels, []int{7}) {
		t.Errorf("test labels %v", test.Labels)
	}

	write(t, dir, "batches.meta.txt", []byte("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n"))
	if test := mustLoad(t, dir, Test); test.Classes[7] != "h" {
		t.Errorf("class 7 is %q", test.Classes[7])
	}
}

func TestCIFAR100(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "train.bin", cifarRecords([]byte{19, 99}, []byte{0, 5}))
	var names bytes.Buffer
	for i := range 100 {
		fmt.Fprintf(&names, "class%d\n", i)
	}
	write(t, dir, "fine_label_names.txt", names.Bytes())
	train := mustLoad(t, dir, Train)
	if !slices.Equal(train.Labels, []int{99, 5}) || train.Classes[99] != "class99" {
		t.Errorf("labels %v, last class %q", train.Labels, train.Classes[99])
	}
	if got, want := train.Image(1)[2], cifarByte(1, 2*cifarPlane); got != want {
		t.Errorf("blue of the first pixel %d, want %d", got, want)
	}
	_, err := Load(t.Context(), dir, Test)
	wantError(t, err, dir, "CIFAR-100", "test.bin")
}

func TestCIFARRefuses(t *testing.T) {
	for _, test := range []struct {
		name, file string
		contents   []byte
		words      []string
	}{
		{"truncated", "data_batch_1.bin", cifarRecords([]byte{1}, []byte{2})[:5000], []string{"data_batch_1.bin", "5000 bytes", "3073"}},
		{"empty", "data_batch_1.bin", nil, []string{"data_batch_1.bin", "0 bytes"}},
		{"label", "data_batch_1.bin", cifarRecords([]byte{1}, []byte{10}), []string{"1 of 2 items is bad", "data_batch_1.bin:1", "label 10"}},
		{"truncated 100", "train.bin", make([]byte, 3073), []string{"train.bin", "3073 bytes", "3074"}},
		{"fine label", "train.bin", cifarRecords([]byte{1, 100}), []string{"train.bin:0", "label 100"}},
		{"coarse label", "train.bin", cifarRecords([]byte{20, 1}), []string{"train.bin:0", "label 20"}},
		{"other split", "test_batch.bin", cifarRecords([]byte{1}), []string{"data_batch_*.bin"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, test.file, test.contents)
			_, err := Load(t.Context(), dir, Train)
			wantError(t, err, append(test.words, dir)...)
		})
	}
	t.Run("class names", func(t *testing.T) {
		dir := t.TempDir()
		write(t, dir, "data_batch_1.bin", cifarRecords([]byte{1}))
		write(t, dir, "batches.meta.txt", []byte("cat\ndog\n"))
		_, err := Load(t.Context(), dir, Train)
		wantError(t, err, "batches.meta.txt", "2 classes", "10")
	})
}

// TestCIFAR10Real reads the real files, where TEMPER_CIFAR10 names their
// folder.
func TestCIFAR10Real(t *testing.T) {
	dir := os.Getenv("TEMPER_CIFAR10")
	if dir == "" {
		t.Skip("TEMPER_CIFAR10 is not set: the real CIFAR-10 files are not read")
	}
	test := mustLoad(t, dir, Test)
	counts := make([]int, len(test.Classes))
	for _, label := range test.Labels {
		counts[label]++
	}
	for class, n := range counts {
		if n != 1000 {
			t.Errorf("%d test images of class %q, want 1000", n, test.Classes[class])
		}
	}
	raw, err := os.ReadFile(filepath.Join(dir, "test_batch.bin"))
	if err != nil {
		t.Fatal(err)
	}
	if got := hash(raw); got != "8e2eb146ae340b09" {
		t.Skipf("test_batch.bin has hash %s: it is not the original", got)
	}
	if got, want := hash(test.Pixels), "f9b1e2130bab680d"; got != want {
		t.Errorf("pixels have hash %s, want %s", got, want)
	}
	train := mustLoad(t, dir, Train)
	if train.Len() == 0 || train.Len()%10_000 != 0 {
		t.Errorf("%d training images from %s", train.Len(), train.Source)
	}
}

func FuzzCIFAR(f *testing.F) {
	f.Add(cifarRecords([]byte{1}, []byte{9}), false)
	f.Add(cifarRecords([]byte{1, 99}), true)
	f.Add(cifarRecords([]byte{255}), false)
	f.Add([]byte{}, true)
	f.Fuzz(func(t *testing.T, raw []byte, hundred bool) {
		format := cifar10
		if hundred {
			format = cifar100
		}
		l, set := &loading{}, Set{Height: cifarSide, Width: cifarSide, Channels: 3}
		if err := format.parse(l, &set, "fuzz", raw); err != nil {
			return
		}
		n := len(raw) / (len(format.kinds) + cifarPixels)
		if n == 0 || set.Len()+len(l.report.Bad) != n || len(set.Pixels) != len(set.Labels)*cifarPixels {
			t.Errorf("%d bytes gave %d labels, %d bad and %d pixels", len(raw), set.Len(), len(l.report.Bad), len(set.Pixels))
		}
		for _, label := range set.Labels {
			if label < 0 || label >= format.kinds[format.used].classes {
				t.Errorf("label %d", label)
			}
		}
	})
}
