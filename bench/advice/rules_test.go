package main

import (
	"context"
	"math"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"gonum.org/v1/gonum/blas/blas32"
)

// normal are the fine temperatures and a snapshot of similarities that are normal with a
// deviation: H = log N - σ²/2τ² as far as that is positive, and the own class has more than
// its tenth by 1 + σ²/τ².
func normal(deviation float64) (fine []float64, s *Snapshot) {
	fine = fineTaus()
	s = &Snapshot{Negatives: 1000, SameClass: 0.1, Mean: 0.1, Deviation: deviation, PositiveMean: 0.6}
	for _, tau := range fine {
		square := float64(deviation / tau * deviation / tau)
		h := max(0, portable.Log(1000)-square/2)
		s.Entropy = append(s.Entropy, h)
		s.Effective = append(s.Effective, portable.Exp(h))
		s.Share = append(s.Share, min(1, 0.1+float64(0.1*square)))
	}
	return fine, s
}

func TestRules(t *testing.T) {
	const deviation = 0.2
	fine, s := normal(deviation)
	unlabelled := *s
	unlabelled.Share = nil
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"share", shareAtMost(s, fine, 2), deviation},
		{"share never", shareAtMost(s, fine, 0.5), 2},
		{"deviation", ofDeviation(s, fine, 0.5), 0.1},
		{"gap", ofGap(s, fine, 0.3), 0.15},
		{"entropy", entropyAt(s, fine, 0.9), deviation / math.Sqrt(2*0.1*portable.Log(1000))},
		// 1/(1 + x) = x/2 log N of x = σ²/τ²
		{"compromise", compromise(s, fine, 0), deviation / math.Sqrt((math.Sqrt(1+8*portable.Log(1000))-1)/2)},
		{"fastest", fastest(s, fine, 0), deviation / math.Sqrt(2*portable.Log(1000))},
		{"old", old(s, fine, 0), deviation}, // where half of them are effective, τ is 0.85 σ
		{"old without labels", old(&unlabelled, fine, 0), deviation / math.Sqrt(2*math.Ln2)},
	} {
		// the fine temperatures are 1.142 times each other, and the slope is of two steps
		if ratio := c.got / c.want; ratio < 0.87 || ratio > 1.2 {
			t.Errorf("%s: %v, want about %v", c.name, c.got, c.want)
		}
	}
}

// A rule that asks for classes says nothing without them, and none says anything of what was
// not looked at.
func TestSilentRules(t *testing.T) {
	_, s := normal(0.2)
	s.Share = nil
	run := &Run{Given: s}
	for _, f := range families {
		for i, p := range places {
			_, ok := f.rulesOf(p, fineTaus())[0].advise(run)
			if want := i == 0 && !f.labels; ok != want {
				t.Errorf("%s, %s: %v, want %v", f.name, p.name, ok, want)
			}
		}
	}
}

// square has four rows on a circle, the first two of one class.
func square() (z blas32.General, labels []int) {
	return matrix.Of([]float32{2, 0, 0.6, 0.8, 0, 1, -3, 0}, 4, 2), []int{1, 1, 0, 2}
}

func TestSnapshot(t *testing.T) {
	z, labels := square()
	turned := matrix.Of([]float32{0, 1, 0.8, 0.6, 0, 5, -1, 0}, 4, 2)
	s, err := snapshotOf(context.Background(), z, labels, [2]blas32.General{z, turned})
	if err != nil {
		t.Fatal(err)
	}
	// The similarities to the three others are 0.6, 0, -1; 0.6, 0.8, -0.6; 0, 0.8, 0; -1, -0.6, 0.
	means := []float64{-0.4 / 3, 0.8 / 3, 0.8 / 3, -1.6 / 3}
	squares := []float64{1.36 / 3, 1.36 / 3, 0.64 / 3, 1.36 / 3}
	mean, variance := 0.0, 0.0
	for i, m := range means {
		mean += m / 4
		variance += (squares[i] - float64(m*m)) / 4
	}
	near(t, "mean", s.Mean, mean)
	near(t, "deviation", s.Deviation, math.Sqrt(variance))
	near(t, "positives", s.PositiveMean, (0+0.96+1+1)/4)
	if s.Negatives != 3 || math.Abs(s.SameClass-1.0/6) > 1e-5 || len(s.Share) != len(fineTaus()) {
		t.Errorf("%+v", s)
	}
	last := len(s.Share) - 1
	if !(s.Entropy[0] < 0.1 && s.Entropy[last] > 0.95*math.Log(3) && s.Share[0] < s.Share[last]+0.5 && s.Hardest[0] > s.Hardest[last]) {
		t.Errorf("%+v", s)
	}
	z.Data[2], z.Data[3] = 0, 0
	if _, err := snapshotOf(context.Background(), z, labels, [2]blas32.General{turned, turned}); err == nil {
		t.Error("no error for a row without direction")
	}
}

func near(t *testing.T, name string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 2e-5 {
		t.Errorf("%s: %v, want %v", name, got, want)
	}
}
