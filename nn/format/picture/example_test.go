package picture_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"log"

	"github.com/abc86604/temper/nn/format/picture"
)

// A file of 64×48 pixels, all of them half-transparent red, becomes one over white.
func Example() {
	img := image.NewNRGBA(image.Rect(0, 0, 64, 48))
	draw.Draw(img, img.Rect, image.NewUniform(color.NRGBA{R: 255, A: 128}), image.Point{}, draw.Src)
	var file bytes.Buffer
	if err := png.Encode(&file, img); err != nil {
		log.Fatal(err)
	}

	width, height, err := picture.Size(file.Bytes())
	fmt.Println(width, height, err)

	pixels := make([]uint8, 1*1*3)
	white := [3]uint8{255, 255, 255}
	err = picture.Decode(context.Background(), pixels, 1, 1, file.Bytes(), white)
	fmt.Println(pixels, err)

	_, _, err = picture.Size(file.Bytes()[:20])
	fmt.Println(err)
	// Output:
	// 64 48 <nil>
	// [255 127 127] <nil>
	// the PNG ends too early: unexpected EOF
}
