package nn

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/abc86604/temper/kernels/conv"
)

// A Stage is a convolution without bias, batch normalisation and ReLU. A map of H×W
// pixels becomes one of ⌈H/Stride⌉×⌈W/Stride⌉: the convolution is padded by Kernel/2.
type Stage struct {
	Name   string `json:"name,omitempty"` // see Sequence
	Out    int    `json:"out"`            // channels
	Kernel int    `json:"kernel"`         // 1 or 3; 0: 3
	Stride int    `json:"stride"`         // 1 or 2; 0: 1
}

func (s Stage) parts() []part {
	s.Kernel, s.Stride = cmp.Or(s.Kernel, 3), cmp.Or(s.Stride, 1)
	return []part{s}
}

func (s Stage) kind() string  { return "stage" }
func (s Stage) label() string { return s.Name }

func (s Stage) check(in extent) (extent, float64, error) {
	if in.form != rawImages && in.form != featureMaps {
		return in, 0, errors.New("the layer before it leaves no pixels")
	}
	return convolved(in, s.Kernel, s.Stride, s.Out)
}

func (s Stage) build(b *builder, name string) {
	b.block(newSingle(b.stage(name+".conv", name+".norm", s.Kernel, s.Stride, s.Out)))
}

// convolved is what a convolution and its norm leave of an image.
func convolved(in extent, kernel, stride, channels int) (out extent, values float64, err error) {
	switch {
	case channels < 1:
		return in, 0, fmt.Errorf("%d channels, want at least 1", channels)
	case kernel != 1 && kernel != 3:
		return in, 0, fmt.Errorf("a %d×%d kernel, want 1×1 or 3×3", kernel, kernel)
	case stride != 1 && stride != 2:
		return in, 0, fmt.Errorf("stride %d, want 1 or 2", stride)
	}
	s := conv.Shape{Height: in.height, Width: in.width, Stride: stride}
	values = (float64(float64(kernel*kernel)*float64(in.channels)) + 4) * float64(channels)
	return extent{featureMaps, s.OutHeight(), s.OutWidth(), channels}, values, nil
}

// A Residual is the basic block of He et al. 2016, "Deep residual learning for image
// recognition": two 3×3 convolutions with their norms, to whose output what the block
// reads is added before the last ReLU. Where the block changes the shape that goes
// through a 1×1 convolution with a norm of its own.
type Residual struct {
	Name   string `json:"name,omitempty"` // see Sequence
	Out    int    `json:"out"`            // channels
	Stride int    `json:"stride"`         // of the first convolution, 1 or 2; 0: 1
}

func (r Residual) parts() []part {
	r.Stride = cmp.Or(r.Stride, 1)
	return []part{r}
}

func (r Residual) kind() string  { return "residual" }
func (r Residual) label() string { return r.Name }

func (r Residual) check(in extent) (extent, float64, error) {
	if in.form != featureMaps {
		return in, 0, errors.New("it adds to what a stage or a residual leaves, of which there is none before it")
	}
	inner, first, err := convolved(in, 3, r.Stride, r.Out)
	if err != nil {
		return in, 0, err
	}
	out, second, _ := convolved(inner, 3, 1, r.Out)
	if !r.projects(in.channels) {
		return out, first + second, nil
	}
	_, shortcut, _ := convolved(in, 1, r.Stride, r.Out)
	return out, first + second + shortcut, nil
}

// projects tells whether the shortcut is a convolution.
func (r Residual) projects(in int) bool { return r.Stride != 1 || r.Out != in }

// build makes the convolutions in the order of their random streams.
func (r Residual) build(b *builder, name string) {
	height, width, channels := b.height, b.width, b.channels
	conv1 := b.stage(name+".conv1", name+".norm1", 3, r.Stride, r.Out)
	conv2 := b.stage(name+".conv2", name+".norm2", 3, 1, r.Out)
	var shortcut *stage
	if r.projects(channels) {
		b.height, b.width, b.channels = height, width, channels
		shortcut = b.stage(name+".shortcut.conv", name+".shortcut.norm", 1, r.Stride, r.Out)
	}
	b.block(newResidual(conv1, conv2, shortcut))
}

// Pool is the mean of each channel over all pixels (global average pooling).
type Pool struct{}

func (p Pool) parts() []part { return []part{p} }
func (p Pool) kind() string  { return "pool" }
func (p Pool) label() string { return "" }

func (p Pool) check(in extent) (extent, float64, error) {
	if in.form != featureMaps {
		return in, 0, errors.New("it takes the means of what a stage or a residual leaves, of which there is none before it")
	}
	return extent{features, 1, 1, in.channels}, 0, nil
}

func (p Pool) build(b *builder, _ string) { b.pool() }

// A Linear is a linear layer with biases over all values of an image, or over all that
// a layer behind a [Pool] leaves of it.
type Linear struct {
	Name string `json:"name,omitempty"` // see Sequence
	Out  int    `json:"out"`            // values
}

func (l Linear) parts() []part { return []part{l} }
func (l Linear) kind() string  { return "linear" }
func (l Linear) label() string { return l.Name }

func (l Linear) check(in extent) (extent, float64, error) {
	if in.form == featureMaps {
		return in, 0, errors.New("the layer before it leaves pixels: a pool must come between")
	}
	if l.Out < 1 {
		return in, 0, fmt.Errorf("%d values, want at least 1", l.Out)
	}
	return extent{linearSums, 1, 1, l.Out}, float64((in.values() + 1) * float64(l.Out)), nil
}

func (l Linear) build(b *builder, name string) { b.body = append(b.body, b.linear(name, l.Out)) }

// ReLU sets the negative values that a [Linear] leaves to zero. A [Stage] and a
// [Residual] end in one of their own.
type ReLU struct{}

func (r ReLU) parts() []part { return []part{r} }
func (r ReLU) kind() string  { return "relu" }
func (r ReLU) label() string { return "" }

func (r ReLU) check(in extent) (extent, float64, error) {
	if in.form != linearSums {
		return in, 0, errors.New("it must follow a linear layer")
	}
	in.form = features
	return in, 0, nil
}

func (r ReLU) build(b *builder, _ string) { b.body = append(b.body, new(relu)) }
