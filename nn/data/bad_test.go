package data

import (
	"errors"
	"fmt"
	"image/color"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
)

// TestJunk: what systems leave in folders is no class and no image.
func TestJunk(t *testing.T) {
	dir := t.TempDir()
	writeReds(t, dir, "a/1.png", "b/1.png")
	for _, junk := range []string{"__MACOSX/a/._1.png", "@eaDir/1.png", "lost+found/x", ".hidden/1.png", "a/.x.png", "a/@eaDir/1.png", "$Recycle.bin/a.png", "Thumbs.db", "a/thumbs.db"} {
		write(t, dir, junk, []byte("junk"))
	}
	set, report := reported(t, Loader{Path: dir}, Train)
	if !slices.Equal(set.Classes, []string{"a", "b"}) || set.Len() != 2 || len(report.PassedOver) != 0 {
		t.Errorf("%v of %q", report, set.Classes)
	}
}

// badFolder has three classes of good images and one bad thing of every kind.
func badFolder(t *testing.T) (dir string, want []string) {
	dir = t.TempDir()
	writeReds(t, dir, "a/1.png", "a/2.png", "b/1.png", "b/2.png", "c/1.png", "c/2.png")
	good := pngOf(t, color.White, 9, 9)
	write(t, dir, "a/cut.png", good[:len(good)-20])
	write(t, dir, "a/empty.jpg", nil)
	write(t, dir, "b/text.png", []byte("hello"))
	write(t, dir, "loose.png", good)
	for _, folder := range []string{"b/cat.jpg", "d"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	want = []string{"a/cut.png: ", "a/empty.jpg: the file is empty", "b/cat.jpg: a folder", "b/text.png: ",
		"d: a class folder without images", "loose.png: lies beside folders, of no class"}
	if os.Symlink("/nowhere/x.jpg", filepath.Join(dir, "c/gone.jpg")) == nil {
		want = append(want, "c/gone.jpg: a link to nothing")
	}
	if syscall.Mkfifo(filepath.Join(dir, "c/pipe.png"), 0o600) == nil {
		want = append(want, "c/pipe.png: no regular file")
	}
	return dir, want
}

// TestBadImages: all of them are listed, or left out and counted.
func TestBadImages(t *testing.T) {
	dir, want := badFolder(t)
	_, _, err := Loader{Path: dir}.Load(t.Context(), Train)
	var bad *BadItems
	if !errors.As(err, &bad) {
		t.Fatalf("error %v", err)
	}
	wantItems(t, bad.Items, want)
	if bad.Of != 6+len(want) {
		t.Errorf("of %d items, want %d", bad.Of, 6+len(want))
	}
	wantError(t, err, fmt.Sprintf("%d of %d items are bad", len(want), 6+len(want)), fmt.Sprintf("and %d more", len(want)-badShown))

	set, report := reported(t, Loader{Path: dir, SkipBad: true}, Train)
	if !slices.Equal(reds(set), []int{0, 2, 4, 1, 3, 5}) || !slices.Equal(set.Classes, []string{"a", "b", "c"}) || set.Name(5) != "c/2.png" {
		t.Errorf("%v of %q, the last %s", reds(set), set.Classes, set.Name(5))
	}
	wantItems(t, report.Bad, want)
	if line := report.String(); !strings.Contains(line, fmt.Sprintf("; %d left out as bad, the first ", len(want))) {
		t.Error(line)
	}
}

func wantItems(t *testing.T, bad []BadItem, want []string) {
	t.Helper()
	for _, one := range want {
		if !slices.ContainsFunc(bad, func(b BadItem) bool { return strings.HasPrefix(b.String(), one) }) {
			t.Errorf("nothing of %q among %q", one, bad)
		}
	}
	if len(bad) != len(want) {
		t.Errorf("%d bad items, want %d: %q", len(bad), len(want), bad)
	}
}

// TestBadTestImages are found when the training split is read, but do not belong to it.
func TestBadTestImages(t *testing.T) {
	dir := t.TempDir()
	writeReds(t, dir, "train/a/1.png", "train/b/1.png", "test/a/1.png")
	write(t, dir, "test/b/x.png", []byte("no image"))
	for _, split := range []Split{Train, Test} {
		_, err := Load(t.Context(), dir, split)
		wantError(t, err, "is bad: test/b/x.png")
	}
	if set, report := reported(t, Loader{Path: dir, SkipBad: true}, Train); set.Len() != 2 || len(report.Bad) != 0 {
		t.Errorf("%v", report)
	}
	if set, report := reported(t, Loader{Path: dir, SkipBad: true}, Test); set.Len() != 1 || len(set.Classes) != 2 || len(report.Bad) != 1 {
		t.Errorf("%v", report)
	}
	set, report := reported(t, Loader{Path: dir, SkipBad: true}, Test)
	write(t, dir, "test/a/1.png", []byte("no image"))
	if _, err := Load(t.Context(), dir, Test); err == nil {
		t.Errorf("a split of bad items alone: %v, %v", set, report)
	}
	_, _, err := Loader{Path: dir, SkipBad: true}.Load(t.Context(), Test)
	wantError(t, err, "2 of 2 items are bad")
}

// TestSkippedItemsMoveNoOther: which images are held out does not depend on what is bad.
func TestSkippedItemsMoveNoOther(t *testing.T) {
	dir := t.TempDir()
	for i := range 21 {
		write(t, dir, fmt.Sprintf("%02d.png", i), pngOf(t, color.RGBA{uint8(i), 0, 0, 255}, 8, 8))
	}
	for _, i := range []int{3, 9, 12} {
		write(t, dir, fmt.Sprintf("%02d.png", i), []byte("bad"))
	}
	set, _ := reported(t, Loader{Path: dir, SkipBad: true}, Test)
	if !slices.Equal(reds(set), []int{19}) {
		t.Errorf("held out: %v, want 19", reds(set))
	}
}

func TestBadRecords(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "data_batch_1.bin", cifarRecords([]byte{200}))
	write(t, dir, "data_batch_2.bin", cifarRecords([]byte{1}, []byte{10}, []byte{3}))
	set, report := reported(t, Loader{Path: dir, SkipBad: true}, Train)
	if !slices.Equal(set.Labels, []int{1, 3}) || set.Name(0) != "data_batch_2.bin:0" || set.Name(1) != "data_batch_2.bin:2" {
		t.Errorf("labels %v of %s and %s", set.Labels, set.Name(0), set.Name(1))
	}
	wantItems(t, report.Bad, []string{"data_batch_1.bin:0: label 200", "data_batch_2.bin:1: label 10"})
}

