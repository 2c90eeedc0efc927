package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/eval"
	"github.com/abc86604/temper/nn/train"
)

// observer shows the trainer's steps and epochs.
func (f *trainFlags) observer(p *progress, t *train.Trainer) train.Observer {
	begun, warned := false, false
	return train.Observer{
		OnStep: func(s train.Step) {
			if !begun { // only the first step tells where the run stands
				f.loads.print()
				left := (t.Epochs-s.Epoch)*s.Batches + s.Batches - s.Batch + 1
				p.expect(left * s.Items)
				begun = true
			}
			p.add(s.Items, fmt.Sprintf("epoch %d/%d, loss %.4f", s.Epoch, t.Epochs, s.Loss))
		},
		OnEpoch: func(e train.EpochStats) {
			p.line("%s", epochLine(e, t))
			if e.Warning != "" {
				p.line("warning: %s", e.Warning)
			}
			if m := e.Heldout; m != nil && m.KNNScore != nil && m.KNNScore.Warning() != "" && !warned {
				p.line("warning: held out: %s", m.KNNScore.Warning())
				warned = true // it will be the same in every epoch
			}
		},
	}
}

// epochLine says how an epoch went.
func epochLine(e train.EpochStats, t *train.Trainer) string {
	line := fmt.Sprintf("epoch %d/%d: loss %.4f, ", e.Epoch, t.Epochs, e.Loss)
	if e.Tau != 0 {
		line += fmt.Sprintf("tau %.4g, ", e.Tau)
	}
	line += fmt.Sprintf("lr %.4g, %.1f s, %.0f items/s", e.LR, e.Seconds, e.ItemsPerSecond)
	if e.Skipped > 0 {
		line += fmt.Sprintf(", %d anchors skipped", e.Skipped)
	}
	if e.EmptySteps > 0 {
		line += fmt.Sprintf(", %d steps without a loss", e.EmptySteps)
	}
	if t.Negatives != train.InBatch {
		line += fmt.Sprintf(", %.1f %% of the %s never written", 100*e.NeverWritten, t.Negatives)
	}
	return line + measured(e.Heldout)
}

// measured says what the held-out items gave, "" if nothing was measured.
func measured(m *eval.Measures) string {
	if m == nil {
		return ""
	}
	parts := []string{fmt.Sprintf("; %d held out: −uniformity %.3f", m.Rows, 0-m.Uniformity)}
	if m.Tolerance != nil {
		parts = append(parts, fmt.Sprintf("tolerance %.3f", *m.Tolerance))
	}
	if m.KNNScore != nil {
		parts = append(parts, fmt.Sprintf("kNN %.2f %% (K = %d)", 100*m.Top1, m.K))
	}
	return strings.Join(parts, ", ")
}

// totals are sums over all epochs of a run.
type totals struct {
	seconds, items      float64 // of the epochs whose times are known
	skipped, emptySteps int
}

func total(history []train.EpochStats) (t totals) {
	for _, e := range history {
		t.seconds += e.Seconds
		t.items += e.ItemsPerSecond * e.Seconds
		t.skipped += e.Skipped
		t.emptySteps += e.EmptySteps
	}
	return t
}

// throughput is the number of items a second, 0 where nothing is known of times.
func (t totals) throughput() float64 {
	if t.seconds == 0 {
		return 0
	}
	return t.items / t.seconds
}

// summary prints how the run went, from its first epoch on, resumed or not.
func (f *trainFlags) summary(cmd *cobra.Command, t *train.Trainer) error {
	history := t.History()
	if f.json {
		return printJSON(cmd, f.object(t, history))
	}
	all, last := total(history), history[len(history)-1]
	fields := []field{{"run", f.out}, {"final loss", fmt.Sprintf("%.4f", last.Loss)}}
	if last.Tau != 0 {
		fields = append(fields, field{"final tau", fmt.Sprintf("%.4g", last.Tau)})
	}
	if all.skipped != 0 {
		fields = append(fields, field{"skipped", fmt.Sprintf("%d anchors", all.skipped)})
	}
	if all.emptySteps != 0 {
		fields = append(fields, field{"without a loss", fmt.Sprintf("%d steps", all.emptySteps)})
	}
	if all.seconds > 0 { // else a lost metrics.csv knew it
		fields = append(fields,
			field{"time", fmt.Sprintf("%.1f s", all.seconds)},
			field{"throughput", fmt.Sprintf("%.0f items/s (%s, %d threads)", all.throughput(), kernels.Active().Name(), f.threads)})
	}
	return printFields(cmd, fields)
}

// object is the summary in JSON. What plays no part is left out.
func (f *trainFlags) object(t *train.Trainer, history []train.EpochStats) (o ordered) {
	all, last := total(history), history[len(history)-1]
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
	add("items", t.Source.Len())
	add("epochs", t.Epochs)
	add("loss_final", last.Loss)
	addUnlessZero("tau_final", last.Tau)
	addUnlessZero("skipped", float64(all.skipped))
	addUnlessZero("empty_steps", float64(all.emptySteps))
	if last.Heldout != nil {
		add("heldout", last.Heldout)
	}
	add("seconds", all.seconds)
	add("items_per_second", all.throughput())
	add("isa", kernels.Active().Name())
	add("threads", f.threads)
	return o
}
