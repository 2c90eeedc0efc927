package safetensors

import (
	"fmt"
	"io"

	"github.com/abc86604/temper/nn/format/array"
)

// Arrays are the tensors of a file that others wrote, of whatever type.
type Arrays struct{ file *File }

// OpenArrays is [Open], but leaves the type of each tensor open until it is asked for.
func OpenArrays(r io.ReaderAt, size int64) (Arrays, error) {
	f, err := open(r, size, headerEntry.checkAny)
	return Arrays{f}, err
}

// Names returns the names of the tensors, in the order in which the file has them.
func (a Arrays) Names() []string { return a.file.Names() }

// Array returns the tensor of a name. It is an error if there is none or if package
// array cannot read its type, such as 8-bit floats.
func (a Arrays) Array(name string) (array.Array, error) {
	e, ok := a.file.entries[name]
	if !ok {
		return array.Array{}, fmt.Errorf("no tensor %q", name)
	}
	t, ok := types[e.DType]
	if !ok {
		return array.Array{}, fmt.Errorf("dtype %q: save it as F32: z.float()", e.DType)
	}
	shape := make([]int64, len(e.Shape))
	for i, n := range e.Shape {
		shape[i] = int64(n)
	}
	size := e.Offsets[1] - e.Offsets[0]
	return array.Array{Type: t, Shape: shape, Data: io.NewSectionReader(a.file.body, e.Offsets[0], size), Bytes: size}, nil
}

// types are the dtypes that can be read.
var types = map[string]array.Type{
	"F64": {Kind: array.Float, Size: 8}, "F32": {Kind: array.Float, Size: 4}, "F16": {Kind: array.Float, Size: 2},
	"BF16": {Kind: array.BFloat, Size: 2},
	"I64":  {Kind: array.Signed, Size: 8}, "I32": {Kind: array.Signed, Size: 4},
	"I16": {Kind: array.Signed, Size: 2}, "I8": {Kind: array.Signed, Size: 1},
	"U64": {Kind: array.Unsigned, Size: 8}, "U32": {Kind: array.Unsigned, Size: 4},
	"U16": {Kind: array.Unsigned, Size: 2}, "U8": {Kind: array.Unsigned, Size: 1},
	"BOOL": {Kind: array.Bool, Size: 1},
}

// checkAny verifies an entry as far as its type is known.
func (e headerEntry) checkAny() error {
	if t, ok := types[e.DType]; ok {
		return e.checkSize(t.Size)
	}
	if len(e.Offsets) != 2 || e.Offsets[0] < 0 || e.Offsets[1] < e.Offsets[0] {
		return fmt.Errorf("data_offsets %v", e.Offsets)
	}
	return nil
}
