package npy

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/abc86604/temper/nn/format/array"
)

var errFields = errors.New("records, whose dtype has fields: save one of them: z['name'].astype(np.float32)")

// kinds are the letters of the dtypes that are read, with their sizes in bytes.
var kinds = map[byte]struct {
	kind  array.Kind
	sizes []int
}{
	'f': {array.Float, []int{2, 4, 8}},
	'i': {array.Signed, []int{1, 2, 4, 8}},
	'u': {array.Unsigned, []int{1, 2, 4, 8}},
	'b': {array.Bool, []int{1}},
}

// parseType reads a dtype such as "<f4": the byte order (> is big-endian, = and none are
// the reader's, which is little-endian wherever temper is at home), a letter and a size.
func parseType(descr string) (array.Type, error) {
	rest, big := descr, false
	if rest != "" {
		switch rest[0] {
		case '>':
			rest, big = rest[1:], true
		case '<', '|', '=':
			rest = rest[1:]
		}
	}
	if rest == "" {
		return array.Type{}, fmt.Errorf("dtype '%s' is unknown", descr)
	}
	size, err := strconv.Atoi(rest[1:])
	if k, ok := kinds[rest[0]]; ok && err == nil && slices.Contains(k.sizes, size) {
		return array.Type{Kind: k.kind, Size: size, BigEndian: big}, nil
	}
	return array.Type{}, fmt.Errorf("dtype '%s' is %s", descr, refusal(rest[0], size))
}

// refusal says what a dtype is that is not read, and what to do.
func refusal(letter byte, size int) string {
	switch letter {
	case 'V':
		if size == 2 {
			return "bfloat16, which .npy cannot say: save it as float32: z.astype(np.float32)"
		}
		return "raw bytes, of which .npy cannot say what they are: save numbers: z.astype(np.float32)"
	case 'O':
		return "Python objects, a pickle: save numbers: z.astype(np.float32), or np.stack(z) of rows"
	case 'c':
		return "complex: save real numbers: np.hstack([z.real, z.imag])"
	case 'f':
		return "a float of another size: save it as float64: z.astype(np.float64)"
	case 'U', 'S', 'a':
		return "text: number it: np.unique(y, return_inverse=True)[1]"
	case 'M', 'm':
		return "dates or times: save numbers: z.astype(np.int64)"
	}
	return "unknown: save it as float32: z.astype(np.float32)"
}
