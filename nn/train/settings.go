package train

import (
	"cmp"
	"fmt"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/optim"
	"github.com/abc86604/temper/nn/setting"
)

// Settings are all that decides the bits of a run besides its encoder, its loss and its
// data. Each is declared once, here: what config.json calls it, its default, its range
// and its help are the fields' tags, and [setting.Of] reads them for a command line.
// Begin with [Defaults]: zero is a value like any other.
type Settings struct {
	Negatives Negatives `json:"negatives" default:"bank" choices:"bank,queue,inbatch" help:"where an anchor's negatives come from"`

	Epochs   int `json:"epochs" default:"50" range:"[1,)" help:"times that every item is seen"`
	Batch    int `json:"batch" default:"128" range:"[2,)" help:"items a step; what an epoch leaves of a batch is dropped"`
	PerClass int `json:"per_class" default:"0" range:"[0,)" help:"items of a class in a batch, classes in turn; 0: no order"`

	LR       float64  `json:"lr" default:"0.03" range:"(0,)" help:"learning rate"`
	Schedule Schedule `json:"schedule" default:"step" choices:"step,cosine" help:"how the rate falls: step is x0.1 at 80 % and 95 %"`
	Warmup   int      `json:"warmup" default:"0" range:"[0,)" help:"epochs during which the learning rate rises"`
	optim.Settings
	ClipNorm float64 `json:"clip_norm" default:"0" range:"[0,)" help:"greatest norm of the gradient, scaled down to it; 0: any"`

	TauSchedule TauSchedule `json:"tau_schedule" default:"constant" choices:"constant,cosine,learnable" help:"how the temperature moves"`
	TauMin      float64     `json:"tau_min" default:"0.01" range:"(0,)" help:"lowest temperature of a learnable one"`
	TauMax      float64     `json:"tau_max" default:"1" range:"(0,)" help:"highest temperature of cosine and learnable"`
	TauPeriod   float64     `json:"tau_period" default:"0" range:"[0,)" help:"epochs of a cosine's period; 0: 200, or epochs if fewer"`

	BankMomentum float64 `json:"bank_momentum" default:"0.5" range:"[0,1)" help:"momentum of a bank's slots"`
	KeyMomentum  float64 `json:"key_momentum" default:"0.99" range:"[0,1)" help:"momentum of a queue's key encoder"`
	QueueLength  int     `json:"queue_length" default:"0" range:"[0,)" help:"keys in a queue; 0: 4096, or half the items if fewer"`
	OwnKeys      bool    `json:"own_keys" default:"false" help:"keep older keys of the anchor's own item as its negatives"`

	EMA       float64 `json:"ema" default:"0" range:"[0,1)" help:"decay of averaged weights, such as 0.999; 0: none"`
	Holdout   int     `json:"holdout" default:"0" range:"[0,)" help:"items at the end that are measured and not trained on"`
	EvalEvery int     `json:"eval_every" default:"1" range:"[1,)" help:"epochs from one measuring of the held-out items to the next"`

	Augment data.Augment `json:"augment"`
	Seed    uint64       `json:"seed" default:"1" help:"seed of everything drawn at random"`
}

// Defaults returns the settings with which a [Trainer] begins.
func Defaults() Settings {
	var s Settings
	setting.SetDefaults(&s)
	return s
}

// check returns an error that names the first setting which is out of its range, or does
// not go together with the others, the encoder, the loss or the data. It fills in those
// that are 0 for "as it fits".
func (t *Trainer) check() error {
	if err := setting.Check(&t.Settings); err != nil {
		return err
	}
	if err := t.checkData(); err != nil {
		return err
	}
	t.fill(t.Source.Len())
	return cmp.Or(t.checkClasses(), t.checkNegatives(), t.checkTemperature())
}

func (t *Trainer) checkData() error {
	if want, got := t.Encoder.Shape(), t.Source.Shape(); want != got {
		return fmt.Errorf("encoder %s takes items of %v, the data has %v", t.Encoder.Name(), want, got)
	}
	if t.Holdout > t.Source.Len() {
		return fmt.Errorf("holdout %d: the data has %d items", t.Holdout, t.Source.Len())
	}
	if n := t.Source.Len() - t.Holdout; n < t.Batch {
		return fmt.Errorf("%d items to train on are fewer than a batch of %d", n, t.Batch)
	}
	if t.Holdout == 1 {
		return fmt.Errorf("holdout 1: want 0 (none) or at least 2, which can be compared")
	}
	if t.Warmup > t.Epochs {
		return fmt.Errorf("warmup of %d epochs in a run of %d", t.Warmup, t.Epochs)
	}
	return nil
}

