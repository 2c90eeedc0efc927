package job

import (
	"context"
	"encoding/hex"
	"fmt"
	"path/filepath"

	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/train"
)

// Watch is told how data is loaded. Nil fields are not.
type Watch struct {
	Progress func(done, total int) // of the images that are decoded
	Report   func(data.Report)     // of what has been loaded
}

// Load reads one split of the data. Origin is where it came from, for a run's folder.
func (s Settings) Load(ctx context.Context, split data.Split, w Watch) (items data.Source, of train.Origin, err error) {
	ground, err := parseGround(s.Ground)
	if err != nil {
		return nil, of, err
	}
	l := data.Loader{
		Path: s.Data, Labels: s.Labels, Limit: s.Limit, Ground: ground, SkipBad: s.SkipBad, Progress: w.Progress,
	}
	items, report, err := l.Load(ctx, split)
	if err != nil {
		return nil, of, err
	}
	if w.Report != nil {
		w.Report(report)
	}
	of = train.Origin{
		Path: Absolute(s.Data), Labels: s.labelsOrigin(), Limit: s.Limit,
		SkipBad: s.SkipBad, Decoder: report.Decoder,
	}
	if s.Ground != Defaults().Ground {
		of.Ground = s.Ground
	}
	return items, of, nil
}

// FromOrigin are the settings that load what a run was trained on.
func FromOrigin(o train.Origin) Settings {
	s := Defaults()
	s.Data, s.Labels, s.Limit, s.SkipBad = o.Path, o.Labels, o.Limit, o.SkipBad
	if o.Ground != "" {
		s.Ground = o.Ground
	}
	return s
}

// labelsOrigin is the path of the labels, or the word for those of images.
func (s Settings) labelsOrigin() string {
	if s.Labels == "fine" || s.Labels == "coarse" {
		return s.Labels
	}
	return Absolute(s.Labels)
}

// Absolute is a path that holds in any working directory. What is no path stays.
func Absolute(path string) string {
	if path == "" || path == "shapes" {
		return path
	}
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// parseGround reads a colour: black, white, gray or six hexadecimal digits.
func parseGround(text string) (rgb [3]uint8, err error) {
	named := map[string][3]uint8{"black": {}, "gray": {128, 128, 128}, "white": {255, 255, 255}}
	if rgb, ok := named[text]; ok {
		return rgb, nil
	}
	if digits, err := hex.DecodeString(text); err == nil && len(digits) == len(rgb) {
		return [3]uint8(digits), nil
	}
	return rgb, fmt.Errorf("ground %q: want black, white, gray or six hexadecimal digits such as ff8000", text)
}
