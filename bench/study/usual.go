package study

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/nn/setting"
)

// Defaults of their own for the drawn images. There are as many as anyone wants: take what
// a study without flags can afford. And a form fills its image: a crop of a fifth, usual for
// photographs, would not show which one it is. With crops this large a small network tells
// most images apart in the epochs it has, which a low temperature asks for before it spreads
// them over the sphere. Of the negatives one in twelve is of the anchor's class: with the
// paper's share of 0.0819, made for ten classes and a long training, these would be all that
// the hard losses keep.
const (
	ShapesLimit    = 1536
	ShapesMinScale = 0.65
	ShapesAlpha    = 0.2
)

// circleTaus are the temperatures at which a study looks at the circle.
var circleTaus = []float64{0.07, 0.2, 1}

// Complete gives the settings that depend on others what is usual beside these, but for
// those that are given, by their names.
func (s *Settings) Complete(given func(name string) bool) {
	if s.Data == "shapes" {
		if !given("limit") {
			s.Limit = ShapesLimit
		}
		if !given("min_scale") {
			s.Augment.MinScale = ShapesMinScale
		}
		if !given("alpha") {
			s.Alpha = ShapesAlpha
		}
	}
	if !given("warmup") {
		s.Warmup = s.Epochs / 6
	}
	if given("topk") && !given("alpha") {
		s.Alpha = 0
	}
	if !given("circle") {
		s.Circle = slices.Clone(circleTaus)
	}
}

// Command is the command line that makes the study again.
func (s Settings) Command() string {
	usual := Defaults()
	usual.Data, usual.Epochs, usual.TopK = s.Data, s.Epochs, s.TopK
	usual.Complete(func(name string) bool { return name == "topk" && s.TopK != 0 })
	usual.Data, usual.Epochs, usual.TopK = Defaults().Data, Defaults().Epochs, 0
	words := []string{"temper study"}
	was := append(setting.Of(&usual.Settings), setting.Of(&usual.Plan)...)
	for i, one := range append(setting.Of(&s.Settings), setting.Of(&s.Plan)...) {
		if !one.Equal(was[i]) {
			words = append(words, job.Flag(one.Name, one.String(), one.Type() == "bool"))
		}
	}
	if s.Losses != nil {
		words = append(words, job.Flag("losses", strings.Join(s.Losses, ","), false))
	}
	if s.Taus != nil {
		words = append(words, job.Flag("taus", numbers(s.Taus), false))
	}
	if !slices.Equal(s.Circle, usual.Circle) {
		words = append(words, job.Flag("circle", numbers(s.Circle), false))
	}
	for _, name := range slices.Sorted(maps.Keys(s.Parameters)) {
		v := s.Parameters[name]
		_, isBool := v.(bool)
		words = append(words, job.Flag(name, fmt.Sprint(v), isBool))
	}
	return strings.Join(words, " ")
}

// numbers lists them as a flag does, "none" where there is none.
func numbers(all []float64) string {
	if len(all) == 0 {
		return "none"
	}
	words := make([]string, len(all))
	for i, x := range all {
		words[i] = number(x)
	}
	return strings.Join(words, ",")
}
