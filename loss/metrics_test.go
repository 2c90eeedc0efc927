package loss

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
)

// similarities64 are those of all pairs of rows of z, in float64.
func similarities64(z [][]float64) [][]float64 {
	u, _ := unitRows64(z)
	s := zeros(len(z), len(z))
	for i := range u {
		for j := range u {
			s[i][j] = dot64(u[i], u[j])
		}
	}
	return s
}

func TestMetricsAgainstDefinitions(t *testing.T) {
	ctx := context.Background()
	for _, shape := range [][2]int{{2, 3}, {5, 1}, {301, 20}} {
		n, d := shape[0], shape[1]
		z, z1 := pairs(7, n, d, 0)
		labels := make([]int, n)
		for i := range labels {
			labels[i] = -3 + i%max(1, n/7)*5
		}
		s := similarities64(widen(z))
		for _, threads := range []int{1, 2, 3} {
			ws := &Workspace{Threads: threads}
			for _, scale := range []float64{0.5, 2, 300} {
				got, err := ws.Uniformity(ctx, z, scale)
				if want := uniformity64(s, scale); math.Abs(must(t, got, err)-want) > 1e-6*(1+scale) {
					t.Errorf("%v, t = %v: uniformity %v, want %v", shape, scale, got, want)
				}
			}
			mean, literal, err := ws.Tolerance(ctx, z, labels)
			wantMean, wantLiteral := tolerance64(s, labels)
			if math.Abs(must(t, mean, err)-wantMean) > 1e-7 || math.Abs(literal-wantLiteral) > 1e-7 {
				t.Errorf("%v: tolerance %v, %v; want %v, %v", shape, mean, literal, wantMean, wantLiteral)
			}
			alignment, err := ws.Alignment(ctx, z, z1)
			if want := alignment64(widen(z), widen(z1)); math.Abs(must(t, alignment, err)-want) > 1e-6 {
				t.Errorf("%v: alignment %v, want %v", shape, alignment, want)
			}
		}
	}
}

func uniformity64(s [][]float64, t float64) float64 {
	var terms []float64
	for i := range s {
		for j := range i {
			terms = append(terms, -t*(2-2*s[i][j]))
		}
	}
	top := slices.Max(terms)
	var sum float64
	for _, v := range terms {
		sum += math.Exp(v - top)
	}
	return top + math.Log(sum/float64(len(terms)))
}

func tolerance64(s [][]float64, labels []int) (mean, literal float64) {
	var sum, same, all float64
	for i := range s {
		for j := range i {
			all++
			if labels[i] == labels[j] {
				sum += s[i][j]
				same++
			}
		}
	}
	return sum / same, sum / all
}

func alignment64(x, y [][]float64) float64 {
	u, _ := unitRows64(x)
	v, _ := unitRows64(y)
	var sum float64
	for i := range u {
		sum += 2 - 2*dot64(u[i], v[i])
	}
	return sum / float64(len(u))
}

// TestEvenlySpread approaches the closed form for points drawn evenly from the
// sphere, log 0F1(; d/2; t²) - 2t.
func TestEvenlySpread(t *testing.T) {
	for _, c := range []struct {
		d    int
		want float64 // the paper's setting: -uniformity at t = 2
	}{{8, 0}, {64, 3.875}, {128, 3.9375}} {
		const scale = 2
		term, sum := 1.0, 1.0
		for k := 0.0; k < 60; k++ {
			term *= scale * scale / ((float64(c.d)/2 + k) * (k + 1))
			sum += term
		}
		closed := math.Log(sum) - 2*scale
		if c.want != 0 && math.Abs(closed+c.want) > 1e-3 {
			t.Errorf("d = %d: closed form %v, want %v", c.d, closed, -c.want)
		}
		got, err := (&Workspace{Threads: 2}).Uniformity(context.Background(), normal(portable.NewRand(1), 1500, c.d), scale)
		if math.Abs(must(t, got, err)-closed) > 0.01 {
			t.Errorf("d = %d: uniformity %v, closed form %v", c.d, got, closed)
		}
	}
}

func TestAnalyzeAgainstDefinitions(t *testing.T) {
	ctx := context.Background()
	taus := []float64{0.01, 0.07, 0.3, 1, 100}
	for _, shape := range [][2]int{{2, 3}, {101, 4}, {102, 8}, {303, 20}} {
		n := shape[0]
		z, _ := pairs(7, n, shape[1], 0)
		s := similarities64(widen(z))
		for _, threads := range []int{1, 2, 3} {
			analysis, err := (&Workspace{Threads: threads}).Analyze(ctx, z, taus)
			for i, got := range must(t, analysis, err) {
				want := analysis64(s, taus[i])
				tolerance := 1e-6 + 4e-7/taus[i]
				if got.Tau != taus[i] || relative(got.EffectiveNegatives, want.EffectiveNegatives) > 2*tolerance ||
					math.Abs(got.Entropy-want.Entropy) > tolerance || relative(got.HardestShare, want.HardestShare) > tolerance {
					t.Errorf("%v: %+v, want %+v", shape, got, want)
				}
			}
		}
	}
}

func analysis64(s [][]float64, tau float64) TauAnalysis {
	n := float64(len(s))
	a := TauAnalysis{Tau: tau}
	for i := range s {
		var r []float64
		for j, v := range s[i] {
			if j != i {
				r = append(r, math.Exp(v/tau))
			}
		}
		var total, entropy, share float64
		for _, v := range r {
			total += v
		}
		slices.Sort(r)
		for j, v := range r {
			entropy -= v / total * math.Log(v/total)
			if len(r)-j <= int(math.Ceil(float64(len(r))/100)) {
				share += v / total
			}
		}
		a.Entropy += entropy / n
		a.EffectiveNegatives += math.Exp(entropy) / n
		a.HardestShare += share / n
	}
	return a
}

func TestPenalties(t *testing.T) {
	s := []float32{0.9, -1, 0.3, negInf, 0.9}
	last := math.Inf(-1)
	for _, tau := range []float64{1e-4, 0.01, 0.1, 1, 10, 1e4} {
		r := make([]float64, len(s))
		Penalties(r, s, tau)
		var sum float64
		for _, v := range r {
			sum += v
		}
		h := Entropy(r)
		if math.Abs(sum-1) > 1e-15 || r[3] != 0 || r[0] != r[4] || h < last {
			t.Errorf("τ = %v: %v, entropy %v after %v", tau, r, h, last)
		}
		if want := math.Exp((float64(s[2]) - float64(s[0])) / tau); relative(r[2], r[0]*want) > 1e-13 && want > 1e-300 {
			t.Errorf("τ = %v: ratio %v, want %v", tau, r[2]/r[0], want)
		}
		last = h
	}
	if h := Entropy([]float64{0.25, 0.25, 0.25, 0.25, 0}); math.Abs(h-math.Log(4)) > 1e-15 {
		t.Errorf("entropy of four even parts: %v", h)
	}
	for _, f := range []func(){
		func() { Penalties(make([]float64, 1), make([]float32, 2), 1) },
		func() { Penalties(make([]float64, 1), make([]float32, 1), 0) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("Penalties accepted wrong arguments")
				}
			}()
			f()
		}()
	}
}
