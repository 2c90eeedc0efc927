package arrayfile

import (
	"archive/zip"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/abc86604/temper/nn/format/array"
	"github.com/abc86604/temper/nn/format/npy"
)

// readNPZ reads an array of a zip archive, where it is called "name.npy".
func readNPZ(in input, name string, use func(array.Array) error) error {
	archive, err := zip.NewReader(in, in.size)
	if err != nil {
		return fmt.Errorf("not a .npz file: %w", err)
	}
	names, entries, err := arraysOf(archive)
	if err != nil {
		return err
	}
	if name, err = choose(names, name); err != nil {
		return err
	}
	if err := readEntry(entries[name], in.size, use); err != nil {
		return fmt.Errorf("array %q: %w", name, err)
	}
	return nil
}

// arraysOf returns the archive's arrays and their names in order.
func arraysOf(archive *zip.Reader) (names []string, entries map[string]*zip.File, err error) {
	entries = make(map[string]*zip.File)
	for _, entry := range archive.File {
		if path.Base(entry.Name) == "data.pkl" {
			return nil, nil, errTorch
		}
		name, ok := strings.CutSuffix(entry.Name, ".npy")
		if !ok {
			continue
		}
		if entries[name] != nil {
			return nil, nil, fmt.Errorf("two arrays are called %q", name)
		}
		names, entries[name] = append(names, name), entry
	}
	if len(names) == 0 {
		return nil, nil, errors.New("a zip archive without a .npy: want .npz, as np.savez writes it")
	}
	return names, entries, nil
}

func readEntry(entry *zip.File, fileSize int64, use func(array.Array) error) error {
	if err := vouch(entry, fileSize); err != nil {
		return err
	}
	data, err := entry.Open()
	if err != nil {
		return err
	}
	defer data.Close()
	a, err := npy.Open(data, int64(entry.UncompressedSize64))
	if err != nil {
		return err
	}
	return use(a)
}

const (
	// deflateRatio is by how much deflate shrinks data at most: 258 bytes to 2 bits.
	deflateRatio = 1032
	// Beyond largeSize, arrays that shrink to less than the usualRatio-th are refused:
	// they would take much more memory than their file lets one think.
	largeSize, usualRatio = 64 << 20, 64
)

// vouch returns an error unless the entry can be read and its size, for which memory is
// taken, is one that so much of a file can stand for.
func vouch(entry *zip.File, fileSize int64) error {
	packed, size := entry.CompressedSize64, entry.UncompressedSize64
	sound := packed <= uint64(fileSize)
	switch {
	case entry.Flags&1 != 0:
		return errors.New("it is encrypted")
	case entry.Method == zip.Store:
		sound = sound && size == packed
	case entry.Method == zip.Deflate:
		sound = sound && size/deflateRatio <= packed && (size <= largeSize || size/usualRatio <= packed)
	default:
		return fmt.Errorf("it is packed by method %d: save it with np.savez", entry.Method)
	}
	if !sound {
		return fmt.Errorf("%d bytes that claim to become %d: save it unpacked, with np.savez", packed, size)
	}
	return nil
}
