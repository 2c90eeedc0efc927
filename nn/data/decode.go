package data

import (
	"context"

	"github.com/abc86604/temper/nn/format/picture"
	"golang.org/x/sync/semaphore"
)

// readImage decodes a file and writes the image, resized, to dst, transparent
// parts over the ground. It takes as many pixels of decoding as the image has, for as
// long as it holds them.
func readImage(ctx context.Context, dst []uint8, path string, ground [3]uint8, decoding *semaphore.Weighted) error {
	contents, err := readFile(ctx, path)
	if err != nil {
		return err
	}
	width, height, err := picture.Size(contents)
	if err != nil {
		return err
	}
	size := int64(width * height)
	if err := decoding.Acquire(ctx, size); err != nil {
		return err
	}
	defer decoding.Release(size)
	return picture.Decode(ctx, dst, folderSide, folderSide, contents, ground)
}
