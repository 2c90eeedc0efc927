package data

import (
	"context"
	"fmt"
	"math"

	"github.com/abc86604/temper/kernels/portable"
)

// The size of the drawn set.
const (
	shapesSide  = 32
	shapesTrain = 10_000
	shapesTest  = 2_000
)

// What varies from one image of a class to the next. Lengths are in pixels,
// colours in [0, 1].
const (
	minSize, maxSize = 9, 14 // radius of the circle about the form
	maxShift         = 4.5   // of the form's centre from the image's, each way
	maxTexture       = 0.15  // amplitude of the ground's texture
	maxNoise         = 0.1   // amplitude of the noise in every value
	groundLuma       = 0.3   // luma of the ground
	inkLuma          = 0.76  // luma of the form
	lumaSpread       = 0.02  // how far an image's lumas may be off
)

// Shapes draws the embedded data set: 32×32 colour images of twelve classes,
// each a form (disc, ring, square, ...) in one colour on a ground of another,
// 10,000 for training and 2,000 for testing. The classes take turns: image i
// has label i mod 12. Image i depends on seed, split and i alone.
//
// Colours, size, place, rotation, the ground's texture and the noise are drawn
// anew for each image, and outweigh the form in any comparison pixel by pixel.
// Augmentation takes most of them away again, colours above all, but leaves the
// form, which is therefore what a contrastive loss can learn. The luma of form
// and ground hardly varies, since no augmentation hides it: it would tell
// instances apart better than any form. Shapes panics for an unknown split.
func Shapes(split Split, seed uint64) *Set {
	set, err := loadShapes(context.Background(), split, seed)
	if err != nil {
		panic("data: Shapes: " + err.Error())
	}
	return set
}

// loadShapes is Shapes with an error where ctx ends.
func loadShapes(ctx context.Context, split Split, seed uint64) (*Set, error) {
	switch split {
	case Train:
		return drawShapes(ctx, split, seed, 0, shapesTrain)
	case Test:
		return drawShapes(ctx, split, seed, 1, shapesTest)
	}
	return nil, checkSplit(split)
}

// drawShapes draws the first n images of the split whose number is stream.
func drawShapes(ctx context.Context, split Split, seed, stream uint64, n int) (*Set, error) {
	set := &Set{
		Height: shapesSide, Width: shapesSide, Channels: 3,
		Pixels: make([]uint8, n*shapesSide*shapesSide*3),
		Labels: make([]int, n),
		Source: fmt.Sprintf("shapes: %d images drawn from seed %d for %s", n, seed, split),
		files:  files{names: []string{string(split)}, starts: []int{0}},
	}
	for _, f := range forms {
		set.Classes = append(set.Classes, f.name)
	}
	return set, each(ctx, n, func(i int) {
		set.Labels[i] = i % len(forms)
		c := canvas{r: portable.NewRand(seed, stream, uint64(i))}
		c.draw(forms[set.Labels[i]].distance)
		c.develop(set.Image(i))
	})
}

// draw paints one image.
func (c *canvas) draw(distance func(x, y float64) float64) {
	ground := c.tint(groundLuma)
	ink := c.tint(inkLuma)
	c.fill(ground)
	c.texture()
	const middle = shapesSide / 2
	c.stamp(distance, ink, placement{
		x:     middle + c.uniform(-maxShift, maxShift),
		y:     middle + c.uniform(-maxShift, maxShift),
		size:  c.uniform(minSize, maxSize),
		angle: 2 * math.Pi * c.r.Float64(),
	})
}

// tint draws a colour of about the luma given: of any hue, and of between half
// and all of the saturation that its luma leaves room for.
func (c *canvas) tint(luma float64) colour {
	luma += c.uniform(-lumaSpread, lumaSpread)
	angle := 2 * math.Pi * c.r.Float64()
	direction := chroma(portable.Cos(angle), portable.Sin(angle))
	room := math.Inf(1) // how far the direction can be followed from grey
	for _, d := range direction {
		if d > 0 {
			room = min(room, (1-luma)/d)
		} else if d < 0 {
			room = min(room, -luma/d)
		}
	}
	reach := room * c.uniform(0.5, 1)
	var k colour
	for i, d := range direction {
		k[i] = luma + float64(reach*d)
	}
	return k
}
