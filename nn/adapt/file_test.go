package adapt

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/format/npy"
	"github.com/abc86604/temper/nn/format/safetensors"
	"github.com/abc86604/temper/nn/run"
	"gonum.org/v1/gonum/blas/blas32"
)

// saved puts a checkpoint in a folder.
func saved(t *testing.T, c run.Checkpoint) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "run")
	f, err := run.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Unlock()
	if err := f.Save(c); err != nil {
		t.Fatal(err)
	}
	return dir
}

func checkpointOf(t *testing.T, a *Adapter) run.Checkpoint {
	t.Helper()
	c, err := a.Checkpoint(map[string]string{"progress": "half"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestLoad: what was kept comes back to the bit, of all heads and towers, with as many values and
// with fewer; and it is an adapter that can be kept again.
func TestLoad(t *testing.T) {
	for _, dim := range []int{0, 4} {
		kinds(func(name string, change func(*Trainer)) {
			s := quick(change).Settings
			s.Dim = dim
			a := shaken(t, s, 6)
			c := checkpointOf(t, a)
			got, err := Load(saved(t, c))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if !slices.EqualFunc(tensorsOf(got), tensorsOf(a), sameTensor) || got.towers != a.towers || (got.Query == got.Corpus) != (a.Query == a.Corpus) {
				t.Errorf("%s, dim %d: came back as another one", name, dim)
			}
			if again := checkpointOf(t, got); !maps.Equal(again.Metadata, c.Metadata) || c.Metadata["progress"] != "half" {
				t.Errorf("%s: %v, want %v", name, again.Metadata, c.Metadata)
			}
			z := normal(5, 6, 9)
			for _, heads := range [][2]*Head{{a.Query, got.Query}, {a.Corpus, got.Corpus}} {
				if !slices.Equal(applied(t, heads[0], z).Data, applied(t, heads[1], z).Data) {
					t.Errorf("%s, dim %d: it applies otherwise", name, dim)
				}
			}
			if got.Corpus.IsIdentity() != a.Corpus.IsIdentity() {
				t.Errorf("%s, dim %d: the documents' head is the identity: %v", name, dim, got.Corpus.IsIdentity())
			}
		})
	}
}

func sameTensor(a, b safetensors.Tensor) bool {
	return a.Name == b.Name && slices.Equal(a.Shape, b.Shape) && slices.Equal(a.Data, b.Data)
}

func applied(t *testing.T, h *Head, z blas32.General) blas32.General {
	t.Helper()
	y := matrix.New(z.Rows, h.Out())
	if err := h.Apply(1, y, z); err != nil {
		t.Fatal(err)
	}
	return y
}

// TestLoadRefuses: what is damaged, of another kind, or does not fit itself is an error of one line
// that names the file, and takes no memory for what the file does not have.
func TestLoadRefuses(t *testing.T) {
	s := Defaults()
	s.Towers = Two
	a := shaken(t, s, 4)
	good := checkpointOf(t, a).Metadata[run.AdapterKey]
	for _, c := range []struct{ what, old, new, want string }{
		{"no JSON", "{", "", "adapter"},
		{"a number for a word", `"linear"`, `7`, "adapter"},
		{"towers", `"two"`, `"three"`, `towers "three"`},
		{"no towers", `"towers":"two",`, ``, `towers ""`},
		{"kind", `"linear"`, `"cubic"`, `"cubic"`},
		{"no values", `"in":4`, `"in":0`, "from 0 to 4"},
		{"fewer than none", `"out":4`, `"out":-4`, "from 4 to -4"},
		{"another shape", `"out":4`, `"out":3`, "shape"},
		{"other documents", `"corpus":{"kind":"linear","in":4,"out":4}`, `"corpus":{"kind":"linear","in":4,"out":3}`, "from 4 to 3"},
		{"no rank", `"linear"`, `"lowrank"`, "rank 0"},
		{"another rank", `"linear","in":4,"out":4`, `"lowrank","in":4,"out":4,"rank":2`, `"query.b"`},
		{"another kind", `"linear"`, `"mlp"`, `"query.u"`},
		{"huge", `"in":4,"out":4`, `"in":4000000000,"out":4000000000`, "shape"},
		{"large", `"in":4,"out":4`, `"in":65536,"out":65536`, "shape"},
	} {
		text := strings.Replace(good, c.old, c.new, 1)
		if text == good {
			t.Fatalf("%s: %q is not in %s", c.what, c.old, good)
		}
		checkpoint := checkpointOf(t, a)
		checkpoint.Metadata[run.AdapterKey] = text
		dir := saved(t, checkpoint)
		before := allocated()
		_, err := Load(dir)
		if used := allocated() - before; used > 1<<20 {
			t.Errorf("%s: %d bytes taken", c.what, used)
		}
		wantError(t, c.what, err, c.want, filepath.Join(dir, run.CheckpointFile))
	}
}

// TestLoadTakesNoMemoryForClaims: a head whose base is long and narrow claims a square layer of an
// mlp that the file does not have.
func TestLoadTakesNoMemoryForClaims(t *testing.T) {
	const in = 50_000
	text, err := json.Marshal(meta{Shared, headMeta{Kind: MLP, In: in, Out: 1}, headMeta{}})
	if err != nil {
		t.Fatal(err)
	}
	dir := saved(t, run.Checkpoint{
		Metadata: map[string]string{run.AdapterKey: string(text)},
		Tensors:  []safetensors.Tensor{{Name: "query.base", Shape: []int{in, 1}, Data: make([]float32, in)}},
	})
	before := allocated()
	_, err = Load(dir)
	if used := allocated() - before; used > 1<<20 {
		t.Errorf("%d bytes taken", used)
	}
	wantError(t, "a claim", err, `"query.u"`, dir)
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// TestLoadOfOthers: another kind of run, no run at all, and a file that was cut.
func TestLoadOfOthers(t *testing.T) {
	other := saved(t, run.Checkpoint{Metadata: map[string]string{"encoder": "mlp"}})
	if _, err := Load(other); !errors.Is(err, ErrNone) {
		t.Errorf("another kind of run: %v", err)
	}
	empty := t.TempDir()
	_, err := Load(empty)
	if wantError(t, "an empty folder", err, empty); !errors.Is(err, run.ErrNone) || strings.Count(err.Error(), empty) != 1 {
		t.Errorf("an empty folder: %v", err)
	}
	cut := saved(t, checkpointOf(t, shaken(t, Defaults(), 4)))
	file := filepath.Join(cut, run.CheckpointFile)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, damaged := range [][]byte{text[:len(text)-1], text[:9], append(text[:len(text)-1:len(text)-1], text[len(text)-1]^1)} {
		if err := os.WriteFile(file, damaged, 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := Load(cut)
		wantError(t, "a damaged file", err, file)
	}
}

// TestExport: other programs get W with x @ W.T, the beginning included, and of an mlp the parts of
// it under PyTorch's names.
func TestExport(t *testing.T) {
	kinds(func(name string, change func(*Trainer)) {
		s := quick(change).Settings
		s.Dim = 4
		h := shaken(t, s, 6).Query
		path := filepath.Join(t.TempDir(), "head")
		if err := h.Export(path); err != nil {
			t.Fatal(err)
		}
		file, err := safetensors.OpenFile(path + ".safetensors")
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		r, z := referenceOf(h), unit64([]float64{1, -2, 3, 0.5, -1, 2})
		want, got := r.apply(z), timesTransposed(t, file, "linear.weight", z)
		if h.kind == MLP {
			hidden := timesTransposed(t, file, "0.weight", z)
			for i := range hidden {
				hidden[i] = max(hidden[i]+float64(read(t, file, "0.bias")[i]), 0)
			}
			for j, v := range timesTransposed(t, file, "2.weight", hidden) {
				got[j] += v
			}
		}
		for j := range want {
			if gap := got[j] - want[j]; gap > 1e-6 || gap < -1e-6 {
				t.Fatalf("%s: %v, want %v", name, got, want)
			}
		}
		weight, err := npy.ReadFloat32(path + ".npy")
		if h.kind == MLP {
			if !errors.Is(err, os.ErrNotExist) {
				t.Errorf("%s: a matrix of an mlp: %v", name, err)
			}
			return
		}
		if err != nil || fmt.Sprint(weight.Rows, weight.Cols) != "4 6" || !slices.Equal(weight.Data, read(t, file, "linear.weight")) || len(file.Names()) != 1 {
			t.Errorf("%s: the weight is %v, %v, beside it %v", name, weight, err, file.Names())
		}
	})
}

func read(t *testing.T, file *safetensors.File, name string) []float32 {
	t.Helper()
	shape, _ := file.Shape(name)
	n := 1
	for _, size := range shape {
		n *= size
	}
	data := make([]float32, n)
	if err := file.Read(safetensors.Tensor{Name: name, Shape: shape, Data: data}); err != nil {
		t.Fatal(err)
	}
	return data
}

// timesTransposed is z times the transpose of a tensor, which has a column for each value of z.
func timesTransposed(t *testing.T, file *safetensors.File, name string, z []float64) (y []float64) {
	t.Helper()
	w := widen(read(t, file, name))
	for ; len(w) > 0; w = w[len(z):] {
		y = append(y, dot(w[:len(z)], z))
	}
	return y
}
