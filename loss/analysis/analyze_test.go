package analysis

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss"
)

// TestAnalyzeAgainstDefinitions has shapes around the ends of blocks, strips,
// spans and rounds of strips.
func TestAnalyzeAgainstDefinitions(t *testing.T) {
	ctx := context.Background()
	taus := []float64{0.01, 0.07, 0.3, 1, 100}
	for _, shape := range [][2]int{{2, 3}, {64, 1}, {65, 2}, {101, 4}, {102, 8}, {129, 300}, {303, 20}, {2049, 3}, {2050, 3}, {4161, 2}} {
		n := shape[0]
		if n > 303 && testing.Short() {
			continue
		}
		z := clustered(6, n, shape[1], 7)
		labels := make([]int, n)
		for i := range labels {
			labels[i] = 100 - i%7*i%11 // some classes are the clusters', some not
		}
		u := unit64(z)
		some := taus
		if n > 1000 {
			some = taus[1:2]
		}
		without, err := Analyze(ctx, 2, z, nil, some)
		without = must(t, without, err)
		with, err := Analyze(ctx, 3, z, labels, some)
		for i, got := range must(t, with, err) {
			want := spread64(u, labels, some[i])
			bound := 1e-6 + 4e-7/some[i]
			if got.Tau != some[i] || relative(got.EffectiveNegatives, want.EffectiveNegatives) > 2*bound ||
				math.Abs(got.Entropy-want.Entropy) > bound || relative(got.HardestShare, want.HardestShare) > bound ||
				math.Abs(*got.SameClassShare-*want.SameClassShare) > bound {
				t.Errorf("%v: %+v, same class %v; want %+v, %v", shape, got, *got.SameClassShare, want, *want.SameClassShare)
			}
			got.SameClassShare = nil
			if without[i] != got {
				t.Errorf("%v: %+v without labels, %+v with them", shape, without[i], got)
			}
		}
	}
}

// spread64 is that of unit rows, by the definition.
func spread64(u [][]float64, labels []int, tau float64) Spread {
	n := float64(len(u))
	a := Spread{Tau: tau, SameClassShare: new(float64)}
	r := make([]float64, len(u)-1)
	for i := range u {
		var total, entropy, hardest, same float64
		k := 0
		for j := range u {
			if j == i {
				continue
			}
			r[k] = math.Exp((dot64(u[i], u[j]) - 1) / tau)
			total += r[k]
			if labels[i] == labels[j] {
				same += r[k]
			}
			k++
		}
		slices.Sort(r)
		for k, v := range r {
			if v > 0 {
				entropy -= v / total * math.Log(v/total)
			}
			if len(r)-k <= int(math.Ceil(float64(len(r))/100)) {
				hardest += v / total
			}
		}
		a.Entropy += entropy / n
		a.EffectiveNegatives += math.Exp(entropy) / n
		a.HardestShare += hardest / n
		*a.SameClassShare += same / total / n
	}
	return a
}

// Four rows of which the first two are one class: e1, e1, e2, -e1 at τ = 1.
func TestSameClassShare(t *testing.T) {
	z := matrix.Of([]float32{1, 0, 2, 0, 0, 3, -4, 0}, 4, 2)
	for _, c := range []struct {
		labels []int
		want   float64
	}{
		{[]int{5, 5, 1, -2}, math.E / (math.E + 1 + 1/math.E) / 2},
		{[]int{1, 2, 3, 4}, 0},
		{[]int{0, 0, 0, 0}, 1},
	} {
		spreads, err := Analyze(t.Context(), 0, z, c.labels, []float64{1})
		if got := *must(t, spreads, err)[0].SameClassShare; math.Abs(got-c.want) > 1e-7 || c.want == 1 && got != 1 {
			t.Errorf("%v: %v, want %v", c.labels, got, c.want)
		}
	}
}

// TestAnalyzeLimits: at a high temperature all negatives count alike, at a low
// one the nearest alone does.
func TestAnalyzeLimits(t *testing.T) {
	const n = 301
	z := normal(portable.NewRand(2), n, 6)
	labels := someLabels(n)
	spreads, err := Analyze(t.Context(), 1, z, labels, []float64{loss.MaxTau, loss.MinTau})
	hot, cold := must(t, spreads, err)[0], spreads[1]
	var same float64
	for i := range n {
		for j := range n {
			if i != j && labels[i] == labels[j] {
				same++
			}
		}
	}
	same /= n * (n - 1)
	if relative(hot.EffectiveNegatives, n-1) > 1e-5 || relative(hot.HardestShare, 3.0/(n-1)) > 1e-3 || relative(*hot.SameClassShare, same) > 1e-3 {
		t.Errorf("hot: %+v, same class %v of %v", hot, *hot.SameClassShare, same)
	}
	if cold.EffectiveNegatives > 1.1 || cold.HardestShare < 1-1e-6 {
		t.Errorf("cold: %+v", cold)
	}
}
