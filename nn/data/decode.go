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

// readImage decodes a file and writes the image, resized, to dst. It takes as many
// pixels of decoding as the image has, for as long as it holds them.
func readImage(ctx context.Context, dst []uint8, path string, ground [3]uint8, decoding *semaphore.Weighted) error {
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
