package nn

import (
	"context"
	"math"
	"slices"
	"sync/atomic"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// endsAfter is a context that ends when it has been asked so many times.
type endsAfter struct {
	context.Context
	left atomic.Int64
}

func newEndsAfter(t *testing.T, questions int64) *endsAfter {
	c := &endsAfter{Context: t.Context()}
	c.left.Store(questions)
	return c
}

func (c *endsAfter) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// asked is the number of questions of f to a context that does not end.
func asked(t *testing.T, f func(ctx context.Context)) int64 {
	c := newEndsAfter(t, math.MaxInt64)
	f(c)
	return math.MaxInt64 - c.left.Load()
}

// TestCancel gives passes up anywhere, with one batch or another, and takes steps in
// between: they have the bits of an encoder that was never disturbed.
func TestCancel(t *testing.T) {
	wide := Sequence{Stage{Out: 70}, Residual{Out: 130, Stride: 2}, Residual{Out: 130}, Pool{}, Linear{Out: 20}, ReLU{}}
	for _, c := range []struct {
		name   string
		body   Sequence
		images int
		least  int64 // questions to the context in a forward pass
	}{
		{"narrow", everyLayer(), 9, 50},
		{"ranges", everyLayer(), 70, 100},
		{"wide", wide, 6, 100},
		{"linear", Sequence{Linear{Out: 30}, ReLU{}}, 40, 4},
	} {
		for _, threads := range []int{1, 3} {
			want, got := newStepper(t, c.body, c.images, threads), newStepper(t, c.body, c.images, threads)
			if n := got.questions(); n < c.least {
				t.Errorf("%s: the context is asked %d times in a forward pass, want at least %d", c.name, n, c.least)
			}
			for step := range 3 {
				for range 8 {
					got.giveUp()
				}
				got.take()
				want.take()
				if got.digest() != want.digest() {
					t.Fatalf("%s on %d threads: other bits in step %d", c.name, threads, step)
				}
			}
		}
	}
}

// A stepper takes steps of training.
type stepper struct {
	t      *testing.T
	e      *Encoder
	images int
	sgd    *sgd
	random *portable.Rand
	z      []float32 // of the last step
}

func newStepper(t *testing.T, body Sequence, images, threads int) *stepper {
	e, err := New(colour(5), body, 6, 7)
	if err != nil {
		t.Fatal(err)
	}
	e.Threads = threads
	return &stepper{t: t, e: e, images: images, sgd: newSGD(e.Params()), random: portable.NewRand(3)}
}

func (s *stepper) take() {
	s.z = forward(s.t, s.e, normals(1, s.images, 5, 5, 3), true)
	backward(s.t, s.e, normals(2, s.images, 1, 1, 6))
	s.sgd.step(0.01)
}

// digest is that of all that a step changes.
func (s *stepper) digest() string {
	return safetensors.Digest(slices.Concat(s.e.Tensors(""), s.sgd.velocity, []safetensors.Tensor{{Data: s.z}}))
}

// statistics are the running ones.
func (s *stepper) statistics() []*Param {
	return slices.DeleteFunc(s.e.State(), func(p *Param) bool { return p.Grad != nil })
}

// questions is how often a forward pass asks its context. It leaves the statistics as
// they were.
func (s *stepper) questions() int64 {
	return asked(s.t, func(ctx context.Context) { s.pass(ctx) })
}

// pass takes a batch forward, if ctx lets it, and puts the statistics back.
func (s *stepper) pass(ctx context.Context) (images int) {
	s.t.Helper()
	before := safetensors.Digest(s.e.Tensors(""))
	var values [][]float32
	for _, p := range s.statistics() {
		values = append(values, slices.Clone(p.Value))
	}
	images = s.images + s.random.IntN(2)
	_, err := s.e.Forward(ctx, normals(3, images, 5, 5, 3))
	if err == nil {
		for i, p := range s.statistics() {
			copy(p.Value, values[i])
		}
	} else if err != context.Canceled {
		s.t.Fatal(err)
	}
	if safetensors.Digest(s.e.Tensors("")) != before {
		s.t.Error("a forward pass that was given up has changed the encoder")
	}
	return images
}

// giveUp gives a forward pass up at a random point, and a backward pass.
func (s *stepper) giveUp() {
	s.t.Helper()
	n := int(s.questions()) // of a backward pass, which has more, too
	s.pass(newEndsAfter(s.t, int64(s.random.IntN(n))))
	images := s.pass(s.t.Context())
	err := s.e.Backward(newEndsAfter(s.t, int64(s.random.IntN(n))), normals(4, images, 1, 1, 6).matrix())
	if err != nil && err != context.Canceled {
		s.t.Fatal(err)
	}
}

// TestCancelEmbed gives an Embed up anywhere.
func TestCancelEmbed(t *testing.T) {
	e := trained(t)
	x := normals(1, embedBatch+7, 5, 5, 3)
	want := embed(t, e, x)
	n := asked(t, func(ctx context.Context) { e.EmbedTensor(ctx, x) })
	if n < 200 {
		t.Errorf("the context is asked %d times", n)
	}
	for questions := int64(0); questions < n; questions += 1 + n/23 {
		if _, err := e.EmbedTensor(newEndsAfter(t, questions), x); err != context.Canceled {
			t.Errorf("after %d questions: error %v", questions, err)
		}
	}
	if got := embed(t, e, x); !slices.Equal(got.Embedding.Data, want.Embedding.Data) || !slices.Equal(got.Features.Data, want.Features.Data) {
		t.Error("other rows afterwards")
	}
}

// TestProductInParts: parts change no bit.
func TestProductInParts(t *testing.T) {
	a, b := normals(1, 11, 1, 1, 7).matrix(), normals(2, 7, 1, 1, 5).matrix()
	turned := matrix.New(7, 11)
	for i := range 11 {
		for j := range 7 {
			turned.Data[j*11+i] = a.Data[i*7+j]
		}
	}
	var ws workspace
	ws.begin(t.Context(), 1, 11)
	product := func(step int, tA blas.Transpose, a blas32.General) []float32 {
		c := matrix.New(11, 5)
		ws.productBy(step, tA, blas.NoTrans, a, b, c)
		return c.Data
	}
	want := product(11, blas.NoTrans, a)
	for _, step := range []int{1, 3, 10, 100} {
		if !slices.Equal(product(step, blas.NoTrans, a), want) || !slices.Equal(product(step, blas.Trans, turned), want) {
			t.Errorf("%d rows at a time: another product", step)
		}
	}
}
