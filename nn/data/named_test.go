package data

import (
	"fmt"
	"image/color"
	"slices"
	"testing"
)

// described are the names and classes of all items.
func described(s Named) (names, classes []string) {
	for i := range s.Len() {
		names, classes = append(names, s.Name(i)), append(classes, s.Class(i))
	}
	return names, classes
}

// wantNames loads a split and compares what its items are called.
func wantNames(t *testing.T, path, labels string, split Split, names, classes []string) {
	t.Helper()
	s, err := loadLabelled(t.Context(), path, labels, split)
	if err != nil {
		t.Fatal(err)
	}
	gotNames, gotClasses := described(s.(Named))
	if !slices.Equal(gotNames, names) || !slices.Equal(gotClasses, classes) {
		t.Errorf("%s: names %q of classes %q,\nwant %q of %q", split, gotNames, gotClasses, names, classes)
	}
}

func TestNamesOfClassFolders(t *testing.T) {
	dir := t.TempDir()
	for i := range 11 {
		write(t, dir, fmt.Sprintf("two words/%02d.png", i), pngOf(t, color.Black, 8, 8))
	}
	writeReds(t, dir, "ant/b.PNG", "ant/tab\there.png")
	train := []string{"ant/b.PNG", "two words/00.png", "ant/tab\there.png"}
	classes := []string{"ant", "two words", "ant"}
	for _, i := range []int{1, 2, 3, 4, 5, 6, 7, 8, 10} {
		train, classes = append(train, fmt.Sprintf("two words/%02d.png", i)), append(classes, "two words")
	}
	for _, path := range []string{dir, dir + "//", dir + "/ant/.."} {
		wantNames(t, path, "", Train, train, classes)
		wantNames(t, path, "", Test, []string{"two words/09.png"}, []string{"two words"})
	}
	t.Chdir(dir)
	wantNames(t, ".", "", Train, train, classes)
	t.Chdir("ant")
	wantNames(t, "..", "", Train, train, classes)
}

func TestNamesOfSplitFolders(t *testing.T) {
	dir := t.TempDir()
	writeReds(t, dir, "train/cat/1.png", "train/dog/1.png", "train/cat/2.png", "test/dog/1.png")
	wantNames(t, dir, "", Train, []string{"train/cat/1.png", "train/dog/1.png", "train/cat/2.png"}, []string{"cat", "dog", "cat"})
	wantNames(t, dir, "", Test, []string{"test/dog/1.png"}, []string{"dog"})
}

func TestNamesOfLooseImages(t *testing.T) {
	dir := t.TempDir()
	for i := range 12 {
		write(t, dir, fmt.Sprintf("loose/%c.png", 'a'+i), pngOf(t, color.Black, 8, 8))
	}
	train := []string{"a.png", "b.png", "c.png", "d.png", "e.png", "f.png", "g.png", "h.png", "i.png", "k.png", "l.png"}
	wantNames(t, dir+"/loose", "", Train, train, make([]string, 11))
	wantNames(t, dir+"/loose", "", Test, []string{"j.png"}, []string{""})

}

func TestNamesOfCIFAR(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "ten/data_batch_2.bin", cifarRecords([]byte{3}, []byte{9}))
	write(t, dir, "ten/data_batch_4.bin", cifarRecords([]byte{0}))
	write(t, dir, "ten/data_batch_5.bin", cifarRecords([]byte{1}, []byte{2}, []byte{3}))
	write(t, dir, "ten/test_batch.bin", cifarRecords([]byte{7}, []byte{1}))
	names := []string{"data_batch_2.bin:0", "data_batch_2.bin:1", "data_batch_4.bin:0", "data_batch_5.bin:0", "data_batch_5.bin:1", "data_batch_5.bin:2"}
	wantNames(t, dir+"/ten", "", Train, names, []string{"3", "9", "0", "1", "2", "3"})
	write(t, dir, "ten/batches.meta.txt", []byte("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n"))
	wantNames(t, dir+"/ten", "", Test, []string{"test_batch.bin:0", "test_batch.bin:1"}, []string{"h", "b"})

	write(t, dir, "hundred/train.bin", cifarRecords([]byte{19, 99}))
	wantNames(t, dir+"/hundred", "", Train, []string{"train.bin:0"}, []string{"99"})
}

