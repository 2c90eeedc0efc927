package data

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// reported loads a split with everything that a Loader says.
func reported(t *testing.T, l Loader, split Split) (*Set, Report) {
	t.Helper()
	source, report, err := l.Load(t.Context(), split)
	if err != nil {
		t.Fatal(err)
	}
	set, _ := source.(*Set) // nil of a part
	return set, report
}

// TestLayouts: folders as they come, whose images are red 0, 1, ... in the order given.
func TestLayouts(t *testing.T) {
	for name, c := range map[string]struct {
		files       []string
		classes     []string
		train, test []int // reds
	}{
		"val for test":         {[]string{"train/a/1.png", "train/b/1.png", "val/b/1.png"}, []string{"a", "b"}, []int{0, 1}, []int{2}},
		"other case":           {[]string{"Training/a/1.png", "TESTING/a/1.PNG"}, []string{"a"}, []int{0}, []int{1}},
		"validation":           {[]string{"train/a/1.png", "validation/a/1.png"}, []string{"a"}, []int{0}, []int{1}},
		"test before val":      {[]string{"train/a/1.png", "val/a/1.png", "test/a/1.png"}, []string{"a"}, []int{0}, []int{2}},
		"test without labels":  {[]string{"train/a/1.png", "val/a/1.png", "test/1.png"}, []string{"a"}, []int{0}, []int{1}},
		"below a class folder": {[]string{"train/n1/images/0.png", "train/n2/images/more/0.png", "val/n2/0.png"}, []string{"n1", "n2"}, []int{0, 1}, []int{2}},
		"wrapped":              {[]string{"pets/train/a/1.png", "pets/test/a/1.png"}, []string{"a"}, []int{0}, []int{1}},
		"wrapped twice":        {[]string{"x/y/train/a/1.png", "x/y/test/a/1.png"}, []string{"a"}, []int{0}, []int{1}},
		"train as a class":     {[]string{"bus/1.png", "train/1.png"}, []string{"bus", "train"}, []int{0, 1}, nil},
		"valid as a class":     {[]string{"invalid/1.png", "valid/1.png"}, []string{"invalid", "valid"}, []int{0, 1}, nil},
		"train alone":          {[]string{"train/a/1.png", "train/b/1.png"}, []string{"a", "b"}, []int{0, 1}, nil},
		"test alone":           {[]string{"test/a/1.png"}, []string{"a"}, nil, []int{0}},
		"one class":            {[]string{"cats/1.png", "cats/2.png"}, []string{"cats"}, []int{0, 1}, nil},
		"other folders":        {[]string{"train/a/1.png", "test/a/1.png", "extra/a/9.png"}, []string{"a"}, []int{0}, []int{1}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			writeReds(t, dir, c.files...)
			for split, want := range map[Split][]int{Train: c.train, Test: c.test} {
				if want == nil {
					if set, err := Load(t.Context(), dir, split); err == nil {
						t.Errorf("%s: %v in place of an error", split, set)
					}
					continue
				}
				if set := mustLoad(t, dir, split); !slices.Equal(reds(set), want) || !slices.Equal(set.Classes, c.classes) {
					t.Errorf("%s: %v of classes %q, want %v of %q", split, reds(set), set.Classes, want, c.classes)
				}
			}
		})
	}
}

// TestTinyImageNet: the validation images lie in one folder, and a file tells their classes.
func TestTinyImageNet(t *testing.T) {
	dir := t.TempDir()
	writeReds(t, dir, "t/train/n1/images/n1_0.png", "t/train/n2/images/n2_0.png", "t/val/images/val_0.png", "t/val/images/val_1.png", "t/test/images/test_0.png")
	write(t, dir, "t/val/val_annotations.txt", []byte("val_0.png\tn2\t0\t0\t63\t63\nval_1.png\tn1\t1\t2\t3\t4\n"))
	write(t, dir, "t/wnids.txt", []byte("n1\nn2\n"))
	set, report := reported(t, Loader{Path: dir}, Test)
	if !slices.Equal(reds(set), []int{3, 2}) || !slices.Equal(set.Labels, []int{0, 1}) {
		t.Errorf("images %v of %v", reds(set), set.Labels)
	}
	if report.PassedOver[otherFolders] != 1 || report.PassedOver[".txt"] != 2 {
		t.Errorf("passed over %v, want the folder test and two files", report.PassedOver)
	}
	writeReds(t, dir, "t/val/images/val_2.png", "t/val/images/val_3.png")
	write(t, dir, "t/val/val_annotations.txt", []byte("val_0.png\tn2\nval_1.png\tn1\nval_2.png\tn9\n"))
	_, err := Load(t.Context(), dir, Train)
	wantError(t, err, "1 of 5 items is bad: val/images/val_2.png: no class n9 to train on")
}

