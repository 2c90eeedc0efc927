package safetensors

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"slices"
)

// Digest returns the SHA-256 of the tensors' bytes, one tensor after another.
func Digest(tensors []Tensor) string {
	h := sha256.New()
	if err := WriteBody(h, tensors); err != nil {
		panic(err) // a hash takes every byte
	}
	return hex.EncodeToString(h.Sum(nil))
}

// DigestByName returns a SHA-256 of the tensors' names, shapes and bytes that does not
// depend on their order: it is taken in that of their names.
func DigestByName(tensors []Tensor) string {
	h := sha256.New()
	sorted := slices.SortedFunc(slices.Values(tensors), func(a, b Tensor) int { return cmp.Compare(a.Name, b.Name) })
	for _, t := range sorted {
		announce(h, t.Name, t.Shape)
		if err := writeFloats(h, t.Data); err != nil {
			panic(err)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// DigestByName returns that of the file's tensors.
func (f *File) DigestByName() (string, error) {
	h := sha256.New()
	names := f.Names()
	slices.Sort(names)
	for _, name := range names {
		e := f.entries[name]
		announce(h, name, e.Shape)
		if _, err := io.Copy(h, io.NewSectionReader(f.body, e.Offsets[0], e.Offsets[1]-e.Offsets[0])); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// announce says which tensor's bytes follow.
func announce(h hash.Hash, name string, shape []int) { fmt.Fprintf(h, "%q %v\n", name, shape) }
