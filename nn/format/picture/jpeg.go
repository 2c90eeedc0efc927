package picture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"slices"

	flexible "github.com/kovidgoyal/imaging/jpeg"
)

// mostScans is far more than any encoder of progressive JPEG writes. Each scan goes
// over the whole picture, and may be a few bytes.
const mostScans = 1000

// mendJPEG rewrites what means nothing but is refused: the sampling of a grey picture
// (ITU-T T.81, A.2.2), and four components without Adobe's mark. The latter are CMYK
// stored inverted, as with the mark, to browsers, Pillow and ImageMagick alike.
func mendJPEG(contents []byte) []byte {
	switch f := frameOf(contents); {
	case len(f.components) == 1 && f.components[0].sampling != 0x11:
		mended := bytes.Clone(contents)
		mended[f.components[0].at] = 0x11
		return mended
	case len(f.components) == 4 && !f.adobe:
		const start = 2
		mark := append([]byte{0xff, adobeSegment, 0, 14}, "Adobe\x00\x64\x00\x00\x00\x00\x00"...)
		return slices.Concat(contents[:start], mark, contents[start:])
	}
	return contents
}

func configJPEG(contents []byte) (image.Config, error) {
	if bytes.Count(contents, []byte{0xff, startOfScan}) > mostScans {
		return image.Config{}, fmt.Errorf("a JPEG of more than %d scans", mostScans)
	}
	config, err := jpeg.DecodeConfig(bytes.NewReader(contents))
	f := frameOf(contents)
	if !refused(err) || len(f.components) == 0 {
		return config, err
	}
	if f.flexible() {
		config, err = flexible.DecodeConfig(bytes.NewReader(contents))
	}
	if err != nil {
		err = fmt.Errorf("%w, %v", err, f)
	}
	return config, err
}

// refused says whether the standard library does not decode what may be a sound JPEG.
func refused(err error) bool {
	var unsupported jpeg.UnsupportedError
	return errors.As(err, &unsupported)
}

func decodeJPEG(ctx context.Context, contents []byte) (image.Image, error) {
	f := frameOf(contents)
	img, err := jpeg.Decode(newReader(ctx, contents))
	if !refused(err) || !f.flexible() {
		return img, err
	}
	img, err = flexible.Decode(newReader(ctx, contents))
	if err != nil {
		return nil, err
	}
	if _, ok := img.(*image.YCbCr); !ok { // its conversion of RGB knows no such sampling
		return nil, fmt.Errorf("an RGB picture, %v", f)
	}
	return img, nil
}
