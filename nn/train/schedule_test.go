package train

import (
	"math"
	"testing"
)

func TestStepSchedule(t *testing.T) {
	s := rates{StepSchedule, 0.03, 200, 10, 2}
	for _, c := range []struct {
		step int
		want float64
	}{
		{0, 0.03 * 1 / 20}, {9, 0.03 * 10 / 20}, {19, 0.03}, {20, 0.03},
		{1599, 0.03}, {1600, 0.003}, {1899, 0.003}, {1900, 0.0003}, {1999, 0.0003},
	} {
		if got := s.rate(c.step); math.Abs(got-c.want) > 1e-17 {
			t.Errorf("step %d: %v, want %v", c.step, got, c.want)
		}
	}
	// A run of one epoch has no milestone before its end.
	if got := (rates{StepSchedule, 1, 1, 5, 0}).rate(4); got != 1 {
		t.Errorf("one epoch: %v", got)
	}
}

func TestCosineSchedule(t *testing.T) {
	s := rates{CosineSchedule, 0.5, 11, 10, 1}
	for step := range 110 {
		want := 0.5 * float64(step+1) / 10
		if step >= 10 {
			want = 0.5 * (1 + math.Cos(math.Pi*float64(step-10)/100)) / 2
		}
		if got := s.rate(step); math.Abs(got-want) > 1e-15 {
			t.Errorf("step %d: %v, want %v", step, got, want)
		}
	}
	// A run that is all warm-up never divides by its missing rest.
	if got := (rates{CosineSchedule, 1, 2, 5, 2}).rate(9); got != 1 {
		t.Errorf("all warm-up: %v", got)
	}
}
