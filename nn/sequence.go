package nn

import (
	"errors"
	"fmt"
	"math"
	"unicode/utf8"
)

// A Layer describes a part of an encoder's body: a [Stage], a [Residual], a [Pool], a
// [Linear], a [ReLU], or a [Sequence] of them. Descriptions are plain values; [New] makes
// an encoder of them.
type Layer interface {
	// parts are the layers that it stands for, with their defaults filled in.
	parts() []part
}

// A Sequence is layers one after the other. One that stands in another stands for its
// layers.
//
// The parameters of a layer bear its Name, "stage1.block2.conv1.weight"; those of a layer
// without one its place among all, counted from 1: "layer3.conv1.weight".
//
// In JSON a Sequence is a list of objects of one key each, which says what the layer is:
//
//	[{"stage":{"out":16,"kernel":3,"stride":1}},{"pool":{}}]
//
// A number that is left out has its default.
type Sequence []Layer

func (s Sequence) parts() []part {
	var all []part
	for _, l := range s {
		all = append(all, l.parts()...)
	}
	return all
}

// A part is a layer that is no Sequence.
type part interface {
	Layer
	// kind is its word in JSON.
	kind() string
	// label is its Name.
	label() string
	// check returns what it leaves of what it reads and how many values its parameters
	// have, or why it cannot stand there.
	check(in extent) (out extent, values float64, err error)
	// build makes it, once check has found nothing wrong.
	build(b *builder, name string)
}

// An extent is what a layer reads of an image.
type extent struct {
	form
	height, width, channels int
}

// values are those of an image. There may be more than an int counts.
func (e extent) values() float64 {
	return float64(float64(e.height) * float64(e.width) * float64(e.channels))
}

// A form is what kind of values a layer leaves.
type form int

const (
	rawImages   form = iota // as they come
	featureMaps             // channels of pixels, not negative
	linearSums              // features that may be negative
	features                // features, not negative
)

// The greatest encoders. What is beyond was not meant, or is meant to do harm.
const (
	maxValues = math.MaxInt32
	maxParts  = 1 << 12
)

// checkBody returns what a body leaves of an image and how many values its parameters
// have. A body that cannot be is an error that names the part at fault.
func checkBody(body []part, in extent) (out extent, values float64, err error) {
	if len(body) == 0 {
		return in, 0, errors.New("an encoder without layers")
	}
	if len(body) > maxParts {
		return in, 0, fmt.Errorf("an encoder of %d layers, want at most %d", len(body), maxParts)
	}
	for i, p := range body {
		next, more, err := p.check(in)
		values += more
		if err == nil {
			err = checkPart(p, values)
		}
		if err != nil {
			return in, 0, fmt.Errorf("layer %d, %s: %w", i+1, described(p), err)
		}
		in = next
	}
	if in.form == featureMaps {
		return in, 0, errors.New("the last layer leaves pixels: a pool must follow")
	}
	return in, values, nil
}

// checkPart checks what is the same for all parts: values are those of the parameters up
// to and with its own.
func checkPart(p part, values float64) error {
	if values > maxValues {
		return fmt.Errorf("more than %d parameters up to here", maxValues)
	}
	if !utf8.ValidString(p.label()) {
		return errors.New("its name is not UTF-8")
	}
	return nil
}

// described is a part in an error.
func described(p part) string {
	if p.label() == "" {
		return p.kind()
	}
	return fmt.Sprintf("%s %q", p.kind(), p.label())
}

// buildBody makes the layers of a body.
func buildBody(body []part, b *builder) {
	for i, p := range body {
		name := p.label()
		if name == "" {
			name = fmt.Sprintf("layer%d", i+1)
		}
		p.build(b, name)
	}
}
