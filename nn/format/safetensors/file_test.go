package safetensors

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"testing"
)

// file returns a safetensors file with the given header and body.
func file(header string, body int) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(b, header...), make([]byte, body)...)
}

func openBytes(b []byte) (*File, error) {
	return Open(bytes.NewReader(b), int64(len(b)))
}

func TestSafetensorsRoundTrip(t *testing.T) {
	want := []Tensor{
		{"b", []int{2, 3}, []float32{1, -2, float32(math.Copysign(0, -1)), math.MaxFloat32, math.SmallestNonzeroFloat32, 0.1}},
		{"a", []int{}, []float32{7}},
		{"none", []int{4, 0}, nil},
		{"long", []int{3*chunk + 5}, make([]float32, 3*chunk+5)},
	}
	for i := range want[3].Data {
		want[3].Data[i] = float32(i)
	}
	var out bytes.Buffer
	if err := Write(&out, map[string]string{"key": "\"vålue\""}, want); err != nil {
		t.Fatal(err)
	}
	if n := binary.LittleEndian.Uint64(out.Bytes()); n%8 != 0 {
		t.Errorf("header of %d bytes leaves the tensors unaligned", n)
	}
	f, err := openBytes(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if f.Metadata["key"] != "\"vålue\"" || len(f.entries) != len(want) {
		t.Errorf("metadata %q, %d tensors", f.Metadata, len(f.entries))
	}
	for _, w := range want {
		got := Tensor{w.Name, w.Shape, make([]float32, len(w.Data))}
		if err := f.Read(got); err != nil {
			t.Fatal(err)
		}
		if !slices.EqualFunc(got.Data, w.Data, func(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) }) {
			t.Errorf("%s changed", w.Name)
		}
	}
	if err := f.Read(Tensor{"c", nil, nil}); err == nil || !strings.Contains(err.Error(), `no tensor "c"`) {
		t.Errorf("missing tensor: %v", err)
	}
	if err := f.Read(Tensor{"b", []int{3, 2}, make([]float32, 6)}); err == nil || !strings.Contains(err.Error(), "shape [2 3], want [3 2]") {
		t.Errorf("other shape: %v", err)
	}
}

// The file of the format's own documentation, in its own spelling.
func TestSafetensorsReadsOthersFiles(t *testing.T) {
	f, err := openBytes(file(`{ "x":{"data_offsets":[8,16],"dtype":"F32","shape":[2,1]},"w" : {"dtype":"F32","shape":[2],"data_offsets":[0,8]} }   `, 16))
	if err != nil || len(f.entries) != 2 || f.Metadata != nil {
		t.Errorf("%v", err)
	}
}

func TestSafetensorsRefuses(t *testing.T) {
	const a = `"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}`
	huge := binary.LittleEndian.AppendUint64(nil, math.MaxUint64)
	for _, c := range []struct {
		name, want string
		file       []byte
	}{
		{"empty", "too short", nil},
		{"cut in the length", "too short", []byte{1, 0, 0}},
		{"huge length", "header of 18446744073709551615 bytes announced in a file of 8", huge},
		{"length beyond the file", "announced", file("{"+a+"}", 0)[:20]},
		{"length beyond the limit", "announced", binary.LittleEndian.AppendUint64(nil, maxHeader+1)},
		{"empty header", "not a JSON object", file("", 0)},
		{"not an object", "not a JSON object", file("[]", 0)},
		{"cut header", "cut short", file("{"+a, 8)},
		{"cut entry", "cut short", file(`{"a":{"dtype":"F32"`, 8)},
		{"text behind", "text after", file("{"+a+"}x", 8)},
		{"no colon", `tensor "a"`, file(`{"a" 3}`, 8)},
		{"dtype", `dtype "F16"`, file(`{"a":{"dtype":"F16","shape":[4],"data_offsets":[0,8]}}`, 8)},
		{"no dtype", `dtype ""`, file(`{"a":{"shape":[2],"data_offsets":[0,8]}}`, 8)},
		{"no shape", "no shape", file(`{"a":{"dtype":"F32","data_offsets":[0,8]}}`, 8)},
		{"one offset", "two data_offsets", file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}`, 8)},
		{"unknown field", "unknown field", file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}`, 8)},
		{"negative size", "shape [-2]", file(`{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}`, 8)},
		{"fraction", "cannot unmarshal", file(`{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}`, 8)},
		{"overflowing shape", "shape", file(`{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}`, 0)},
		{"huge shape", "do not hold", file(`{"a":{"dtype":"F32","shape":[1000000000],"data_offsets":[0,8]}}`, 8)},
		{"negative offset", "do not hold", file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}`, 8)},
		{"offsets in reverse", "do not hold", file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}`, 8)},
		{"overlap", `"b" overlaps`, file("{"+a+`,"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}`, 12)},
		{"hole", `hole of 4 bytes before tensor "b"`, file("{"+a+`,"b":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}}`, 16)},
		{"twice", `two tensors named "a"`, file("{"+a+","+a+"}", 8)},
		{"metadata twice", "two __metadata__", file(`{"__metadata__":{},"__metadata__":{}}`, 0)},
		{"metadata of numbers", "__metadata__", file(`{"__metadata__":{"a":1}}`, 0)},
		{"cut data", "tensors of 8 bytes in a file that holds 7", file("{"+a+"}", 7)},
		{"data behind", "tensors of 8 bytes in a file that holds 9", file("{"+a+"}", 9)},
	} {
		if _, err := openBytes(c.file); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want …%s…", c.name, err, c.want)
		}
	}
}

