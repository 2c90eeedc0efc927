package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
)

// report shows the trainer's steps and epochs.
func (f *trainFlags) report(p *progress, t *nn.Trainer) {
	begun := false
	t.Progress = func(s nn.Step) {
		if !begun { // only the first step tells where the run stands
			left := (t.Epochs-s.Epoch)*s.Batches + s.Batches - s.Batch + 1
			p.expect(left * s.Images)
			begun = true
		}
		p.add(s.Images, fmt.Sprintf("epoch %d/%d, loss %.4f", s.Epoch, t.Epochs, s.Loss))
	}
	t.EpochEnd = func(e nn.EpochStats) {
		line := fmt.Sprintf("epoch %d/%d: loss %.4f, lr %.4g, %.1f s, %.0f images/s", e.Epoch, t.Epochs, e.Loss, e.LR, e.Seconds, e.ImagesPerSecond)
		if t.Negatives != nn.InBatch {
			line += fmt.Sprintf(", %.1f %% of the %s never written", 100*e.NeverWritten, t.Negatives)
		}
		p.line("%s", line)
	}
}

// trained is what temper train prints at the end.
type trained struct {
	Out     string `json:"out"`
	Encoder string `json:"encoder"`
	Loss    string `json:"loss"`
	loss.Params
	Negatives       nn.Negatives `json:"negatives"`
	Images          int          `json:"images"`
	Epochs          int          `json:"epochs"`
	LossFinal       float64      `json:"loss_final"`
	Seconds         float64      `json:"seconds"` // in the steps of all epochs
	ImagesPerSecond float64      `json:"images_per_second"`
	ISA             string       `json:"isa"`
	Threads         int          `json:"threads"`
}

// summary prints how the run went, from its first epoch on, resumed or not.
func (f *trainFlags) summary(cmd *cobra.Command, t *nn.Trainer) error {
	path := filepath.Join(f.out, "metrics.csv")
	seconds, final, err := readMetrics(path)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	name, params := loss.Describe(t.Loss)
	seen := t.Epochs * (t.Data.Len() / t.Batch) * t.Batch
	r := trained{
		Out: f.out, Encoder: t.Encoder.Name, Loss: name, Params: params, Negatives: t.Negatives,
		Images: t.Data.Len(), Epochs: t.Epochs, LossFinal: final,
		Seconds: seconds, ImagesPerSecond: float64(seen) / max(seconds, 1e-9),
		ISA: kernels.Active().Name(), Threads: f.threads,
	}
	if f.json {
		return printJSON(cmd, r)
	}
	return printFields(cmd, []field{
		{"run", r.Out},
		{"final loss", fmt.Sprintf("%.4f", r.LossFinal)},
		{"time", fmt.Sprintf("%.1f s", r.Seconds)},
		{"throughput", fmt.Sprintf("%.0f images/s (%s, %d threads)", r.ImagesPerSecond, r.ISA, r.Threads)},
	})
}

// readMetrics returns the time of all epochs in a metrics.csv and the loss of
// the last one.
func readMetrics(path string) (seconds, final float64, err error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, 0, err
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return 0, 0, err
	}
	if len(lines) < 2 {
		return 0, 0, fmt.Errorf("no epochs")
	}
	column := map[string]int{}
	for i, name := range lines[0] {
		column[name] = i
	}
	for _, line := range lines[1:] {
		s, err := strconv.ParseFloat(line[column["seconds"]], 64)
		if err != nil {
			return 0, 0, err
		}
		seconds += s
		if final, err = strconv.ParseFloat(line[column["loss"]], 64); err != nil {
			return 0, 0, err
		}
	}
	return seconds, final, nil
}
