package study

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Verdict says in at most three sentences what the study found: the best temperature, what
// the hard losses changed, and how far Simple fell behind. They follow from the numbers;
// what cannot be told apart is not. A study that has not got that far says less.
func (r *Results) Verdict() []string {
	var sentences []string
	for _, s := range []string{r.bestTau(), r.hardAgainstSoft(), r.withoutTau()} {
		if s != "" {
			sentences = append(sentences, s)
		}
	}
	return sentences
}

// of are the summaries of one loss, by ascending τ.
func (r *Results) of(name string) []Summary {
	all := slices.DeleteFunc(r.Summaries(), func(s Summary) bool {
		return s.Loss != name || s.Dim != 0 || s.Mean == nil
	})
	slices.SortFunc(all, func(a, b Summary) int { return cmp.Compare(a.Tau, b.Tau) })
	return all
}

// best is the one with the highest kNN accuracy, of equal ones the first.
func best(all []Summary) Summary {
	return slices.MaxFunc(all, func(a, b Summary) int { return cmp.Compare(a.Mean.KNN, b.Mean.KNN) })
}

// knnError is the standard error of a cell's kNN accuracy: of the mean over its seeds, or,
// of one alone, of a share of so many test images. The latter does not know how much
// another seed would change.
func (r *Results) knnError(s Summary) float64 {
	if s.Seeds > 1 {
		return s.Deviation.KNN / math.Sqrt(float64(s.Seeds))
	}
	p := s.Mean.KNN
	return math.Sqrt(p * (1 - p) / float64(max(1, r.Items.Test)))
}

// apart tells whether the kNN accuracies of two cells differ by more than two standard
// errors of their difference.
func (r *Results) apart(a, b Summary) bool {
	return math.Abs(a.Mean.KNN-b.Mean.KNN) > 2*math.Hypot(r.knnError(a), r.knnError(b))
}

// bestTau is the sentence about the plain loss.
func (r *Results) bestTau() string {
	all := r.of("contrastive")
	if len(all) < 2 {
		return ""
	}
	top, low, high := best(all), all[0], all[len(all)-1]
	text := fmt.Sprintf("Contrastive was best at τ = %v", top.Tau)
	if equals := r.equalTo(top, all); len(equals) > 0 {
		text += fmt.Sprintf(" (not to be told from %s)", list(equals))
	}
	var ends []string
	for _, end := range []Summary{low, high} {
		if end.Cell != top.Cell {
			ends = append(ends, fmt.Sprintf("%s at %v", knn(end), end.Tau))
		}
	}
	text += fmt.Sprintf(": kNN %s, against %s", knn(top), list(ends))
	linear := slices.MaxFunc(all, func(a, b Summary) int { return cmp.Compare(a.Mean.Linear, b.Mean.Linear) })
	if linear.Mean.Linear > top.Mean.Linear {
		text += fmt.Sprintf("; the linear probe was best at %v, with %s", linear.Tau, percent(linear.Mean.Linear, linear.Deviation.Linear, linear.Seeds))
	}
	if top.Cell == low.Cell || top.Cell == high.Cell {
		text += "; kNN was best at the end of the range, and may be better beyond"
	}
	return text + "."
}

// equalTo are the temperatures whose accuracy cannot be told from the best.
func (r *Results) equalTo(top Summary, all []Summary) (taus []string) {
	for _, s := range all {
		if s.Cell != top.Cell && !r.apart(s, top) {
			taus = append(taus, short(s.Tau))
		}
	}
	return taus
}

// hardAgainstSoft is the sentence about what the hardest negatives alone change.
func (r *Results) hardAgainstSoft() string {
	soft, hard := r.of("contrastive"), r.of("hard")
	if len(hard) < 2 {
		return ""
	}
	soft = slices.DeleteFunc(soft, func(s Summary) bool {
		return !slices.ContainsFunc(hard, func(h Summary) bool { return h.Tau == s.Tau })
	})
	if len(soft) < 2 {
		return ""
	}
	uniformity := func(s Summary) float64 { return 0 - s.Mean.Uniformity }
	accuracy := func(s Summary) float64 { return 100 * s.Mean.KNN }
	return fmt.Sprintf("HardContrastive, which sees the hardest %s alone, had −uniformity %s where Contrastive at the same temperatures had %s, and kNN %s %% where Contrastive had %s %%.",
		hard[0].Kept(), span("%.2f", uniformity, hard), span("%.2f", uniformity, soft), span("%.1f", accuracy, hard), span("%.1f", accuracy, soft))
}

// span is the range of a number.
func span(format string, of func(Summary) float64, all []Summary) string {
	low, high := math.Inf(1), math.Inf(-1)
	for _, s := range all {
		low, high = min(low, of(s)), max(high, of(s))
	}
	a, b := fmt.Sprintf(format, low), fmt.Sprintf(format, high)
	if a == b {
		return a
	}
	return a + " to " + b
}

// withoutTau is the sentence about the losses without a temperature.
func (r *Results) withoutTau() string {
	soft, simple, hardSimple := r.of("contrastive"), r.of("simple"), r.of("hardsimple")
	if len(soft) == 0 || len(simple)+len(hardSimple) == 0 {
		return ""
	}
	top := best(soft)
	var parts []string
	for _, all := range [][]Summary{simple, hardSimple} {
		if len(all) == 0 {
			continue
		}
		other, measure := "it", ""
		if parts == nil {
			other, measure = "the best Contrastive", "kNN "
		}
		parts = append(parts, fmt.Sprintf("%s %s %s (%s%s)", all[0].Title(), r.against(all[0], top), other, measure, knn(all[0])))
	}
	return "Without a temperature, " + strings.Join(parts, "; ") + "."
}

// against says how a cell's accuracy stands to another's.
func (r *Results) against(s, top Summary) string {
	points := 100 * (s.Mean.KNN - top.Mean.KNN)
	switch {
	case !r.apart(s, top):
		return "cannot be told from"
	case points < 0:
		return fmt.Sprintf("falls %.1f points behind", -points)
	}
	return fmt.Sprintf("is %.1f points ahead of", points)
}

// knn is a cell's kNN accuracy in words.
func knn(s Summary) string { return percent(s.Mean.KNN, s.Deviation.KNN, s.Seeds) }

// percent is an accuracy with its deviation over so many seeds.
func percent(mean, deviation float64, seeds int) string {
	if seeds > 1 {
		return fmt.Sprintf("%.1f ± %.1f %%", 100*mean, 100*deviation)
	}
	return fmt.Sprintf("%.1f %%", 100*mean)
}

// list joins words as a sentence does.
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// Heading says what is trained on what.
func (r *Results) Heading() string {
	s, items := r.Settings, r.Items.Name
	if r.Items.Train > 0 { // results of before do not say
		items += fmt.Sprintf(" (%d to train on, %d to test on, %d classes)", r.Items.Train, r.Items.Test, r.Items.Classes)
	}
	return fmt.Sprintf("%s, %s, %d epochs, batch %d, negatives: %s, %s",
		items, s.Encoder, s.Epochs, s.Batch, s.Negatives, seeds(s))
}

// seeds are the seeds in words.
func seeds(s Settings) string {
	if s.Seeds <= 1 {
		return fmt.Sprintf("seed %d", s.Seed)
	}
	return fmt.Sprintf("seeds %d to %d", s.Seed, s.Seed+uint64(s.Seeds)-1)
}
