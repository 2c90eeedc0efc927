package run

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// checkpoint is one whose tensors and metadata say n.
func checkpoint(n float32) Checkpoint {
	return Checkpoint{
		Metadata: map[string]string{"progress": strings.Repeat("x", int(n))},
		Tensors: []safetensors.Tensor{
			{Name: "w", Shape: []int{2, 2}, Data: []float32{n, 2, 3, 4}},
			{Name: "b", Shape: []int{1}, Data: []float32{-n}},
		},
	}
}

func lock(t *testing.T) *Folder {
	t.Helper()
	f, err := Lock(filepath.Join(t.TempDir(), "new", "run"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Unlock() })
	return f
}

func save(t *testing.T, f *Folder, n float32) {
	t.Helper()
	if err := f.Save(checkpoint(n)); err != nil {
		t.Fatal(err)
	}
}

// opened is what the checkpoint of a folder says, and its notice.
func opened(dir string) (n float32, notice string, err error) {
	f, err := Open(dir)
	if err != nil {
		return 0, "", err
	}
	defer f.Close()
	got := checkpoint(0).Tensors
	if err := f.ReadAll(got); err != nil {
		return 0, "", err
	}
	n = got[0].Data[0]
	if f.Metadata["progress"] != strings.Repeat("x", int(n)) || got[1].Data[0] != -n {
		return 0, "", errors.New("half of one and half of another")
	}
	return n, f.Notice, nil
}

func TestSaveKeepsTwo(t *testing.T) {
	f := lock(t)
	if _, _, err := opened(f.dir); !errors.Is(err, ErrNone) {
		t.Errorf("empty folder: %v", err)
	}
	for n := float32(1); n <= 3; n++ {
		save(t, f, n)
		if got, notice, err := opened(f.dir); got != n || notice != "" || err != nil {
			t.Errorf("%v, %q, %v, want %v", got, notice, err, n)
		}
	}
	if err := os.Remove(filepath.Join(f.dir, CheckpointFile)); err != nil {
		t.Fatal(err)
	}
	if got, notice, err := opened(f.dir); got != 2 || notice != "" || err != nil {
		t.Errorf("between the renames: %v, %q, %v, want 2", got, notice, err)
	}
}

// A checkpoint that is cut at any byte, or in which any bit is wrong, is passed over.
func TestDamagedCheckpoint(t *testing.T) {
	f := lock(t)
	save(t, f, 1)
	save(t, f, 2)
	path := filepath.Join(f.dir, CheckpointFile)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	end := 8 + int(binary.LittleEndian.Uint64(whole)) // of the header
	check := func(what string, at int, damaged []byte) {
		t.Helper()
		if err := os.WriteFile(path, damaged, 0o666); err != nil {
			t.Fatal(err)
		}
		got, notice, err := opened(f.dir)
		if what == "flipped" && at < end && got == 2 && notice == "" && err == nil {
			return // JSON does not care: a blank, a capital
		}
		if got != 1 || err != nil || !strings.Contains(notice, CheckpointFile) || !strings.Contains(notice, BeforeFile) {
			t.Fatalf("%s at %d: %v, %q, %v, want the one before and a word", what, at, got, notice, err)
		}
	}
	r := portable.NewRand(1)
	for at := range whole {
		check("cut", at, whole[:at])
		damaged := bytes.Clone(whole)
		damaged[at] ^= 1 << r.IntN(8)
		check("flipped", at, damaged)
	}
}

