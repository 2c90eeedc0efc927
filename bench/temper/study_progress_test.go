package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/nn/eval"
	"github.com/abc86604/temper/nn/train"
)

// A log has a line for each cell and one a minute between, with what is under way and how
// long the rest will take by what is done.
func TestStudyProgressOfALog(t *testing.T) {
	settings := study.Defaults()
	settings.Data, settings.Epochs, settings.Batch, settings.Losses, settings.Taus = tinyData(t), 10, 16, []string{"contrastive"}, []float64{0.1, 1}
	s, err := study.Create(t.Context(), t.TempDir(), settings, job.Watch{})
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	cmd := &cobra.Command{}
	cmd.SetErr(&log)
	p := newStudyProgress(cmd, common{}, s)
	clock := p.begun
	p.now = func() time.Time { return clock }
	after := func(d time.Duration) { clock = clock.Add(d) }

	after(30 * time.Second)
	s.Measuring("pixels", eval.Progress{Work: "kNN", Unit: "queries", Done: 1, Total: 2})
	after(30 * time.Second)
	s.End("pixels", study.Row{Cell: study.Cell{Loss: study.Pixels}, Seconds: 60, Measures: &study.Measures{KNN: 0.5, Linear: 0.25, Uniformity: -2, Tolerance: 0.1}})
	for epoch := range 10 { // 100 seconds
		after(10 * time.Second)
		s.Step("contrastive-tau0.1", train.Step{Epoch: epoch + 1, Batch: 3, Batches: 3})
	}
	s.Step("contrastive-tau1", train.Step{Epoch: 1, Batch: 3, Batches: 3})
	after(time.Minute)
	s.Step("contrastive-tau1", train.Step{Epoch: 2, Batch: 3, Batches: 3})
	s.End("contrastive-tau0.1", study.Row{Cell: study.Cell{Loss: "contrastive", Tau: 0.1}, Error: "diverged", Train: "temper train"})
	p.close()

	const want = `1 of 4 cells, about 3m0s left: pixels: kNN 50.00 %, linear 25.00 %, −uniformity 2.000, tolerance 0.100, 60.0 s
1 of 4 cells, about 3m8s left: contrastive-tau0.1 epoch 1 of 10
1 of 4 cells, about 3m16s left: contrastive-tau0.1 epoch 7 of 10
1 of 4 cells, about 3m36s left: contrastive-tau0.1 epoch 10 of 10; contrastive-tau1 epoch 2 of 10
2 of 4 cells, about 3m6s left: contrastive-tau0.1: failed: diverged
  the same weights: temper train --out RUN
`
	if got := log.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
