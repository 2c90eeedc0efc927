package suite

import (
	"fmt"
	"strings"

	"github.com/abc86604/temper/nn"
)

// encoderUsesWinograd says whether package nn makes its 3×3 convolutions at stride
// 1, all but the first one, by Winograd's F(2×2, 3×3).
const encoderUsesWinograd = true

// operations are the floating-point operations of a training step on one image, a
// multiply-add being two: those of the direct algorithm, and those that the
// encoder's algorithms execute in their products.
type operations struct{ direct, executed float64 }

// operationsOf counts the products of an encoder, which its parameters tell: a
// weight of four sizes, [kernel][kernel][in][out], is a convolution, one of two is
// a linear layer. Each makes three products of one size, the output and the
// gradients of weights and input; the first makes two, an image needs no gradient.
// Stage N works at 1/2^(N-1) of the image's sides, rounded up each time it halves
// them; conv1 and the shortcut of its first block halve them and write that size,
// so that an output's size follows from the name's stage alone.
//
// Winograd's algorithm takes 16 products for each tile of 2×2 outputs, where the
// direct one takes 36. Its transforms are not counted.
func operationsOf(e *nn.Encoder, winograd bool) operations {
	var all operations
	products := 2.0
	for _, p := range e.Params() {
		if len(p.Shape) < 2 {
			continue // a bias, or a norm
		}
		perPixel, height, width := 2*float64(len(p.Value)), 1, 1
		if len(p.Shape) == 4 {
			height, width = sidesOf(p.Name, e.Shape().Height, e.Shape().Width)
		}
		direct := products * perPixel * float64(height*width)
		executed := direct
		if winograd && products > 2 && len(p.Shape) == 4 && p.Shape[0] == 3 && !halves(p.Name) {
			tiles := ((height + 1) / 2) * ((width + 1) / 2)
			executed = products * perPixel / 9 * 16 * float64(tiles)
		}
		all.direct += direct
		all.executed += executed
		products = 3
	}
	return all
}

// sidesOf are those of the output of the convolution with the given weight.
func sidesOf(weight string, height, width int) (int, int) {
	for range stageOf(weight) - 1 {
		height, width = (height+1)/2, (width+1)/2
	}
	return height, width
}

// halves tells whether the convolution has stride 2.
func halves(weight string) bool {
	_, layer, _ := strings.Cut(weight, ".block1.")
	return stageOf(weight) > 1 && (strings.HasPrefix(layer, "conv1.") || strings.HasPrefix(layer, "shortcut."))
}

// stageOf is the stage of "stage3.block1.conv1.weight"; what comes before the
// stages is at the size of the first.
func stageOf(weight string) int {
	stage := 1
	fmt.Sscanf(weight, "stage%d.", &stage)
	return stage
}