func TestBothDamaged(t *testing.T) {
	f := lock(t)
	save(t, f, 1)
	save(t, f, 2)
	for _, name := range []string{CheckpointFile, BeforeFile} {
		if err := os.Truncate(filepath.Join(f.dir, name), 20); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{CheckpointFile, BeforeFile} {
		_, _, err := opened(f.dir)
		if err == nil || !strings.Contains(err.Error(), name+": header") || !strings.HasSuffix(err.Error(), "begin the run anew, in another folder") {
			t.Errorf("%v, want what is wrong with %s and what to do", err, name)
		}
		os.Remove(filepath.Join(f.dir, name))
	}
}

// A process that dies while it replaces a damaged checkpoint leaves the whole one: what it
// writes stands beside the two until the damaged one is replaced, and never the other.
func TestSaveOverDamaged(t *testing.T) {
	for what, damage := range map[string]func(path string) error{
		"empty":   func(path string) error { return os.Truncate(path, 0) },
		"cut":     func(path string) error { return os.Truncate(path, 100) },
		"missing": os.Remove,
	} {
		f := lock(t)
		save(t, f, 1)
		save(t, f, 2)
		f.Unlock()
		if err := damage(filepath.Join(f.dir, CheckpointFile)); err != nil {
			t.Fatal(err)
		}
		f, err := Lock(f.dir)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Unlock()
		save(t, f, 3)
		if got, notice, err := opened(f.dir); got != 3 || notice != "" || err != nil {
			t.Errorf("%s: %v, %q, %v, want 3", what, got, notice, err)
		}
		os.Remove(filepath.Join(f.dir, CheckpointFile))
		if got, _, err := opened(f.dir); got != 1 || err != nil {
			t.Errorf("%s: the one before is %v, %v, want 1", what, got, err)
		}
		save(t, f, 4)
		save(t, f, 5)
		os.Remove(filepath.Join(f.dir, CheckpointFile))
		if got, _, err := opened(f.dir); got != 4 || err != nil {
			t.Errorf("%s: the one before is %v, %v, want 4", what, got, err)
		}
	}
}

// A checkpoint that cannot be written costs neither of the two.
func TestFailedSave(t *testing.T) {
	f := lock(t)
	save(t, f, 1)
	save(t, f, 2)
	if err := os.Chmod(f.dir, 0o500); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(f.dir, 0o700)
	if f.Save(checkpoint(3)) == nil {
		t.Skip("nothing keeps this user from writing")
	}
	if got, notice, err := opened(f.dir); got != 2 || notice != "" || err != nil {
		t.Errorf("%v, %q, %v", got, notice, err)
	}
}

// Errors name the file that is written, not the one beside it.
func TestErrorsNameTheFile(t *testing.T) {
	f := lock(t)
	config := filepath.Join(f.dir, ConfigFile)
	for path, want := range map[string]string{
		filepath.Join(f.dir, ".config.json123"): "writing " + config + ": file too large",
		"/elsewhere":                            "writing " + config + ": write /elsewhere: file too large",
	} {
		err := f.Write(ConfigFile, func(io.Writer) error {
			return &fs.PathError{Op: "write", Path: path, Err: errors.New("file too large")}
		})
		if err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestNoMetadata(t *testing.T) {
	dir := t.TempDir()
	var file bytes.Buffer
	if err := safetensors.Write(&file, nil, checkpoint(1).Tensors); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, CheckpointFile), file.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); !errors.Is(err, ErrNoMetadata) {
		t.Errorf("%v", err)
	}
}

func TestLock(t *testing.T) {
	f := lock(t)
	if _, err := Lock(f.dir); !errors.Is(err, ErrBusy) || !strings.Contains(err.Error(), f.dir) {
		t.Errorf("a second process: %v", err)
	}
	if err := CheckFree(f.dir); !errors.Is(err, ErrBusy) {
		t.Errorf("a folder that is taken: %v", err)
	}
	if err := f.Unlock(); err != nil {
		t.Fatal(err)
	}
	for _, free := range []string{f.dir, t.TempDir(), filepath.Join(f.dir, "nowhere")} {
		if err := CheckFree(free); err != nil {
			t.Errorf("%s: %v", free, err)
		}
	}
	again, err := Lock(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	again.Unlock()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Lock(file); err == nil {
		t.Error("a file is no folder")
	}
}

func TestLeftoversAreRemoved(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{".checkpoint.safetensors123", ".config.json9", ".metrics.csv77", "mine", ".mine", ".config.json", ".config.json.swp", "config.json9"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("half"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	f, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Unlock()
	entries, err := os.ReadDir(dir)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if got := strings.Join(names, " "); got != ".config.json .config.json.swp .mine config.json9 lock mine" || err != nil {
		t.Errorf("%s, %v", got, err)
	}
}

func TestCheckSpace(t *testing.T) {
	f := lock(t)
	if err := f.CheckSpace(checkpoint(1)); err != nil {
		t.Error(err)
	}
	free, known := freeBytes(f.dir)
	if !known {
		t.Skip("this system does not say how much room there is")
	}
	// Tensors that share their values, of two thirds of the room: a third one is too many.
	huge := Checkpoint{Tensors: make([]safetensors.Tensor, 1<<14)}
	values := make([]float32, free/3*2/4/(1<<14))
	for i := range huge.Tensors {
		huge.Tensors[i].Data = values
	}
	if err := f.CheckSpace(huge); err == nil || !strings.Contains(err.Error(), f.dir+": the run's checkpoints need ") {
		t.Errorf("three checkpoints of two thirds of the room: %v", err)
	}
	for i, name := range []string{CheckpointFile, BeforeFile} { // files of that size which take no room
		path := filepath.Join(f.dir, name)
		if err := os.WriteFile(path, nil, 0o666); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(path, size(huge.Tensors)); err != nil {
			t.Skip(err)
		}
		if err := f.CheckSpace(huge); (err == nil) != (i == 1) {
			t.Errorf("%d of three are there: %v", i+1, err)
		}
	}
}
