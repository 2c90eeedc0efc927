package picture

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// MaxPixels is the largest picture that is decoded, in pixels. Neither side may be longer
// than 131072.
const MaxPixels = 1 << 26

// Size returns the width and height of the picture in a file, in pixels, as it is seen:
// after its orientation. It reads no more than headers, and decodes nothing.
//
// It is an error if the contents are of no known format, the header is not sound, or
// the claim is one that [Decode] refuses.
func Size(contents []byte) (width, height int, err error) {
	_, p, err := open(contents)
	if p.orientation.transposes() {
		return p.height, p.width, err
	}
	return p.width, p.height, err
}

// Decode writes the picture in a file to dst, resampled to height×width, three bytes of
// red, green and blue for each pixel, row after row. Where the picture is transparent
// the colour ground shines through. Files of one image, held in whatever format without
// loss, give the same bytes.
//
// It stops soon after ctx ends, with its error. An error leaves dst as it was. Decode
// panics if dst has not height*width*3 bytes.
func Decode(ctx context.Context, dst []uint8, height, width int, contents []byte, ground [3]uint8) error {
	if height < 1 || width < 1 || len(dst) != height*width*3 {
		panic(fmt.Sprintf("picture: Decode: %d bytes for %d×%d pixels of 3", len(dst), height, width))
	}
	f, p, err := open(contents)
	if err != nil {
		return err
	}
	img, err := f.decode(ctx, p.contents)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return f.worded(err)
	}
	if p.orientation.transposes() {
		height, width = width, height
	}
	p.orientation.turn(dst, resample(img, height, width, ground), height, width)
	return nil
}

// opened is what the header of a file says.
type opened struct {
	contents      []byte // mended
	width, height int    // as stored
	orientation   orientation
}

func open(contents []byte) (format, opened, error) {
	f, err := formatOf(contents)
	if err != nil {
		return f, opened{}, err
	}
	contents = f.mend(contents)
	config, err := f.config(contents)
	if err != nil {
		return f, opened{}, f.worded(err)
	}
	if err := f.check(config.Width, config.Height, contents); err != nil {
		return f, opened{}, err
	}
	return f, opened{contents, config.Width, config.Height, orientationOf(f, contents)}, nil
}

// worded says what a decoder means that comes to the end of a file.
func (f format) worded(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the %s ends too early: %w", f.name, io.ErrUnexpectedEOF)
	}
	return err
}