// checkClasses checks the labels, and what is asked of them.
func (t *Trainer) checkClasses() error {
	if labels := data.Labels(t.Source); labels != nil {
		return cmp.Or(t.checkLabels(labels), t.checkPerClass())
	}
	switch {
	case loss.NeedsLabels(t.Loss):
		return fmt.Errorf("loss %s needs labels, and %s has none", loss.Name(t.Loss), t.Source)
	case t.PerClass > 0:
		return fmt.Errorf("per class %d: %s has no labels", t.PerClass, t.Source)
	}
	return nil
}

func (t *Trainer) checkLabels(labels []int) error {
	queued := t.Negatives == Queue && loss.NeedsLabels(t.Loss)
	for i, label := range labels {
		if label < 0 {
			return fmt.Errorf("item %d has the label %d, want 0 or more, or -1 for all items", i, label)
		}
		if queued && label > mostApart {
			return fmt.Errorf("item %d has the label %d: a queue tells classes apart up to %d", i, label, mostApart)
		}
	}
	return nil
}

func (t *Trainer) checkPerClass() error {
	if t.PerClass == 0 {
		return nil
	}
	if t.Batch%t.PerClass != 0 {
		return fmt.Errorf("per class %d: a batch of %d is no multiple of it", t.PerClass, t.Batch)
	}
	labels := data.Labels(t.items())
	for _, members := range membersOf(labels) {
		if len(members) < t.PerClass {
			return fmt.Errorf("per class %d: class %d has %d items", t.PerClass, labels[members[0]], len(members))
		}
	}
	return nil
}

func (t *Trainer) checkNegatives() error {
	if err := loss.Check(t.Loss); err != nil {
		return err
	}
	if t.Negatives == Queue && t.QueueLength < t.Batch {
		return fmt.Errorf("queue length %d: want at least a batch, %d", t.QueueLength, t.Batch)
	}
	if t.Negatives == Queue && !t.OwnKeys && t.items().Len() > mostApart {
		return fmt.Errorf("a queue tells its keys' items apart up to %d: want fewer, or own keys", mostApart)
	}
	if t.Negatives == Queue && t.OwnKeys && t.QueueLength > t.items().Len() {
		return fmt.Errorf("queue length %d: with own keys want no more than there are items, %d", t.QueueLength, t.items().Len())
	}
	if k := loss.Get(t.Loss, "topk").(int); k > t.candidates()-1 {
		return fmt.Errorf("loss %s: K = %d is more than the %d negatives of an anchor", loss.Name(t.Loss), k, t.candidates()-1)
	}
	return nil
}

// fill gives them what fits so many items.
func (s *Settings) fill(items int) {
	if s.QueueLength == 0 {
		s.QueueLength = max(s.Batch, min(4096, (items-s.Holdout)/2))
	}
	if s.TauPeriod == 0 {
		s.TauPeriod = min(200, float64(s.Epochs))
	}
}

// fillAs gives them what they had when the run began: of other epochs there may be more now.
func (s *Settings) fillAs(began Settings) {
	s.QueueLength = cmp.Or(s.QueueLength, began.QueueLength)
	s.TauPeriod = cmp.Or(s.TauPeriod, began.TauPeriod)
}

// items are those that are trained on.
func (t *Trainer) items() data.Source {
	if t.Holdout == 0 {
		return t.Source
	}
	return data.Part(t.Source, 0, t.Source.Len()-t.Holdout)
}

// heldout are those that are measured instead.
func (t *Trainer) heldout() data.Source {
	return data.Part(t.Source, t.Source.Len()-t.Holdout, t.Source.Len())
}

// candidates is the number of rows that an anchor is compared with: its positive
// and its negatives.
func (t *Trainer) candidates() int {
	switch t.Negatives {
	case InBatch:
		return 2*t.Batch - 1
	case Queue:
		return t.QueueLength
	}
	return t.items().Len()
}

// anchors is the number of them in a batch.
func (t *Trainer) anchors() int {
	if t.Negatives == InBatch {
		return 2 * t.Batch
	}
	return t.Batch
}

// batches is the number of whole batches in an epoch.
func (t *Trainer) batches() int { return (t.Source.Len() - t.Holdout) / t.Batch }
