package arrayfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/abc86604/temper/nn/format/array"
	"github.com/abc86604/temper/nn/format/npy"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// A format finds the array of a name in a file, or the only one where the name is "",
// and hands it to use.
type format func(in input, name string, use func(array.Array) error) error

// endings are those of the formats.
var endings = map[string]format{
	".npy": readNPY, ".npz": readNPZ, ".safetensors": readSafetensors,
	".fvecs": readVecs(array.Type{Kind: array.Float, Size: 4}),
	".bvecs": readVecs(array.Type{Kind: array.Unsigned, Size: 1}),
	".ivecs": readVecs(array.Type{Kind: array.Signed, Size: 4}),
}

func ending(path string) string { return strings.ToLower(filepath.Ext(path)) }

// headSize is how much of the beginning of a file tells what it is.
const headSize = 512

// format tells the format of a file by its ending and its first bytes. .safetensors and
// the vecs begin with a number, which may look like anything: their ending is enough.
func (in input) format(ending string) (format, error) {
	head := make([]byte, min(headSize, in.size))
	if _, err := in.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	begins := func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }
	named := endings[ending]
	switch {
	case begins("version https://git-lfs"):
		return nil, errors.New("a pointer of Git LFS in place of the file: fetch it with git lfs pull")
	case named != nil && ending != ".npy" && ending != ".npz":
		return named, nil
	case begins("\x93NUMPY"):
		return readNPY, nil
	case begins("PK\x03\x04"), begins("PK\x05\x06"):
		return readNPZ, nil
	}
	if err := refuse(head, ending); err != nil {
		return nil, err
	}
	switch {
	case named != nil:
		return named, nil
	case in.looksLikeSafetensors(head):
		return readSafetensors, nil
	}
	return nil, errors.New("no format that is known: want .npy, .npz, .safetensors or .fvecs")
}

// looksLikeSafetensors tells whether a file begins with the length of a JSON object
// that it has room for.
func (in input) looksLikeSafetensors(head []byte) bool {
	return len(head) > 8 && head[8] == '{' && binary.LittleEndian.Uint64(head) <= uint64(in.size-8)
}

func readNPY(in input, name string, use func(array.Array) error) error {
	if name != "" {
		return errNoNames(name)
	}
	a, err := npy.Open(in, in.size)
	if err != nil {
		return err
	}
	a.Data = io.NewSectionReader(in, in.size-a.Bytes, a.Bytes) // to be read at any place
	return use(a)
}

func readSafetensors(in input, name string, use func(array.Array) error) error {
	arrays, err := safetensors.OpenArrays(in, in.size)
	if err != nil {
		return err
	}
	if name, err = choose(arrays.Names(), name); err != nil {
		return err
	}
	a, err := arrays.Array(name)
	if err == nil {
		err = use(a)
	}
	if err != nil {
		return fmt.Errorf("tensor %q: %w", name, err)
	}
	return nil
}

func errNoNames(name string) error {
	return fmt.Errorf("its one array has no name, such as %q", name)
}

// choose returns the name if it is one of the names, and the only one there is for "".
func choose(names []string, name string) (string, error) {
	switch {
	case len(names) == 0:
		return "", errors.New("no array is in it")
	case name == "" && len(names) == 1:
		return names[0], nil
	case name == "":
		return "", fmt.Errorf("%d arrays are in it: put a colon and the name of one behind the file's: %s", len(names), list(names))
	case !slices.Contains(names, name):
		return "", fmt.Errorf("no array %q is in it: there are %s", name, list(names))
	}
	return name, nil
}

// list writes names as an error shows them.
func list(names []string) string {
	const shown = 20
	var quoted []string
	for _, name := range names[:min(shown, len(names))] {
		quoted = append(quoted, fmt.Sprintf("%.100q", name))
	}
	if len(names) > shown {
		quoted = append(quoted, "...")
	}
	return strings.Join(quoted, ", ")
}
