package suite

import (
	"slices"
	"testing"

	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
)

var tinyStep = StepShape{Encoder: "resnet8", Rows: 8, Height: 8, Width: 8, Channels: 3}

// A step moves the weights, to the same bits at any number of threads.
func TestStep(t *testing.T) {
	var want []float32
	for _, threads := range []int{1, 3} {
		s, err := tinyStep.New(1, threads)
		if err != nil {
			t.Fatal(err)
		}
		stem := s.Encoder.Params()[0]
		before := slices.Clone(stem.Value)
		first, err := s.Gradients(t.Context())
		if err != nil || !(first > 0) {
			t.Fatalf("loss %v, %v", first, err)
		}
		for range 20 {
			if err := s.Take(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if last, err := s.Gradients(t.Context()); err != nil || !(last < first) {
			t.Errorf("loss %v after %v, %v", last, first, err)
		}
		if slices.Equal(before, stem.Value) || want != nil && !slices.Equal(want, stem.Value) {
			t.Errorf("%d threads: weights are not moved, or by chance", threads)
		}
		want = stem.Value
	}
}

func TestStepErrors(t *testing.T) {
	if _, err := (StepShape{Encoder: "nonsense", Rows: 2, Height: 8, Width: 8, Channels: 1}).New(1, 1); err == nil {
		t.Error("no error from an unknown encoder")
	}
	if _, err := NewStep(encoderOf(t, "mlp", 2, 2, 1), nn.NewTensor(3, 2, 2, 1)); err == nil {
		t.Error("no error from three images")
	}
}

func TestRunTraining(t *testing.T) {
	began, rows := 0, 0
	r, err := RunTraining(t.Context(), []StepShape{tinyStep}, 1, 2, Budget{Runs: 2, Pairs: 1},
		func(r TrainingReport) {
			if began++; !(r.Ceiling > 0 && r.CeilingGain > 0) {
				t.Errorf("%+v", r)
			}
		}, func(StepResult) { rows++ })
	if err != nil || began != 1 || rows != 2 || len(r.Results) != 2 {
		t.Fatalf("%+v, %v", r, err)
	}
	for i, row := range r.Results {
		if row.Name != "step_resnet8" || row.Threads != i+1 || row.Shape != "8x8x8x3" || (row.Gain == nil) != (i == 0) {
			t.Errorf("%+v", row)
		}
		near(t, "rows per second", row.RowsPerSecond, 8/row.Seconds)
		near(t, "share", row.ShareDirect, 8*encoderOf(t, "resnet8", 8, 8, 3).Operations().Step/
			row.Seconds/(1e9*r.Ceiling*[]float64{1, r.CeilingGain}[i]))
		if !(row.RowsPerSecondMedian <= row.RowsPerSecond && row.ShareExecuted <= row.ShareDirect) {
			t.Errorf("%+v", row)
		}
	}
	near(t, "gain", *r.Results[1].GainOfCeiling, *r.Results[1].Gain/r.CeilingGain)
}

func encoderOf(t *testing.T, name string, height, width, channels int) *nn.Encoder {
	t.Helper()
	e, err := nn.NewEncoder(name, data.Shape{Height: height, Width: width, Channels: channels}, 128, 1)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
