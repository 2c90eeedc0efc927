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
		line := fmt.Sprintf("epoch %d/%d: loss %.4f, ", e.Epoch, t.Epochs, e.Loss)
		if e.Tau != 0 {
			line += fmt.Sprintf("tau %.4g, ", e.Tau)
		}
		line += fmt.Sprintf("lr %.4g, %.1f s, %.0f images/s", e.LR, e.Seconds, e.ImagesPerSecond)
		if e.Skipped > 0 {
			line += fmt.Sprintf(", %d anchors skipped", e.Skipped)
		}
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
	TauSchedule     string       `json:"tau_schedule"`
	Images          int          `json:"images"`
	Epochs          int          `json:"epochs"`
	LossFinal       float64      `json:"loss_final"`          // of the last epoch
	TauFinal        float64      `json:"tau_final,omitempty"` // of its last step, if the loss has a temperature
	Seconds         float64      `json:"seconds"`             // in the steps of all epochs
	ImagesPerSecond float64      `json:"images_per_second"`
	ISA             string       `json:"isa"`
	Threads         int          `json:"threads"`
}

// summary prints how the run went, from its first epoch on, resumed or not.
func (f *trainFlags) summary(cmd *cobra.Command, t *nn.Trainer) error {
	path := filepath.Join(f.out, "metrics.csv")
	seconds, last, err := readMetrics(path)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	name, params := loss.Describe(t.Loss)
	seen := t.Epochs * (t.Data.Len() / t.Batch) * t.Batch
	r := trained{
		Out: f.out, Encoder: t.Encoder.Name, Loss: name, Params: params, Negatives: t.Negatives, TauSchedule: t.TauSchedule,
		Images: t.Data.Len(), Epochs: t.Epochs, LossFinal: last["loss"], TauFinal: last["tau"],
		Seconds: seconds, ImagesPerSecond: float64(seen) / max(seconds, 1e-9),
		ISA: kernels.Active().Name(), Threads: f.threads,
	}
	if f.json {
		return printJSON(cmd, r)
	}
	fields := []field{{"run", r.Out}, {"final loss", fmt.Sprintf("%.4f", r.LossFinal)}}
	if r.TauFinal != 0 {
		fields = append(fields, field{"final tau", fmt.Sprintf("%.4g", r.TauFinal)})
	}
	return printFields(cmd, append(fields,
		field{"time", fmt.Sprintf("%.1f s", r.Seconds)},
		field{"throughput", fmt.Sprintf("%.0f images/s (%s, %d threads)", r.ImagesPerSecond, r.ISA, r.Threads)}))
}

// readMetrics returns the time of all epochs in a metrics.csv, and the last line
// by the names of its columns.
func readMetrics(path string) (seconds float64, last map[string]float64, err error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, nil, err
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return 0, nil, err
	}
	if len(lines) < 2 {
		return 0, nil, fmt.Errorf("no epochs")
	}
	for _, line := range lines[1:] {
		last = map[string]float64{}
		for i, name := range lines[0] {
			if last[name], err = strconv.ParseFloat(line[i], 64); err != nil {
				return 0, nil, err
			}
		}
		seconds += last["seconds"]
	}
	return seconds, last, nil
}
