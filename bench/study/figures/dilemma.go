package figures

import "github.com/abc86604/temper/bench/study"

var (
	uniformity = measure{"uniformity", "−uniformity: how evenly embeddings are spread", func(m *study.Measured) float64 { return 0 - m.Uniformity }}
	tolerance  = measure{"tolerance", "tolerance: mean cosine within a class", func(m *study.Measured) float64 { return m.Tolerance }}
	knn        = measure{"knn", "kNN accuracy (%)", func(m *study.Measured) float64 { return 100 * m.KNN }}
	linear     = measure{"linear", "linear-probe accuracy (%)", func(m *study.Measured) float64 { return 100 * m.Linear }}
)

// dilemma draws uniformity and tolerance against τ. The floors are not in it: they bound
// neither.
func (s source) dilemma() (Figure, error) {
	f := Figure{
		Name: "dilemma", Title: "The dilemma of uniformity and tolerance", Caption: s.caption(),
		Reading: "Embeddings should be spread evenly, and those of a class should lie together. Where one curve falls as the other rises, the temperature pays for the one with the other.",
	}
	for _, m := range []measure{uniformity, tolerance} {
		all := s.seriesOf(m)
		f.add(m.name, alt(m, all), s.againstTau(m.shows, all))
	}
	return f, nil
}

// accuracy draws both accuracies against τ, over the floors.
func (s source) accuracy() (Figure, error) {
	f := Figure{
		Name: "accuracy", Title: "Accuracy against the temperature", Caption: s.caption(),
		Reading: "In grey what no loss trained: a training that ends below the raw pixels has lost what these say.",
	}
	for _, m := range []measure{knn, linear} {
		all := s.seriesOf(m)
		if len(all) > 0 || len(s.points(study.Pixels, m)) > 0 {
			all = append(all, s.floors(m)...)
		}
		fig := s.againstTau(m.shows, all)
		if fig != nil {
			fig.plot.Y.Min = 0
		}
		f.add(m.name, alt(m, all), fig)
	}
	return f, nil
}
