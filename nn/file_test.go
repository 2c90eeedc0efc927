package nn

import (
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/nn/format/atomicfile"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// trained returns an encoder of every layer whose arrays are all off their first values.
func trained(t *testing.T) *Encoder {
	t.Helper()
	e, err := New(colour(5), everyLayer(), 6, 7)
	if err != nil {
		t.Fatal(err)
	}
	shake(e.State())
	forward(t, e, normals(1, 3, 5, 5, 3), true)
	return e
}

// write writes a file of tensors.
func write(t *testing.T, metadata map[string]string, ts []safetensors.Tensor) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "encoder.safetensors")
	err := atomicfile.Replace(path, 0o666, func(w io.Writer) error { return safetensors.Write(w, metadata, ts) })
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// same fails unless two encoders have the same state and give the same embeddings.
func same(t *testing.T, got, want *Encoder) {
	t.Helper()
	if got.Name() != want.Name() || got.Shape() != want.Shape() || got.Dim() != want.Dim() || !reflect.DeepEqual(got.Body(), want.Body()) {
		t.Errorf("%s for %s to %d: %+v", got.Name(), got.Shape(), got.Dim(), got.Body())
	}
	for i, p := range want.State() {
		if q := got.State()[i]; q.Name != p.Name || !slices.Equal(q.Shape, p.Shape) || q.Decay != p.Decay || !slices.Equal(q.Value, p.Value) {
			t.Errorf("array %d is %s of shape %v, want %s of %v with the same values", i, q.Name, q.Shape, p.Name, p.Shape)
		}
	}
	s := want.Shape()
	x := normals(9, 4, s.Height, s.Width, s.Channels)
	if !slices.Equal(forward(t, got, x, false), forward(t, want, x, false)) {
		t.Error("other embeddings")
	}
}

func TestSaveLoad(t *testing.T) {
	for _, want := range []*Encoder{trained(t), newEncoder(t, "mlp", 4, 6), newEncoder(t, "resnet8", 6, 3)} {
		path := filepath.Join(t.TempDir(), "encoder.safetensors")
		for range 2 { // the second replaces the first
			if err := want.Save(path); err != nil {
				t.Fatal(err)
			}
		}
		got, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, want)
		forward(t, got, normals(1, 3, want.Shape().Height, want.Shape().Width, 3), true)
		backward(t, got, normals(2, 3, 1, 1, want.Dim())) // it can be trained on
	}
}

// TestLoadWeights: what another library has made of a file, without metadata and in
// another order.
func TestLoadWeights(t *testing.T) {
	want := trained(t)
	ts := want.Tensors("")
	slices.Reverse(ts)
	path := write(t, map[string]string{"format": "pt"}, ts)
	_, err := Load(path)
	if err == nil || !strings.HasPrefix(err.Error(), path+": it does not say what encoder its tensors are of") ||
		!strings.Contains(err.Error(), "LoadWeights") {
		t.Errorf("error %v", err)
	}
	got, err := New(colour(5), everyLayer(), 6, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := got.LoadWeights(path); err != nil {
		t.Fatal(err)
	}
	same(t, got, want)
}

// TestReadTensors: an encoder among other tensors.
func TestReadTensors(t *testing.T) {
	want := trained(t)
	path := write(t, nil, append(want.Tensors("key."), newEncoder(t, "mlp", 2, 3).Tensors("encoder.")...))
	got, err := New(colour(5), everyLayer(), 6, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := withTensors(path, func(f *safetensors.File) error { return got.ReadTensors(f, "key.") }); err != nil {
		t.Fatal(err)
	}
	same(t, got, want)
}

func TestBadWeights(t *testing.T) {
	whole := newEncoder(t, "mlp", 2, 6)
	other, err := New(colour(2), Sequence{Linear{Name: "hidden1", Out: 512}}, 6, 1)
	if err != nil {
		t.Fatal(err)
	}
	wide := newEncoder(t, "mlp", 2, 7)
	for _, c := range []struct {
		name, want string
		tensors    []safetensors.Tensor
	}{
		{"missing", `no tensor "hidden2.weight"`, other.Tensors("")},
		{"another shape", `tensor "projection.weight" has shape [7 256], want [6 256]`, wide.Tensors("")},
		{"prefix", `no tensor "hidden1.weight"`, whole.Tensors("encoder.")},
		{"too many", `tensor "momentum" is none of the encoder's`, append(whole.Tensors(""), safetensors.Tensor{Name: "momentum", Shape: []int{0}})},
	} {
		path := write(t, nil, c.tensors)
		before := safetensors.Digest(whole.Tensors(""))
		if err := whole.LoadWeights(path); err == nil || err.Error() != path+": "+c.want {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
		if safetensors.Digest(whole.Tensors("")) != before {
			t.Errorf("%s: the encoder has changed", c.name)
		}
	}
}

func TestBadFiles(t *testing.T) {
	e := newEncoder(t, "mlp", 2, 6)
	const start = `{"format":1,"height":2,"width":2,"channels":3,`
	for _, c := range []struct{ text, want string }{
		{`{`, "its description of the encoder: unexpected EOF"},
		{start + `"dim":6,"body":[]} {}`, "its description of the encoder: text after it"},
		{start + `"dim":6,"body":[],"heads":2}`, `its description of the encoder: json: unknown field "heads"`},
		{`{"format":2}`, "its description of the encoder: format 2, want 1"},
		{start + `"dim":6,"body":[{"attention":{}}]}`, `its description of the encoder: layer 1: unknown "attention"`},
		{start + `"dim":6}`, "an encoder without layers"},
		{start + `"dim":0,"body":[{"linear":{"out":4}}]}`, "sizes must be positive"},
		{start + `"dim":6,"body":[{"linear":{"out":1000000000}}]}`, "layer 1, linear: more than 2147483647 parameters up to here"},
		{start + `"dim":6,"body":[{"linear":{"out":100000000}}]}`, "it holds 139526 values, the encoder that it describes has 1900000006"},
		{start + `"dim":6,"body":[{"linear":{"out":512}},{"relu":{}}]}`, `no tensor "layer1.weight"`},
		{start + `"dim":6,"body":[{"linear":{"name":"hidden1","out":512}},{"relu":{}}]}`, `tensor "projection.weight" has shape [6 256], want [6 512]`},
	} {
		path := write(t, map[string]string{"encoder": c.text}, e.Tensors(""))
		if _, err := Load(path); err == nil || !strings.HasPrefix(err.Error(), path+": ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.text, err, c.want)
		}
	}
	if _, err := Load(filepath.Join(t.TempDir(), "none")); !os.IsNotExist(err) {
		t.Errorf("no file: error %v", err)
	}
	if err := e.LoadWeights(t.TempDir()); err == nil {
		t.Error("a folder: no error")
	}
	if err := e.Save(filepath.Join(t.TempDir(), "none", "file")); err == nil || !strings.HasPrefix(err.Error(), "writing ") {
		t.Errorf("no folder: error %v", err)
	}
}

// TestDamagedFiles cuts a file off wherever.
func TestDamagedFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "encoder.safetensors")
	if err := trained(t).Save(path); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for n := 0; n < len(text); n += 1 + len(text)/50 {
		if err := os.WriteFile(path, text[:n], 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(path); err == nil {
			t.Errorf("%d of %d bytes are an encoder", n, len(text))
		}
	}
}
