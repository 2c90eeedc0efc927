package data

import (
	"context"
	"fmt"
	"image"
	_ "image/jpeg" // registers the decoder
	_ "image/png"  // registers the decoder
	"os"

	"golang.org/x/sync/semaphore"
)

const (
	// folderSide is the height and width that images in folders get.
	folderSide = 32
	// maxDecoded is the largest image decoded, in pixels: a header of a few
	// bytes may claim any size. All images that are decoded at a time have no more
	// than that together, so that memory does not grow with the number of cores.
	maxDecoded = 1 << 26
)

// readImages decodes PNG and JPEG files on all cores, and returns a set of them in
// order, which keeps the paths. Its error is that of the first file that is no such
// image.
func readImages(ctx context.Context, paths []string) (*Set, error) {
	set := &Set{Height: folderSide, Width: folderSide, Channels: 3, files: files{names: paths}}
	set.Pixels = make([]uint8, len(paths)*set.imageSize())
	decoding := semaphore.NewWeighted(maxDecoded)
	err := each(ctx, len(paths), func(i int) error {
		if err := readImage(ctx, set.Image(i), paths[i], decoding); err != nil {
			return fmt.Errorf("%s: %w", paths[i], err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return set, nil
}

// readImage decodes a file and writes the image, resized, to dst. It takes as many
// pixels of decoding as the image has, for as long as it holds them.
func readImage(ctx context.Context, dst []uint8, path string, decoding *semaphore.Weighted) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	config, _, err := image.DecodeConfig(reader{ctx, file})
	if err != nil {
		return err
	}
	if config.Width <= 0 || config.Height <= 0 || config.Width > maxDecoded/config.Height {
		return fmt.Errorf("cannot take an image of %d×%d pixels", config.Width, config.Height)
	}
	if _, err := file.Seek(0, 0); err != nil {
		return err
	}
	size := int64(config.Width * config.Height)
	if err := decoding.Acquire(ctx, size); err != nil {
		return err
	}
	defer decoding.Release(size)
	img, _, err := image.Decode(reader{ctx, file})
	if err != nil {
		return err
	}
	copy(dst, resize(img, folderSide, folderSide))
	return nil
}
