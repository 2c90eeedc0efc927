package nn

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestBadBodies: what is at fault, and why.
func TestBadBodies(t *testing.T) {
	const huge = 1 << 30
	for _, c := range []struct {
		body Sequence
		want string
	}{
		{nil, "an encoder without layers"},
		{Sequence{Sequence{}}, "an encoder without layers"},
		{Sequence{Stage{Out: 4}}, "the last layer leaves pixels: a pool must follow"},
		{Sequence{Stage{}, Pool{}}, "layer 1, stage: 0 channels, want at least 1"},
		{Sequence{Stage{Out: 4, Kernel: 5}, Pool{}}, "layer 1, stage: a 5×5 kernel, want 1×1 or 3×3"},
		{Sequence{Stage{Out: 4, Kernel: -1}, Pool{}}, "layer 1, stage: a -1×-1 kernel, want 1×1 or 3×3"},
		{Sequence{Stage{Out: 4, Stride: 3, Name: "stem"}, Pool{}}, `layer 1, stage "stem": stride 3, want 1 or 2`},
		{Sequence{Stage{Out: 4, Stride: -2}, Pool{}}, "layer 1, stage: stride -2, want 1 or 2"},
		{Sequence{Residual{Out: 4}, Pool{}}, "layer 1, residual: it adds to what a stage or a residual leaves, of which there is none before it"},
		{Sequence{Stage{Out: 4}, Residual{Out: -4}, Pool{}}, "layer 2, residual: -4 channels, want at least 1"},
		{Sequence{Stage{Out: 4}, Residual{Out: 4, Stride: 4}, Pool{}}, "layer 2, residual: stride 4, want 1 or 2"},
		{Sequence{Stage{Out: 4}, Pool{}, Stage{Out: 4}}, "layer 3, stage: the layer before it leaves no pixels"},
		{Sequence{Sequence{Stage{Out: 4}, Pool{}}, Sequence{Residual{Out: 4}}}, "layer 3, residual: it adds to what"},
		{Sequence{Linear{Out: 4}, Stage{Out: 4}}, "layer 2, stage: the layer before it leaves no pixels"},
		{Sequence{Stage{Out: 4}, Linear{Out: 4}}, "layer 2, linear: the layer before it leaves pixels: a pool must come between"},
		{Sequence{Linear{}}, "layer 1, linear: 0 values, want at least 1"},
		{Sequence{Pool{}}, "layer 1, pool: it takes the means of what a stage or a residual leaves"},
		{Sequence{Stage{Out: 4}, Pool{}, Pool{}}, "layer 3, pool: it takes the means"},
		{Sequence{ReLU{}, Linear{Out: 4}}, "layer 1, relu: it must follow a linear layer"},
		{Sequence{Stage{Out: 4}, ReLU{}, Pool{}}, "layer 2, relu: it must follow a linear layer"},
		{Sequence{Stage{Out: huge}, Pool{}}, "layer 1, stage: more than 2147483647 parameters up to here"},
		{Sequence{Stage{Out: 1}, Residual{Out: huge, Stride: 2}, Pool{}}, "layer 2, residual: more than 2147483647 parameters up to here"},
		{Sequence{Linear{Out: 1 << 24, Name: "wide"}, Linear{Out: 1 << 8}}, `layer 2, linear: more than 2147483647 parameters up to here`},
		{Sequence{Linear{Out: 4, Name: "\xff"}}, `layer 1, linear "\xff": its name is not UTF-8`},
		{Sequence{Linear{Out: 4, Name: "a"}, Linear{Out: 4, Name: "a"}}, "two parameters are called a.weight: layers need names of their own"},
		{Sequence{Linear{Out: 4, Name: "projection"}}, "two parameters are called projection.weight: layers need names of their own"},
		{slices.Repeat(Sequence{Linear{Out: 4}, ReLU{}}, 3000), "an encoder of 6000 layers, want at most 4096"},
	} {
		if _, err := New(colour(2), c.body, 8, 1); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: error %v, want %q", c.body[:min(4, len(c.body))], err, c.want)
		}
	}
}

// TestLayerNames: a layer without a name is called by its place among all.
func TestLayerNames(t *testing.T) {
	e, err := New(colour(5), everyLayer(), 6, 7)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range e.State() {
		if len(p.Shape) > 1 {
			got = append(got, p.Name)
		}
	}
	want := []string{
		"layer1.conv.weight", "layer2.conv1.weight", "layer2.conv2.weight", "layer3.conv.weight", "narrow.conv.weight",
		"layer5.conv1.weight", "layer5.conv2.weight", "layer5.shortcut.conv.weight",
		"layer7.weight", "layer8.weight", "layer10.weight", "projection.weight",
	}
	if !slices.Equal(got, want) {
		t.Errorf("weights %q, want %q", got, want)
	}
	if e.Name() != "" || e.Shape() != colour(5) || e.Dim() != 6 {
		t.Errorf("it is called %q, for images of %s and embeddings of %d values", e.Name(), e.Shape(), e.Dim())
	}
}

