package conv

import (
	"fmt"

	"github.com/abc86604/temper/kernels/internal/impl"
)

// Block is the number of channels of a pixel that lie side by side.
const Block = impl.ChannelBlock // 16

// Maps are the feature maps of a batch of images in the order that convolutions
// read: [image][channels/16][row][column][16]. A pixel's 16 channels fill a cache
// line, the taps of a kernel's row lie side by side, and every tile of pixels and
// channels touches whole lines. Channels that fill up the last block are zeros.
//
// Height and Width are rounded up to even numbers in memory: Winograd's tiles have
// 2×2 pixels. What lies there is arbitrary without a border, and zeros with one.
type Maps struct {
	Images, Height, Width, Channels int

	// Border is 1 where a border of one pixel of zeros surrounds each map, which
	// stands for the padding of a 3×3 convolution, and else 0.
	Border int

	// Side is the number of channels side by side: [Block], or Channels where the
	// maps are images as they come, all channels of a pixel together.
	Side int

	Data []float32
}

// NewMaps returns the shape of maps in blocks, without data.
func NewMaps(images, height, width, channels, border int) Maps {
	return Maps{Images: images, Height: height, Width: width, Channels: channels, Border: border, Side: Block}
}

// NewPixels returns the shape of images with all channels of a pixel side by side and
// a border, without data.
func NewPixels(images, height, width, channels int) Maps {
	return Maps{Images: images, Height: height, Width: width, Channels: channels, Border: 1, Side: channels}
}

// Blocks is the number of blocks of channels. Each plane's place depends on it: it takes
// no division.
func (m Maps) Blocks() int {
	if m.Side != Block {
		return 1
	}
	return (m.Channels + Block - 1) / Block
}

// Pitch is the distance from a row to the next, in elements like all distances.
func (m Maps) Pitch() int { return (even(m.Width) + 2*m.Border) * m.Side }

// Plane is the distance from a block of channels to the next.
func (m Maps) Plane() int { return (even(m.Height) + 2*m.Border) * m.Pitch() }

// Image is the distance from an image to the next.
func (m Maps) Image() int { return m.Blocks() * m.Plane() }

// Size is the number of elements of all images. It panics for a shape that is none, or
// has more elements than an int counts.
func (m Maps) Size() int {
	border := 2 * m.Border
	n, ok := impl.Product(m.Images, m.Blocks(), even(m.Height)+border, even(m.Width)+border, m.Side)
	if !ok || m.Border != 0 && m.Border != 1 || m.Side != Block && m.Side != m.Channels {
		panic(fmt.Sprintf("conv: maps of %v have no size", m.shape()))
	}
	return n
}

// At returns where a pixel's block of channels begins in Data. Row and column count
// from the first inside the border and may lie on it.
func (m Maps) At(image, block, row, column int) int {
	return image*m.Image() + block*m.Plane() + (row+m.Border)*m.Pitch() + (column+m.Border)*m.Side
}

// Slice returns the images [first, last).
func (m Maps) Slice(first, last int) Maps {
	if first < 0 || last < first || last > m.Images {
		panic(fmt.Sprintf("conv: Slice: images %d up to %d of %d", first, last, m.Images))
	}
	m.Data = m.Data[first*m.Image() : last*m.Image()]
	m.Images = last - first
	return m
}

func even(n int) int { return (n + 1) &^ 1 }