// TestBadRows: rows keep their numbers.
func TestBadRows(t *testing.T) {
	z := normalMatrix(20, 3)
	matrix.Row(z, 4)[1] = float32(math.NaN())
	matrix.Row(z, 9)[0] = float32(math.Inf(1))
	classes := make([]int, 20)
	classes[4], classes[12] = -1, -7
	path, labels := written(t, z), labelFile(t, classes...)
	_, _, err := Loader{Path: path, Labels: labels}.Load(t.Context(), Train)
	wantError(t, err, "3 of 20 items are bad: row 4: NaN in column 1; row 9: infinity in column 0; row 12: label -7")

	source, report, err := Loader{Path: path, Labels: labels, SkipBad: true}.Load(t.Context(), Train)
	if err != nil {
		t.Fatal(err)
	}
	if source.Len() != 16 || source.(Named).Name(4) != "5" || report.HeldOut != 2 {
		t.Errorf("%d rows, the fifth %s: %v", source.Len(), source.(Named).Name(4), report)
	}
	if got := itemOf(source, 15); !slices.Equal(got, matrix.Row(z, 18)) {
		t.Errorf("the last row is %v", got)
	}
	if source, _, err = (Loader{Path: path, Labels: labels, SkipBad: true}).Load(t.Context(), Test); err != nil || source.Len() != 1 {
		t.Errorf("test split: %v, %v", source, err)
	}
}

func TestReportWarns(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a/1.png", "a/2.png", "b/1.png"} {
		write(t, dir, name, pngOf(t, color.Black, 9, 9))
	}
	write(t, dir, "a/notes.txt", nil)
	write(t, dir, "README", nil)
	_, report := reported(t, Loader{Path: dir, Limit: 2}, Train)
	want := []string{"all 3 items are equal: nothing can be learned from them", "1 class has a single item: b"}
	if !slices.Equal(report.Warnings, want) {
		t.Errorf("warnings %q, want %q", report.Warnings, want)
	}
	if want := dir + ": 3 images of 32×32×3 in 2 classes, to train on: the first 2; passed over: 1 .txt, 1 without an ending"; report.String() != want {
		t.Errorf("%s, want %s", report, want)
	}
}

func TestReportOfHeldOut(t *testing.T) {
	path := matrixFile(t, 21)
	for split, want := range map[Split]string{
		Train: "19 rows of 1×1×2 without labels, to train on; 2 held out for testing: every 10th is held out",
		Test:  "2 rows of 1×1×2 without labels, to test on; 19 to train on: every 10th is held out",
	} {
		_, report, err := Loader{Path: path}.Load(t.Context(), split)
		if err != nil || report.String() != path+": "+want {
			t.Errorf("%v, error %v", report, err)
		}
	}
}

// TestProgress counts every image once.
func TestProgress(t *testing.T) {
	dir, bad := badFolder(t)
	var done, last int
	_, _, err := Loader{Path: dir, SkipBad: true, Progress: func(n, total int) { done, last = done+1, max(last, n) }}.Load(t.Context(), Train)
	if want := 6 + len(bad) - 2; err != nil || done != want || last != want { // but for the loose image and the empty class
		t.Errorf("%d calls up to %d, want %d; error %v", done, last, want, err)
	}
}

// TestBadItemsOfNeitherSplit are told once, though both splits are read.
func TestBadItemsOfNeitherSplit(t *testing.T) {
	dir := t.TempDir()
	for i := range 20 {
		writeReds(t, dir, fmt.Sprintf("a/%02d.png", i))
	}
	writeReds(t, dir, "loose.png")
	if err := os.Mkdir(filepath.Join(dir, "empty"), 0o755); err != nil {
		t.Fatal(err)
	}
	_, err := Load(t.Context(), dir, Train)
	wantError(t, err, "2 of 22 items are bad: loose.png: lies beside folders, of no class; empty: a class folder without images")
}
