package optim

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/abc86604/temper/nn"
)

// generator is that of testdata/make.py.
type generator uint64

func (g *generator) uniform() float64 {
	*g = *g*6364136223846793005 + 1442695040888963407
	return float64(*g>>40) / (1 << 24)
}

func (g *generator) fill(x []float64) {
	for i := range x {
		x[i] = g.uniform()
	}
}

// torchCase is what PyTorch made of the quadratic in testdata/make.py.
type torchCase struct {
	Settings     Settings
	LR           float64
	Weight, Bias []float64
}

// run returns the same parameters after the same steps.
func (c torchCase) run(t *testing.T) []*nn.Param {
	t.Helper()
	params := []*nn.Param{param("weight", len(c.Weight), true), param("bias", len(c.Bias), false)}
	g := generator(1)
	for _, p := range params {
		for j := range p.Value {
			p.Value[j] = float32(1 + g.uniform())
		}
	}
	curvature := [][]float64{make([]float64, len(c.Weight)), make([]float64, len(c.Bias))}
	for _, x := range curvature {
		g.fill(x)
	}
	o := newOptimiser(t, params, c.Settings)
	for step := range 100 {
		for i, p := range params {
			for j, w := range p.Value {
				p.Grad[j] = float32(float64(curvature[i][j]*(float64(w)-2)) + g.uniform() - 0.5)
			}
		}
		o.Step(1, c.LR*(1-float64(step)/200))
	}
	return params
}

func TestAgainstPyTorch(t *testing.T) {
	text, err := os.ReadFile("testdata/torch.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []torchCase
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, c := range cases {
		seen[c.Settings.Optimiser]++
		t.Run(fmt.Sprintf("%+v at %v", c.Settings, c.LR), func(t *testing.T) {
			params := c.run(t)
			for i, want := range [][]float64{c.Weight, c.Bias} {
				for j, w := range want {
					if got := float64(params[i].Value[j]); math.Abs(got-w) > 1e-6*math.Abs(w) {
						t.Errorf("%s %d is %v, want %v", params[i].Name, j, got, w)
					}
				}
			}
		})
	}
	for _, name := range Names() {
		if seen[name] < 6 {
			t.Errorf("%d cases of %s", seen[name], name)
		}
	}
}