// TestComposedLikeKnown: a body known by name is that name's encoder to the bit, also when
// its defaults are written out and it is made of several sequences.
func TestComposedLikeKnown(t *testing.T) {
	want := newEncoder(t, "resnet8", 8, 6)
	body := Sequence{
		Stage{Name: "stem", Out: 16, Kernel: 3, Stride: 1}, Residual{Name: "stage1.block1", Out: 16, Stride: 1},
		Sequence{Residual{Name: "stage2.block1", Out: 32, Stride: 2}, Sequence{Residual{Name: "stage3.block1", Out: 64, Stride: 2}}}, Pool{},
	}
	got, err := New(colour(8), body, 6, 7)
	if err != nil {
		t.Fatal(err)
	}
	if got.Name() != "resnet8" {
		t.Errorf("it is called %q", got.Name())
	}
	if !reflect.DeepEqual(got.State(), want.State()) {
		t.Error("other parameters")
	}
	if !reflect.DeepEqual(got.Body(), want.Body()) {
		t.Errorf("body %+v, want %+v", got.Body(), want.Body())
	}
}

func TestSequenceJSON(t *testing.T) {
	text, err := json.Marshal(everyLayer())
	if err != nil {
		t.Fatal(err)
	}
	const want = `[{"stage":{"out":5,"kernel":1,"stride":1}},{"residual":{"out":5,"stride":1}},` +
		`{"stage":{"out":4,"kernel":3,"stride":2}},{"stage":{"name":"narrow","out":7,"kernel":1,"stride":1}},` +
		`{"residual":{"out":9,"stride":2}},{"pool":{}},{"linear":{"out":11}},{"linear":{"out":8}},{"relu":{}},{"linear":{"out":5}}]`
	if string(text) != want {
		t.Errorf("%s, want %s", text, want)
	}
	bodies := []Sequence{everyLayer(), {}}
	for _, name := range Architectures() {
		bodies = append(bodies, newEncoder(t, name, 4, 6).Body())
	}
	for _, body := range bodies {
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		var read Sequence
		if err := json.Unmarshal(text, &read); err != nil || !slices.Equal(read.parts(), body.parts()) {
			t.Errorf("%s becomes %+v, %v", text, read, err)
		}
	}
	var short Sequence
	if err := json.Unmarshal([]byte(`[{"stage":{"out":4}},{"residual":{"out":4}}]`), &short); err != nil ||
		!slices.Equal(short.parts(), Sequence{Stage{Out: 4}, Residual{Out: 4}}.parts()) {
		t.Errorf("without defaults: %+v, %v", short, err)
	}
}

func TestBadSequenceJSON(t *testing.T) {
	for text, want := range map[string]string{
		`{"stage":{"out":4}}`:                      "layers: json: cannot unmarshal object",
		`[{"stage":{"out":4}},[]]`:                 "layers: json: cannot unmarshal array",
		`[{"stage":{"out":4},"pool":{}}]`:          "layer 1 has 2 keys, want one that says what it is",
		`[{"pool":{}},{}]`:                         "layer 2 has 0 keys, want one that says what it is",
		`[{"pool":{}},{"dropout":{}}]`:             `layer 2: unknown "dropout", want one of linear, pool, relu, residual, stage`,
		`[{"stage":{"out":4,"groups":2}}]`:         `layer 1, stage: json: unknown field "groups"`,
		`[{"linear":{"out":1e30}}]`:                "layer 1, linear: json: cannot unmarshal number 1e30",
		`[{"linear":{"out":"x"}}]`:                 "layer 1, linear: json: cannot unmarshal string",
		`[{"pool":[]}]`:                            "layer 1, pool: json: cannot unmarshal array",
		`["` + strings.Repeat("x", maxText) + `"]`: "layers: 1048580 bytes of JSON, want at most 1048576",
	} {
		if err := new(Sequence).UnmarshalJSON([]byte(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%.50s: error %v, want %q", text, err, want)
		}
	}
}

// FuzzSequence: whatever a file says, it is an error or a body that keeps.
func FuzzSequence(f *testing.F) {
	text, err := json.Marshal(everyLayer())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`[{"linear":{"out":9223372036854775807}},{"relu":null}]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var body Sequence
		if json.Unmarshal(text, &body) != nil {
			return
		}
		if _, err := checkSizes(colour(5), body.parts(), 6); err != nil {
			return
		}
		again, err := json.Marshal(body)
		var read Sequence
		if err != nil || json.Unmarshal(again, &read) != nil || !slices.Equal(read.parts(), body.parts()) {
			t.Errorf("%s becomes %s, %v", text, again, err)
		}
	})
}
