package job

import (
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/setting"
	"github.com/abc86604/temper/nn/train"
)

// Settings say what is trained on what, but for the loss: the same settings give the same
// weights on any machine. Begin with [Defaults].
type Settings struct {
	Data    string `json:"data" default:"" help:"\"shapes\", a folder of images, or a file of rows"`
	Labels  string `json:"labels" default:"" help:"file with the classes of the rows in a file of --data, integers; of CIFAR-100 fine or coarse"`
	SkipBad bool   `json:"skip_bad" default:"false" help:"leave bad items out: files that cannot be decoded, rows with NaN, empty classes"`
	Ground  string `json:"ground" default:"black" help:"behind transparent images: black, white, gray or six hexadecimal digits"`
	Limit   int    `json:"limit" default:"0" range:"[0,)" help:"take the first N items of each split only; 0: all"`
	Encoder string `json:"encoder" default:"resnet8" choices:"mlp,resnet18,resnet20,resnet8" help:"architecture of the encoder"`
	Dim     int    `json:"dim" default:"128" range:"[1,)" help:"values of an embedding"`
	train.Settings
}

// Defaults returns the settings of a single training.
func Defaults() Settings {
	var s Settings
	setting.SetDefaults(&s)
	return s
}

// NewEncoder returns the encoder for items of a shape before its first step.
func (s Settings) NewEncoder(shape data.Shape) (*nn.Encoder, error) {
	return nn.NewEncoder(s.Encoder, shape, s.Dim, s.Seed)
}

// shortStep is the number of operations up to which a step is too short to be shared among
// threads.
const shortStep = 1 << 30

// SideBySide tells whether several trainings with these settings are faster side by side, each
// on some of the threads, than one after the other on all.
func (s Settings) SideBySide(e *nn.Encoder) bool {
	return e.Operations().Step*float64(2*s.Batch) <= shortStep
}
