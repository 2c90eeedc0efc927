package picture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"

	"github.com/bep/imagemeta"
	"golang.org/x/image/bmp"
)

// format is a kind of file.
type format struct {
	name   string
	begins []string // with a ? for any byte
	mend   func(contents []byte) []byte
	config func(contents []byte) (image.Config, error)
	decode func(ctx context.Context, contents []byte) (image.Image, error)
	// most is how many pixels contents can hold, 0 where nobody can tell.
	most func(contents []byte) int64
	tags imagemeta.ImageFormat
}

var formats = []format{
	{"PNG", []string{"\x89PNG\r\n\x1a\n"}, mendPNG, configBy(png.DecodeConfig), decodeBy(png.Decode), mostInPNG, imagemeta.PNG},
	{"JPEG", []string{"\xff\xd8"}, mendJPEG, configJPEG, decodeJPEG, mostInJPEG, imagemeta.JPEG},
	{"GIF", []string{"GIF87a", "GIF89a"}, asItIs, configGIF, decodeGIF, mostInGIF, imagemeta.ImageFormatAuto},
	{"BMP", []string{"BM"}, asItIs, configBy(bmp.DecodeConfig), decodeBy(bmp.Decode), mostInBMP, imagemeta.ImageFormatAuto},
	{"TIFF", []string{"II*\x00", "MM\x00*"}, asItIs, configTIFF, decodeTIFF, mostInTIFF, imagemeta.TIFF},
	{"WebP", []string{"RIFF????WEBP"}, asItIs, configWebP, decodeWebP, mostInWebP, imagemeta.WebP},
}

// Extensions are the endings that files of the formats have, in lower case.
var Extensions = []string{
	".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".bmp", ".dib", ".tif", ".tiff", ".webp",
}

// formatOf tells a file's format by how it begins.
func formatOf(contents []byte) (format, error) {
	for _, f := range formats {
		for _, b := range f.begins {
			if begins(contents, b) {
				return f, nil
			}
		}
	}
	return format{}, errors.New("unknown format, not PNG, JPEG, GIF, BMP, TIFF or WebP")
}

func begins(contents []byte, with string) bool {
	if len(contents) < len(with) {
		return false
	}
	for i := range with {
		if with[i] != '?' && with[i] != contents[i] {
			return false
		}
	}
	return true
}

func asItIs(contents []byte) []byte { return contents }

func configBy(read func(io.Reader) (image.Config, error)) func([]byte) (image.Config, error) {
	return func(contents []byte) (image.Config, error) { return read(bytes.NewReader(contents)) }
}

func decodeBy(read func(io.Reader) (image.Image, error)) func(context.Context, []byte) (image.Image, error) {
	return func(ctx context.Context, contents []byte) (image.Image, error) { return read(newReader(ctx, contents)) }
}

// maxSide keeps a thread of a few bytes from taking the memory of its filter.
const maxSide = 1 << 17

// check refuses sizes that nobody decodes, or that the file cannot be of.
func (f format) check(width, height int, contents []byte) error {
	if min(width, height) < 1 || max(width, height) > maxSide || width > MaxPixels/height {
		return fmt.Errorf("cannot take an image of %d×%d pixels", width, height)
	}
	if most := f.most(contents); most > 0 && int64(width*height) > most {
		return fmt.Errorf("a %s of %d bytes is too short for %d×%d pixels", f.name, len(contents), width, height)
	}
	return nil
}
