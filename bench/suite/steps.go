package suite

import (
	"context"
	"time"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
)

// A StepShape is a step to measure: an encoder and its batch.
type StepShape struct {
	Encoder                 string
	Rows                    int // images, which are views
	Height, Width, Channels int
}

// Steps are the steps that TrainingReport has.
var Steps = []StepShape{
	{"resnet8", 512, 32, 32, 3},
	{"resnet20", 256, 32, 32, 3},
	{"resnet18", 64, 32, 32, 3},
}

// Name is "step_resnet8".
func (s StepShape) Name() string { return "step_" + s.Encoder }

func (s StepShape) shape() string { return shape(s.Rows, s.Height, s.Width, s.Channels) }

// New makes the step, of an encoder with embeddings of 128 values, on images of
// normal numbers.
func (s StepShape) New(seed uint64, threads int) (*Step, error) {
	e, err := nn.NewEncoder(s.Encoder, data.Shape{Height: s.Height, Width: s.Width, Channels: s.Channels}, width, seed)
	if err != nil {
		return nil, err
	}
	e.Threads = threads
	images := nn.NewTensor(s.Rows, s.Height, s.Width, s.Channels)
	copy(images.Data, draw{seed}.vector(len(images.Data), 1))
	return NewStep(e, images)
}

// oneThread is the name of the peer that does the same work on one thread.
const oneThread = "one thread"

// makeCase makes the step on a number of threads, and beside it the same on one
// where they are several.
func (s StepShape) makeCase(ctx context.Context, seed uint64, threads int) (Case, *Step, error) {
	step, err := s.New(seed, threads)
	if err != nil {
		return Case{}, nil, err
	}
	timer := func(s *Step) Timer {
		return func(calls int) (time.Duration, error) { return s.Time(ctx, calls) }
	}
	subject := Subject{Time: timer(step)}
	if threads > 1 {
		alone, err := s.New(seed, 1)
		if err != nil {
			return Case{}, nil, err
		}
		subject.Peers = []Peer{{oneThread, timer(alone)}}
	}
	return Case{
		Name: s.Name(), ISA: kernels.Active().Name(), Threads: threads, Shape: s.shape(), Unit: ElementsNs, Elements: float64(s.Rows),
		Prepare: func() (Subject, error) { return subject, nil },
	}, step, nil
}
