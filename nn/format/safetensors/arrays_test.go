package safetensors

import (
	"bytes"
	"strings"
	"testing"
)

// A file of several types opens for its arrays, as far as they can be read, and not as
// one of weights.
func TestArraysOfAnyType(t *testing.T) {
	b := file(`{"h":{"dtype":"BF16","shape":[1,2],"data_offsets":[0,4]},"q":{"dtype":"F4","shape":[6],"data_offsets":[4,7]}}`, 7)
	copy(b[len(b)-7:], "\xc0\xbf\x80\x3f")
	if _, err := openBytes(b); err == nil || !strings.Contains(err.Error(), `tensor "h": dtype "BF16", want "F32"`) {
		t.Errorf("opened for weights: %v", err)
	}
	arrays, err := OpenArrays(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	h, err := arrays.Array("h")
	if err != nil {
		t.Fatal(err)
	}
	if m, err := h.Matrix(); err != nil || m.Cols != 2 || m.Data[0] != -1.5 || m.Data[1] != 1 {
		t.Errorf("%v, %v", m, err)
	}
	for name, want := range map[string]string{"q": `dtype "F4": save it as F32`, "x": `no tensor "x"`} {
		if _, err := arrays.Array(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestArraysRefuse(t *testing.T) {
	for name, header := range map[string]string{
		"size of a known type": `{"h":{"dtype":"F16","shape":[3],"data_offsets":[0,8]}}`,
		"reverse offsets":      `{"h":{"dtype":"F4","shape":[3],"data_offsets":[8,0]}}`,
		"no offsets":           `{"h":{"dtype":"F4","shape":[3]}}`,
		"hole":                 `{"h":{"dtype":"F4","shape":[3],"data_offsets":[1,8]}}`,
	} {
		b := file(header, 8)
		if _, err := OpenArrays(bytes.NewReader(b), int64(len(b))); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
