package tune

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/adapt"
)

// related are rows i that belong together, but for noise in half of their values.
func related(n, d int) adapt.Data {
	common := portable.NewRand(1)
	sides := [2]blas32.General{matrix.New(n, d), matrix.New(n, d)}
	own := [2]*portable.Rand{portable.NewRand(2), portable.NewRand(3)}
	for i := range n {
		for j := range d {
			shared := common.Normal()
			for side, z := range sides {
				v := own[side].Normal()
				if j < d/2 {
					v = shared + v/4
				}
				matrix.Row(z, i)[j] = float32(v)
			}
		}
	}
	return adapt.Pairs(sides[0], sides[1])
}

func adapter(taus []float64) *adapt.Trainer {
	t := &adapt.Trainer{Settings: adapt.Defaults(), Loss: loss.Contrastive{Tau: 0.1}, Taus: taus, Threads: 2}
	t.Passes, t.Batch, t.LR, t.WeightDecay = 10, 16, 0.02, 0.01
	return t
}

// A race of heads is judged by the best gain so far, as a search of all knows it.
func TestRaceOfAdapters(t *testing.T) {
	d, taus := related(80, 8), []float64{0.02, 0.1, 0.5, 2}
	all := adapter(taus)
	searched, err := all.Train(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	candidates, err := adapter(taus).Candidates(d)
	if err != nil {
		t.Fatal(err)
	}
	r, err := New(taus, 10)
	if err != nil {
		t.Fatal(err)
	}
	advice, err := r.Run(t.Context(), Adapters(candidates))
	if err != nil {
		t.Fatal(err)
	}
	want := map[float64]map[int]Score{}
	for _, tau := range taus {
		want[tau] = map[int]Score{}
		best := Score{}
		for _, p := range searched.Curve {
			if p.Tau != tau {
				continue
			}
			if p.Passes == 1 || p.Gain > best.Value {
				best = Score{p.Gain, p.Error}
			}
			want[tau][p.Passes] = best
		}
	}
	looks := 0
	for _, track := range r.Tracks {
		looks += len(track.Looks)
		for _, look := range track.Looks {
			if look.Score != want[track.Tau][look.Epochs] {
				t.Errorf("tau %v after %d passes: %+v, want %+v", track.Tau, look.Epochs, look.Score, want[track.Tau][look.Epochs])
			}
		}
	}
	if advice.Score != want[advice.Tau][10] || looks != 4+2+1 {
		t.Errorf("%+v: %+v", advice, r.Tracks)
	}
}

// A context that ends is the race's error, and none of an entrant.
func TestAdaptersEnd(t *testing.T) {
	candidates, err := adapter([]float64{0.1}).Candidates(related(40, 8))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	stopped := errors.New("stopped")
	cancel(stopped)
	if _, err := Adapters(candidates)[0].Advance(ctx, 1, 3); err != stopped {
		t.Errorf("error %v", err)
	}
}

// A head whose numbers run away is out.
func TestAdapterIsOut(t *testing.T) {
	trainer := adapter([]float64{0.1})
	trainer.LR, trainer.WeightDecay = 1e38, 0
	candidates, err := trainer.Candidates(related(40, 8))
	if err != nil {
		t.Fatal(err)
	}
	out := (*OutError)(nil)
	if score, err := Adapters(candidates)[0].Advance(t.Context(), 1, 10); !errors.As(err, &out) || !reflect.DeepEqual(score, Score{}) {
		t.Errorf("%v, error %v", score, err)
	}
}