// TestLayoutsRefused: what would be taken otherwise than it is meant.
func TestLayoutsRefused(t *testing.T) {
	for name, c := range map[string]struct{ files, words []string }{
		"splits without classes": {[]string{"train/1.png", "val/1.png"}, []string{"train holds images and no class folders"}},
		"no images":              {[]string{"a/1.avif", "b/2.heic"}, []string{"no images in its folders", "1 .avif, 1 .heic"}},
		"nothing to train on":    {[]string{"val/a/1.png"}, []string{"val and nothing to train on"}},
		"sets as classes":        {[]string{"ten/data_batch_1.bin", "more/1.png"}, []string{"ten is a data set of its own"}},
		"pickles":                {[]string{"data_batch_1", "batches.meta"}, []string{"Python pickles", "cifar-10-binary.tar.gz"}},
		"wrapped pickles":        {[]string{"cifar-100-python/train", "cifar-100-python/meta"}, []string{"cifar-100-python", "cifar-100-binary.tar.gz"}},
		"IDX of several sets":    {[]string{"emnist-a-train-images-idx3-ubyte", "emnist-b-train-images-idx3-ubyte"}, []string{"2 data sets", "emnist-a"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			writeReds(t, dir, c.files...)
			_, err := Load(t.Context(), dir, Train)
			wantError(t, err, append(c.words, dir)...)
		})
	}
	for _, name := range []string{"cifar-10-binary.tar.gz", "images.zip"} {
		write(t, t.TempDir(), name, nil)
		dir := t.TempDir()
		write(t, dir, name, []byte("PK"))
		_, err := Load(t.Context(), filepath.Join(dir, name), Train)
		wantError(t, err, name+" is an archive", "unpack")
	}
}

// TestLinksInCircles end.
func TestLinksInCircles(t *testing.T) {
	dir := t.TempDir()
	writeReds(t, dir, "a/1.png", "b/1.png")
	for _, name := range []string{"a/again", "b/up"} {
		if err := os.Symlink(dir, filepath.Join(dir, name)); err != nil {
			t.Skip(err)
		}
	}
	if _, err := Load(t.Context(), dir, Train); err != nil {
		t.Error(err)
	}
}

func TestIDXNames(t *testing.T) {
	images, labels := idx(ramp(8), 2, 2, 2), idx([]byte{25, 1}, 2)
	for name, files := range map[string][2]string{
		"hyphens":   {"train-images-idx3-ubyte", "train-labels-idx1-ubyte"},
		"dots":      {"train-images.idx3-ubyte", "train-labels.idx1-ubyte"},
		"one named": {"emnist-letters-train-images-idx3-ubyte", "emnist-letters-train-labels-idx1-ubyte"},
		"capitals":  {"Train-Images-IDX3-ubyte", "train-labels.idx1-UBYTE"},
	} {
		dir := t.TempDir()
		write(t, dir, files[0], images)
		write(t, dir, files[1], labels)
		if set := mustLoad(t, dir, Train); !slices.Equal(set.Labels, []int{25, 1}) || len(set.Classes) != 26 {
			t.Errorf("%s: labels %v of %d classes", name, set.Labels, len(set.Classes))
		}
	}

	dir := t.TempDir() // as EMNIST comes
	for _, set := range []string{"emnist-digits", "emnist-letters"} {
		for _, split := range []string{"train", "test"} {
			write(t, dir, set+"-"+split+"-images-idx3-ubyte.gz", zipped(t, images))
			write(t, dir, set+"-"+split+"-labels-idx1-ubyte.gz", zipped(t, labels))
		}
	}
	set, report := reported(t, Loader{Path: filepath.Join(dir, "emnist-letters")}, Test)
	if set.Len() != 2 || report.Path != filepath.Join(dir, "emnist-letters") || set.Name(1) != "emnist-letters-test-images-idx3-ubyte.gz:1" {
		t.Errorf("%v, %q", report, set.Name(1))
	}
}

func TestCoarseLabels(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "train.bin", cifarRecords([]byte{19, 99}, []byte{0, 5}))
	for labels, want := range map[string][]int{"": {99, 5}, "fine": {99, 5}, "coarse": {19, 0}} {
		set, report := reported(t, Loader{Path: dir, Labels: labels}, Train)
		if !slices.Equal(set.Labels, want) || report.Classes != map[bool]int{true: 20, false: 100}[labels == "coarse"] {
			t.Errorf("labels %q: %v of %d classes", labels, set.Labels, report.Classes)
		}
	}
	_, _, err := Loader{Path: dir, Labels: "rough"}.Load(t.Context(), Train)
	wantError(t, err, "labels rough", `"fine" or "coarse"`)
}
