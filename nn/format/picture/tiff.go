package picture

import (
	"context"
	"image"

	"github.com/bep/imagemeta"
	"golang.org/x/image/tiff"
)

var configTIFF = configBy(tiff.DecodeConfig)

// packingOf returns the value of a TIFF's compression tag, and whether it is one of
// those made for faxes.
func packingOf(contents []byte) (packing int, fax bool) {
	const none, lines, group3, group4 = 1, 2, 3, 4
	packing, found := tag(contents, imagemeta.TIFF, "Compression")
	if !found {
		return none, false
	}
	return packing, packing == lines || packing == group3 || packing == group4
}

// decodeTIFF gives faxes the colours that libtiff gives them, of which the decoder
// inverts those where black is zero: what faxes call white is zero there as well.
func decodeTIFF(ctx context.Context, contents []byte) (image.Image, error) {
	const blackIsZero = 1
	img, err := tiff.Decode(newReader(ctx, contents))
	grey, ok := img.(*image.Gray)
	if _, fax := packingOf(contents); !ok || !fax {
		return img, err
	}
	if zero, _ := tag(contents, imagemeta.TIFF, "PhotometricInterpretation"); zero == blackIsZero {
		for i := range grey.Pix {
			grey.Pix[i] = 255 - grey.Pix[i]
		}
	}
	return grey, err
}

// Not packed, a pixel of a TIFF may be one bit. Of a fax, so may be a line of any
// length. Of the other packings LZW is the best: 4096 bytes in nine bits.
func mostInTIFF(contents []byte) int64 {
	const none = 1
	switch packing, fax := packingOf(contents); {
	case fax:
		return 0
	case packing == none:
		return int64(len(contents)) * 8
	}
	return int64(len(contents)) * 4096 * 8
}
