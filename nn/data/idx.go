package data

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/bits"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// An IDX file starts with two zero bytes, the element type (8: unsigned byte)
// and the number of dimensions; the dimensions follow, big-endian, 4 bytes
// each, and then the elements.
const (
	idxBytes   = 0x0800
	idxClasses = 10 // MNIST, Fashion-MNIST, KMNIST
)

// idxPrefix is how the file names of each split begin.
var idxPrefix = map[Split]string{Train: "train", Test: "t10k"}

const (
	idxImages = "-images-idx3-ubyte"
	idxLabels = "-labels-idx1-ubyte"
)

func foundIDX(d directory) bool {
	for _, pattern := range []string{"*-images-idx3-ubyte*", "*-labels-idx1-ubyte*"} {
		if len(matching(d.names, pattern)) > 0 {
			return true
		}
	}
	return false
}

func loadIDX(ctx context.Context, d directory, split Split) (*Set, error) {
	imageFile, err := idxFile(d, idxPrefix[split]+idxImages)
	if err != nil {
		return nil, err
	}
	labelFile, err := idxFile(d, idxPrefix[split]+idxLabels)
	if err != nil {
		return nil, err
	}
	images, err := readIDXFile(ctx, filepath.Join(d.path, imageFile), 3)
	if err != nil {
		return nil, err
	}
	labels, err := readIDXFile(ctx, filepath.Join(d.path, labelFile), 1)
	if err != nil {
		return nil, err
	}
	if images.dims[0] != labels.dims[0] {
		return nil, fmt.Errorf("%s holds %d images, but %s %d labels",
			filepath.Join(d.path, imageFile), images.dims[0], labelFile, labels.dims[0])
	}
	set := &Set{
		Height: images.dims[1], Width: images.dims[2], Channels: 1,
		Pixels: images.elements, Labels: make([]int, len(labels.elements)),
		Classes: numberedClasses(idxClasses), Source: source(d.path, imageFile, labelFile),
		files: files{[]string{imageFile}, []int{0}},
	}
	for i, label := range labels.elements {
		if label >= idxClasses {
			return nil, fmt.Errorf("%s: record %d: label %d out of range 0..%d",
				filepath.Join(d.path, labelFile), i, label, idxClasses-1)
		}
		set.Labels[i] = int(label)
	}
	return set, nil
}

// idxFile returns which of name and name.gz the folder holds.
func idxFile(d directory, name string) (string, error) {
	for _, candidate := range []string{name, name + ".gz"} {
		if slices.Contains(d.names, candidate) {
			return candidate, nil
		}
	}
	return "", fmt.Errorf("%s holds IDX files, but neither %s nor %s.gz", d.path, name, name)
}

// idxArray is the contents of one IDX file of unsigned bytes.
type idxArray struct {
	dims     []int
	elements []uint8
}

// readIDXFile reads an IDX file, gzipped where its name ends in .gz.
func readIDXFile(ctx context.Context, path string, rank int) (idxArray, error) {
	file, err := os.Open(path)
	if err != nil {
		return idxArray{}, err
	}
	defer file.Close()
	var r io.Reader = bufio.NewReader(reader{ctx, file})
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(r); err != nil {
			return idxArray{}, fmt.Errorf("%s: %w", path, err)
		}
	}
	array, err := readIDX(r, rank)
	if err != nil {
		return idxArray{}, fmt.Errorf("%s: %w", path, err)
	}
	return array, nil
}

// readIDX reads an IDX array of unsigned bytes with the given number of
// dimensions. Memory grows with the data that is there, not with what the
// header claims.
func readIDX(r io.Reader, rank int) (idxArray, error) {
	header := make([]byte, 4+4*rank)
	if _, err := io.ReadFull(r, header); err != nil {
		return idxArray{}, fmt.Errorf("header of %d bytes: %w", len(header), err)
	}
	if magic, want := binary.BigEndian.Uint32(header), uint32(idxBytes|rank); magic != want {
		return idxArray{}, fmt.Errorf("magic number %#08x, want %#08x (unsigned bytes in %d dimensions)", magic, want, rank)
	}
	array := idxArray{dims: make([]int, rank)}
	for i := range rank {
		array.dims[i] = int(binary.BigEndian.Uint32(header[4+4*i:]))
	}
	size, ok := elements(array.dims)
	if !ok {
		return idxArray{}, fmt.Errorf("claims an impossible shape %v", array.dims)
	}
	// One byte more than is due tells a file that is too long, and has gzip
	// come to its checksum.
	var err error
	array.elements, err = io.ReadAll(io.LimitReader(r, size+1))
	switch got := int64(len(array.elements)); {
	case err != nil:
		return idxArray{}, fmt.Errorf("after %d of %d bytes of shape %v: %w", got, size, array.dims, err)
	case got < size:
		return idxArray{}, fmt.Errorf("claims shape %v, %d bytes, but only %d are there", array.dims, size, got)
	case got > size:
		return idxArray{}, fmt.Errorf("claims shape %v, %d bytes, but more are there", array.dims, size)
	}
	return array, nil
}

// elements returns the product of the dimensions, and false when one of them
// is zero or the product has no room in an int64 with one to spare.
func elements(dims []int) (int64, bool) {
	product := uint64(1)
	for _, dim := range dims {
		high, low := bits.Mul64(product, uint64(dim))
		if dim <= 0 || high != 0 || low >= math.MaxInt64 {
			return 0, false
		}
		product = low
	}
	return int64(product), true
}
