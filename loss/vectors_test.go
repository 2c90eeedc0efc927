package loss

import (
	"encoding/json"
	"maps"
	"math"
	"os"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"
)

// A vector is a case of testdata/family.json, which says what its fields are.
type vector struct {
	Case, Name, Arrangement string
	Params                  map[string]any
	Z0, Z1, Extra           [][]float32
	Index, Labels           []int
	ExtraShared             bool `json:"extra_shared"`

	Loss         float64
	PerAnchor    []*float64 `json:"per_anchor"`
	Grad0, Grad1 [][]float64
	GradExtra    [][]float64 `json:"grad_extra"`
	GradLogScale float64     `json:"grad_log_scale"`
	GradBias     float64     `json:"grad_bias"`
	Tau          float64
	Skipped      int
	Negatives    int
}

// TestVectors compares the whole family with what PyTorch's autograd makes of
// its formulas in float64 (testdata/make.py), on one workspace, whose shapes
// change from case to case.
func TestVectors(t *testing.T) {
	data, err := os.ReadFile("testdata/family.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(data, &vectors); err != nil {
		t.Fatal(err)
	}
	var w Workspace
	seen := map[string]bool{}
	for _, v := range vectors {
		seen[v.Name] = true
		t.Run(v.Case, func(t *testing.T) { v.check(t, &w) })
	}
	for _, name := range Names() {
		if !seen[name] {
			t.Errorf("no vectors of %s", name)
		}
	}
}

func (v vector) check(t *testing.T, w *Workspace) {
	res := mustWork(t, w, v.objective(t), v.problem())

	if res.Skipped != v.Skipped || res.Negatives != v.Negatives {
		t.Errorf("%d skipped of %d negatives, want %d of %d", res.Skipped, res.Negatives, v.Skipped, v.Negatives)
	}
	if relative(res.Tau, v.Tau) > 1e-6 {
		t.Errorf("τ = %v, want %v", res.Tau, v.Tau)
	}
	cold := 0.0 // what a low temperature adds to the error allowed
	if v.Tau > 0 {
		cold = 4e-7 / v.Tau
	}
	v.checkLosses(t, res, 1e-6+cold)
	v.checkGradients(t, res, 2e-6+cold)
}

// objective is the loss of a case.
func (v vector) objective(t *testing.T) Loss {
	l, err := New(v.Name)
	mustHave(t, l, err)
	all := maps.Clone(v.Params)
	if k, has := all["topk"].(float64); has {
		all["topk"], all["alpha"] = int(k), 0.0 // instead of a default
	}
	l, err = lossWith(l, all)
	return mustHave(t, l, err)
}

func (v vector) problem() Problem {
	arrangement := v.Arrangement
	if len(v.Z1) == 0 {
		arrangement = "oneview"
	}
	p := problemOf(arrangement, general(v.Z0), general(v.Z1), v.Index)
	p.Labels, p.Extra, p.ExtraShared = v.Labels, general(v.Extra), v.ExtraShared
	return p
}

// checkLosses compares in relation to the mean size of the anchors' losses,
// which is the loss itself unless their signs differ.
func (v vector) checkLosses(t *testing.T, res Result, tolerance float64) {
	if len(res.PerAnchor) != len(v.PerAnchor) {
		t.Fatalf("%d anchors, want %d", len(res.PerAnchor), len(v.PerAnchor))
	}
	var size, gap float64
	for i, want := range v.PerAnchor {
		got := res.PerAnchor[i]
		if want == nil {
			if !math.IsNaN(got) {
				t.Errorf("skipped anchor %d has the loss %v", i, got)
			}
			continue
		}
		size += math.Abs(*want)
		gap += math.Abs(got - *want)
	}
	if !(gap <= tolerance*size) {
		t.Errorf("losses of the anchors off by %.2g, allowed %.2g", gap/size, tolerance)
	}
	size /= float64(len(v.PerAnchor) - v.Skipped)
	if gap := math.Abs(res.Loss - v.Loss); !(gap <= tolerance*size) {
		t.Errorf("loss %v, want %v: off by %.2g, allowed %.2g", res.Loss, v.Loss, gap/size, tolerance)
	}
}

func (v vector) checkGradients(t *testing.T, res Result, tolerance float64) {
	got := widen(grad(res, 0), grad(res, 1), res.GradExtra)
	want := slices.Concat(v.Grad0, v.Grad1, v.GradExtra)
	if len(got) != len(want) {
		t.Fatalf("gradients of %d rows, want %d", len(got), len(want))
	}
	if gap := gradientError(got, want); !(gap <= tolerance) {
		t.Errorf("gradient off by %.2g, allowed %.2g", gap, tolerance)
	}
	if gap := relative(res.Scalars.LogScale, v.GradLogScale); !(gap <= tolerance) {
		t.Errorf("∂/∂log(1/τ) = %v, want %v: off by %.2g, allowed %.2g", res.Scalars.LogScale, v.GradLogScale, gap, tolerance)
	}
	if gap := relative(res.Scalars.Bias, v.GradBias); !(gap <= tolerance) {
		t.Errorf("∂/∂b = %v, want %v: off by %.2g, allowed %.2g", res.Scalars.Bias, v.GradBias, gap, tolerance)
	}
}

// general makes a matrix of rows of one length, and the zero value of none.
func general(rows [][]float32) blas32.General {
	if len(rows) == 0 {
		return blas32.General{}
	}
	d := len(rows[0])
	return blas32.General{Rows: len(rows), Cols: d, Stride: d, Data: slices.Concat(rows...)}
}
