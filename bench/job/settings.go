package job

import (
	"context"
	"path/filepath"

	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/setting"
	"github.com/abc86604/temper/nn/train"
)

// Settings say what is trained on what, but for the loss: the same settings give the same
// weights on any machine. Begin with [Defaults].
type Settings struct {
	Data    string `json:"data" default:"" help:"\"shapes\", a folder of images, or a file of rows"`
	Labels  string `json:"labels" default:"" help:"file with the classes of the rows in a file of --data, integers"`
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

// Load reads one split of the data.
func (s Settings) Load(ctx context.Context, split data.Split) (data.Source, error) {
	items, err := data.Load(ctx, s.Data, s.Labels, split)
	if err != nil {
		return nil, err
	}
	return data.Limit(items, s.Limit), nil
}

// Origin is where Load reads from, for the run's folder.
func (s Settings) Origin() train.Origin {
	return train.Origin{Path: absolute(s.Data), Labels: absolute(s.Labels), Limit: s.Limit}
}

// absolute is a path that holds in any working directory. What is no path stays.
func absolute(path string) string {
	if path == "" || path == "shapes" {
		return path
	}
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// NewEncoder returns the encoder for items of a shape before its first step.
func (s Settings) NewEncoder(shape data.Shape) (*nn.Encoder, error) {
	return nn.NewEncoder(s.Encoder, shape, s.Dim, s.Seed)
}