func TestNamesOfIDX(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "train-images-idx3-ubyte", idx(ramp(12), 3, 2, 2))
	write(t, dir, "train-labels-idx1-ubyte.gz", zipped(t, idx([]byte{5, 0, 9}, 3)))
	write(t, dir, "t10k-images-idx3-ubyte.gz", zipped(t, idx(ramp(4), 1, 2, 2)))
	write(t, dir, "t10k-labels-idx1-ubyte", idx([]byte{2}, 1))
	wantNames(t, dir, "", Train,
		[]string{"train-images-idx3-ubyte:0", "train-images-idx3-ubyte:1", "train-images-idx3-ubyte:2"}, []string{"5", "0", "9"})
	wantNames(t, dir, "", Test, []string{"t10k-images-idx3-ubyte.gz:0"}, []string{"2"})
}

func TestNamesOfRows(t *testing.T) {
	train := []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "10", "11", "12", "13", "14", "15", "16", "17", "18", "20", "21"}
	test := []string{"9", "19"}
	path := matrixFile(t, 22)
	wantNames(t, path, "", Train, train, make([]string, 20))
	wantNames(t, path, "", Test, test, make([]string, 2))
	classes := make([]int, 22)
	for i := range classes {
		classes[i] = 100 - i
	}
	wantNames(t, path, labelFile(t, classes...), Test, test, []string{"91", "81"})

	names, own := described(rowsOf(t, normalMatrix(3, 2), []int{4, 0, 7}))
	if !slices.Equal(names, []string{"0", "1", "2"}) || !slices.Equal(own, []string{"4", "0", "7"}) {
		t.Errorf("names %q of classes %q", names, own)
	}
}

func TestNamesOfShapes(t *testing.T) {
	for _, split := range []Split{Train, Test} {
		s, err := Load(t.Context(), "shapes", split)
		if err != nil {
			t.Fatal(err)
		}
		if got, class := s.(Named).Name(1777), s.(Named).Class(1777); got != string(split)+":1777" || class != forms[1777%12].name {
			t.Errorf("%q of class %q", got, class)
		}
	}
}

// TestNamesOfOnesOwn: images of no file are numbered, classes too where they have no
// names.
func TestNamesOfOnesOwn(t *testing.T) {
	set := greySet(4)
	set.Labels, set.Classes = []int{1, 0, 2, 1}, []string{"zero", "one"}
	names, classes := described(set)
	if !slices.Equal(names, []string{"0", "1", "2", "3"}) || !slices.Equal(classes, []string{"one", "zero", "2", "one"}) {
		t.Errorf("names %q of classes %q", names, classes)
	}
	set.Labels = nil
	if class := set.Class(1); class != "" {
		t.Errorf("class %q without labels", class)
	}
}

func TestNamesOfParts(t *testing.T) {
	dir := t.TempDir()
	writeReds(t, dir, "a/1.png", "b/1.png", "c/1.png", "a/2.png", "b/2.png", "c/2.png")
	set := mustLoad(t, dir, Train)
	for what, s := range map[string]Source{
		"part":           Part(set, 3, 5),
		"part of a part": Part(Part(set, 1, 6), 2, 4),
		"limited part":   Limit(Part(set, 3, 6), 2),
		"whole part":     Part(Part(set, 3, 5), 0, 2),
		"part of limit":  Part(set.Limit(5), 3, 5),
	} {
		p, ok := s.(Named)
		if !ok {
			t.Errorf("a %s is not Named", what)
			continue
		}
		names, classes := described(p)
		if !slices.Equal(names, []string{"a/2.png", "b/2.png"}) || !slices.Equal(classes, []string{"a", "b"}) {
			t.Errorf("%s: names %q of classes %q", what, names, classes)
		}
		wantPanic(t, func() { p.Name(2) })
		wantPanic(t, func() { p.Class(-1) })
	}
	if got := Part(rowsOf(t, normalMatrix(9, 2), nil), 4, 7).(Named).Name(2); got != "6" {
		t.Errorf("row 4+2 is called %q", got)
	}
	for _, s := range []Source{tones{9, 4}, Part(tones{9, 4}, 1, 8), Part(Part(tones{9, 4}, 1, 8), 1, 3), Limit(tones{9, 4}, 2)} {
		if _, ok := s.(Named); ok {
			t.Errorf("%v is Named", s)
		}
	}
}
