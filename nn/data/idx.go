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
const idxBytes = 0x0800

func loadIDX(ctx context.Context, l *loading, d directory) (*Set, error) {
	if err := l.refuseLabels(); err != nil {
		return nil, err
	}
	names, err := idxFilesOf(d, l.split())
	if err != nil {
		return nil, err
	}
	images, err := readIDXFile(ctx, filepath.Join(d.path, names.images), 3)
	if err != nil {
		return nil, err
	}
	labels, err := readIDXFile(ctx, filepath.Join(d.path, names.labels), 1)
	if err != nil {
		return nil, err
	}
	if images.dims[0] != labels.dims[0] {
		return nil, fmt.Errorf("%s holds %d images, but %s %d labels",
			filepath.Join(d.path, names.images), images.dims[0], names.labels, labels.dims[0])
	}
	l.items += images.dims[0]
	l.report.Path = filepath.Join(d.path, names.set)
	set := &Set{
		Height: images.dims[1], Width: images.dims[2], Channels: 1,
		Pixels: images.elements, Labels: make([]int, len(labels.elements)),
		Classes: numberedClasses(1 + int(slices.Max(labels.elements))), Source: source(d.path, names.images, names.labels),
	}
	set.files.begin(names.images, 0)
	for i, label := range labels.elements {
		set.Labels[i] = int(label)
	}
	return set, nil
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
