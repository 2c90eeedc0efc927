package picture

import (
	"bytes"
	"context"
	"errors"
	"image"
	"io"

	"golang.org/x/image/riff"
	"golang.org/x/image/webp"
)

// configWebP refuses animations by name: the decoder would call them invalid.
func configWebP(contents []byte) (image.Config, error) {
	const flags, animation = 20, 1 << 1
	if len(contents) > flags && string(contents[12:16]) == "VP8X" && contents[flags]&animation != 0 {
		return image.Config{}, errors.New("animated WebP is not read")
	}
	return webp.DecodeConfig(bytes.NewReader(contents))
}

// decodeWebP stretches the colours of a lossy picture to the range that package image
// takes them for (golang.org/issue/40173): VP8 has black at 16, white at 235, and the
// purest chroma at 16 and 240 (RFC 6386, section 9.2).
func decodeWebP(ctx context.Context, contents []byte) (image.Image, error) {
	img, err := webp.Decode(newReader(ctx, contents))
	switch img := img.(type) {
	case *image.YCbCr:
		stretch(img)
	case *image.NYCbCrA:
		stretch(&img.YCbCr)
	}
	return img, err
}

func stretch(img *image.YCbCr) {
	var light, chroma [256]uint8
	for i := range light {
		light[i] = uint8(min(max(((i-16)*255+109)/219, 0), 255))
		chroma[i] = uint8(min(max(((i-16)*255+112)/224, 0), 255))
	}
	for i, v := range img.Y {
		img.Y[i] = light[v]
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = chroma[img.Cb[i]], chroma[img.Cr[i]]
	}
}

// exifInWebP returns the EXIF data of a file, which is a TIFF file of its own, or nil.
func exifInWebP(contents []byte) []byte {
	_, chunks, err := riff.NewReader(bytes.NewReader(contents))
	for err == nil {
		var id riff.FourCC
		var data io.Reader
		id, _, data, err = chunks.Next()
		if err == nil && id == (riff.FourCC{'E', 'X', 'I', 'F'}) {
			exif, _ := io.ReadAll(data)
			return bytes.TrimPrefix(exif, []byte("Exif\x00\x00"))
		}
	}
	return nil
}