// Whatever the bytes, the reader returns an error or a header whose tensors can
// all be read and cover the file; what it says then can be written and read
// again.
func FuzzSafetensors(f *testing.F) {
	f.Add(file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"__metadata__":{"k":"v"}}  `, 8))
	f.Add(file(`{"b":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}`, 4))
	f.Add(file(`{}`, 0))
	f.Add(file(`{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}`, 0))
	f.Add([]byte{255, 255, 255, 255, 255, 255, 255, 127, '{'})
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := openBytes(b)
		if err != nil {
			return
		}
		var ts []Tensor
		total := 0
		for name, e := range s.entries {
			n := int(e.Offsets[1]-e.Offsets[0]) / 4
			one := Tensor{name, e.Shape, make([]float32, n)}
			if err := s.Read(one); err != nil {
				t.Fatalf("tensor %q of a sound file: %v", name, err)
			}
			ts = append(ts, one)
			total += 4 * n
		}
		if int64(total) != s.body.Size() {
			t.Fatalf("tensors of %d bytes in a body of %d", total, s.body.Size())
		}
		var out bytes.Buffer
		if err := Write(&out, s.Metadata, ts); err != nil {
			t.Fatal(err)
		}
		if _, err := openBytes(out.Bytes()); err != nil {
			t.Fatalf("rewritten: %v", err)
		}
	})
}

// The digest by name does not see the order, and sees everything else.
func TestDigestByName(t *testing.T) {
	a := Tensor{"a", []int{2}, []float32{1, 2}}
	b := Tensor{"b", []int{1, 2}, []float32{3, 4}}
	want := DigestByName([]Tensor{a, b})
	for what, ts := range map[string][]Tensor{
		"order": {b, a},
	} {
		if got := DigestByName(ts); got != want {
			t.Errorf("another %s: %s, want %s", what, got, want)
		}
	}
	for what, ts := range map[string][]Tensor{
		"name":  {a, {"c", b.Shape, b.Data}},
		"shape": {a, {"b", []int{2, 1}, b.Data}},
		"value": {a, {"b", b.Shape, []float32{3, 5}}},
		"pair":  {{"a", a.Shape, b.Data}, {"b", b.Shape, a.Data}},
		"less":  {a},
	} {
		if DigestByName(ts) == want {
			t.Errorf("another %s has the same digest", what)
		}
	}
	var out bytes.Buffer
	if err := Write(&out, nil, []Tensor{b, a}); err != nil {
		t.Fatal(err)
	}
	f, err := openBytes(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if got, err := f.DigestByName(); got != want || err != nil {
		t.Errorf("of a file: %s, %v", got, err)
	}
}
