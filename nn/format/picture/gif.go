package picture

import (
	"context"
	"image"
	"image/draw"
	"image/gif"
)

var configGIF = configBy(gif.DecodeConfig)

// decodeGIF gives the first frame, with nothing around it where it does not fill the
// screen.
func decodeGIF(ctx context.Context, contents []byte) (image.Image, error) {
	frame, err := gif.Decode(newReader(ctx, contents))
	if err != nil {
		return nil, err
	}
	config, err := configGIF(contents)
	if err != nil {
		return nil, err
	}
	bounds := image.Rect(0, 0, config.Width, config.Height)
	if frame.Bounds() == bounds {
		return frame, nil
	}
	screen := image.NewRGBA(bounds)
	draw.Draw(screen, frame.Bounds(), frame, frame.Bounds().Min, draw.Src)
	return screen, nil
}
