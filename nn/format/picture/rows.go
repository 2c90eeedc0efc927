package picture

import (
	"image"
	"image/color"
	"image/draw"
)

// rows reads two rows of an image, from y on. The second is of no matter where the image
// ends before it.
type rows interface{ read(dst []pixel, y int) }

func rowsOf(img image.Image, ground [3]uint8) rows {
	if ycc, ok := img.(*image.YCbCr); ok && ycc.Rect.Min == (image.Point{}) {
		if shift, ok := chromaShift[ycc.SubsampleRatio]; ok {
			return yccRows{ycc, shift}
		}
	}
	return newDrawnRows(img, ground)
}

// drawnRows draws an image, as package draw does, two rows at a time.
type drawnRows struct {
	img    image.Image
	op     draw.Op
	ground image.Image
	drawn  *image.RGBA
}

func newDrawnRows(img image.Image, ground [3]uint8) drawnRows {
	d := drawnRows{
		img: img, op: draw.Over,
		ground: image.NewUniform(color.RGBA{ground[0], ground[1], ground[2], 255}),
		drawn:  image.NewRGBA(image.Rect(0, 0, img.Bounds().Dx(), 2)),
	}
	if o, ok := img.(interface{ Opaque() bool }); ok && o.Opaque() {
		d.op = draw.Src
	}
	return d
}

func (d drawnRows) read(dst []pixel, y int) {
	if d.op == draw.Over {
		draw.Draw(d.drawn, d.drawn.Rect, d.ground, image.Point{}, draw.Src)
	}
	draw.Draw(d.drawn, d.drawn.Rect, d.img, d.img.Bounds().Min.Add(image.Pt(0, y)), d.op)
	first, second := d.drawn.Pix[:d.drawn.Stride], d.drawn.Pix[d.drawn.Stride:]
	for x := range dst {
		a, b := first[x*4:][:3], second[x*4:][:3]
		dst[x] = pixel{bothOf(a[0], b[0]), bothOf(a[1], b[1]), bothOf(a[2], b[2])}
	}
}
