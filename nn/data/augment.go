package data

import (
	"sync"

	"github.com/abc86604/temper/kernels/portable"
)

// Augment says how a random view of an item is made. The steps follow each other as
// the fields do: those from MinScale to Blur are for images, Noise and Mask for
// [Rows]; each kind passes over what is for the other. The zero value changes
// nothing: its views are the items as evaluation sees them.
//
// The tags declare each field as a setting: its name, its default (those of
// [DefaultAugment]), the interval that it makes sense in, and a line of help.
type Augment struct {
	// MinScale is the smallest share of an image's area that a random resized
	// crop keeps; the share is uniform in [MinScale, 1], the aspect ratio log
	// uniform in [3/4, 4/3]. 0, and 1 or more, mean no crop.
	MinScale float64 `json:"min_scale" default:"0.2" range:"[0,1]" help:"smallest random crop, as a share of the image"`
	// Flip mirrors half the views left to right.
	Flip bool `json:"flip" default:"true" help:"mirror half the views left to right"`
	// Jitter is the strength of the colour jitter, 0 to 1: brightness, contrast
	// and saturation are each multiplied by a number uniform in
	// [1-Jitter, 1+Jitter], and the hue is turned by up to ±Jitter of a circle.
	// Grey images have brightness and contrast only.
	Jitter float64 `json:"jitter" default:"0.4" range:"[0,1]" help:"strength of the colour jitter"`
	// Gray is the probability that a colour image loses its colours.
	Gray float64 `json:"gray" default:"0.2" range:"[0,1]" help:"probability that an image loses its colours"`
	// Blur is the probability of a Gaussian blur, with a standard deviation
	// uniform in [0.1, 2] pixels and a kernel a tenth of the image wide (Chen
	// et al. 2020, "A Simple Framework for Contrastive Learning", appendix A).
	Blur float64 `json:"blur" default:"0" range:"[0,1]" help:"probability of a Gaussian blur"`
	// Noise is the standard deviation of the Gaussian noise that is added to every
	// value of a row, in units of the row's own root mean square.
	Noise float64 `json:"noise" default:"0" range:"[0,)" help:"noise in every value of a row, as a share of its RMS"`
	// Mask is the probability with which each value of a row is set to 0.
	Mask float64 `json:"mask" default:"0" range:"[0,1)" help:"probability that a value of a row is set to 0"`
}

// DefaultAugment returns the augmentation of Wu et al. 2018, "Unsupervised
// Feature Learning via Non-Parametric Instance Discrimination", for CIFAR-10:
// crops of at least a fifth, flips, jitter of 0.4, a fifth of the views grey. Views
// of rows are then the rows themselves.
func DefaultAugment() Augment {
	return Augment{MinScale: 0.2, Flip: true, Jitter: 0.4, Gray: 0.2}
}

// view writes a random view of image i of the set to dst.
func (a Augment) view(dst []float32, s *Set, i int, key Key) {
	buf := buffers.Get().(*buffer)
	defer buffers.Put(buf)
	r := portable.NewRand(key.Seed, key.Epoch, uint64(i), uint64(key.View))

	window := a.window(r, s.Height, s.Width)
	mirror := a.Flip && r.Float64() < 0.5
	window.zoom(dst, s, i, mirror, buf)
	if s.Channels == 3 {
		a.recolour(dst, r)
	} else {
		a.relight(dst, r)
	}
	if a.Blur > 0 && r.Float64() < a.Blur {
		blur(dst, s.Height, s.Width, s.Channels, 0.1+float64(1.9*r.Float64()), buf)
	}
}

// buffer is what one view needs besides dst.
type buffer struct {
	rows, columns []tap
	line          []float32
	kernel        []float32
	plane         []float32
}

var buffers = sync.Pool{New: func() any { return new(buffer) }}

// resized returns s with length n, in the same memory where that is enough.
func resized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
