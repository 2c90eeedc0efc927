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
	"github.com/abc86604/temper/nn/train"
)

// report shows the trainer's steps and epochs.
func (f *trainFlags) report(p *progress, t *train.Trainer) {
	begun := false
	t.Progress = func(s train.Step) {
		if !begun { // only the first step tells where the run stands
			left := (t.Epochs-s.Epoch)*s.Batches + s.Batches - s.Batch + 1
			p.expect(left * s.Images)
			begun = true
		}
		p.add(s.Images, fmt.Sprintf("epoch %d/%d, loss %.4f", s.Epoch, t.Epochs, s.Loss))
	}
	t.EpochEnd = func(e train.EpochStats) {
		line := fmt.Sprintf("epoch %d/%d: loss %.4f, ", e.Epoch, t.Epochs, e.Loss)
		if e.Tau != 0 {
			line += fmt.Sprintf("tau %.4g, ", e.Tau)
		}
		line += fmt.Sprintf("lr %.4g, %.1f s, %.0f images/s", e.LR, e.Seconds, e.ImagesPerSecond)
		if e.Skipped > 0 {
			line += fmt.Sprintf(", %d anchors skipped", e.Skipped)
		}
		if e.EmptySteps > 0 {
			line += fmt.Sprintf(", %d steps without a loss", e.EmptySteps)
		}
		if t.Negatives != train.InBatch {
			line += fmt.Sprintf(", %.1f %% of the %s never written", 100*e.NeverWritten, t.Negatives)
		}
		p.line("%s", line)
		if e.Warning != "" {
			p.line("warning: %s", e.Warning)
		}
	}
}

// summary prints how the run went, from its first epoch on, resumed or not.
func (f *trainFlags) summary(cmd *cobra.Command, t *train.Trainer) error {
	path := filepath.Join(f.out, "metrics.csv")
	m, err := readMetrics(path)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	seen := t.Epochs * (t.Data.Len() / t.Batch) * t.Batch
	throughput := float64(seen) / max(m.total("seconds"), 1e-9)
	if f.json {
		return printJSON(cmd, f.object(t, m, throughput))
	}
	fields := []field{{"run", f.out}, {"final loss", fmt.Sprintf("%.4f", m.final("loss"))}}
	if tau := m.final("tau"); tau != 0 {
		fields = append(fields, field{"final tau", fmt.Sprintf("%.4g", tau)})
	}
	if skipped := m.total("skipped"); skipped != 0 {
		fields = append(fields, field{"skipped", fmt.Sprintf("%.0f anchors", skipped)})
	}
	if empty := m.total("empty_steps"); empty != 0 {
		fields = append(fields, field{"without a loss", fmt.Sprintf("%.0f steps", empty)})
	}
	return printFields(cmd, append(fields,
		field{"time", fmt.Sprintf("%.1f s", m.total("seconds"))},
		field{"throughput", fmt.Sprintf("%.0f images/s (%s, %d threads)", throughput, kernels.Active().Name(), f.threads)}))
}

// object is the summary in JSON. What plays no part is left out.
func (f *trainFlags) object(t *train.Trainer, m metrics, throughput float64) (o ordered) {
	add := func(name string, value any) { o = append(o, field{name, value}) }
	addUnlessZero := func(name string, value float64) {
		if value != 0 {
			add(name, value)
		}
	}
	add("out", f.out)
	add("encoder", t.Encoder.Name())
	add("loss", loss.Name(t.Loss))
	o = append(o, made(t.Loss)...)
	add("negatives", t.Negatives)
	add("tau_schedule", t.TauSchedule)
	add("images", t.Data.Len())
	add("epochs", t.Epochs)
	add("loss_final", m.final("loss"))
	addUnlessZero("tau_final", m.final("tau"))
	addUnlessZero("skipped", m.total("skipped"))
	addUnlessZero("empty_steps", m.total("empty_steps"))
	add("seconds", m.total("seconds"))
	add("images_per_second", throughput)
	add("isa", kernels.Active().Name())
	add("threads", f.threads)
	return o
}

// metrics are the lines of a metrics.csv, one for each epoch, by their columns.
type metrics []map[string]float64

// final is what stands in the last epoch's line.
func (m metrics) final(column string) float64 { return m[len(m)-1][column] }

// total is the sum over all epochs.
func (m metrics) total(column string) (sum float64) {
	for _, line := range m {
		sum += line[column]
	}
	return sum
}

// readMetrics reads a metrics.csv.
func readMetrics(path string) (m metrics, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(lines) < 2 {
		return nil, fmt.Errorf("no epochs")
	}
	for _, line := range lines[1:] {
		epoch := map[string]float64{}
		for i, name := range lines[0] {
			if epoch[name], err = strconv.ParseFloat(line[i], 64); err != nil {
				return nil, err
			}
		}
		m = append(m, epoch)
	}
	return m, nil
}
