package main

import (
	"strings"
	"testing"

	"github.com/abc86604/temper/nn/tune"
)

// The advice says how sure it is by the standard error, and where a better one may lie.
func TestTuneSureness(t *testing.T) {
	shares := tuneMeasure{epoch: "epoch", scale: 100, digits: 1, points: " points"}
	for want, next := range map[string]*tune.Next{
		"": nil,
		"at epoch 8 it was no better than 0.2: the two cannot be told apart":                                          {Tau: 0.2, Epochs: 8, Spread: 0.02},
		"at epoch 4 it was ahead of 0.2 by 2.0 points, where the standard error is 2.0: the two cannot be told apart": {Tau: 0.2, Epochs: 4, Difference: 0.02, Spread: 0.02},
		"at epoch 4 it was ahead of 0.2 by 2.1 points, where the standard error is 2.0: likely better, not surely":    {Tau: 0.2, Epochs: 4, Difference: 0.021, Spread: 0.02},
		"at epoch 4 it was ahead of 0.2 by 4.1 points, where the standard error is 2.0: surely better":                {Tau: 0.2, Epochs: 4, Difference: 0.041, Spread: 0.02},
	} {
		if got := sureness(&tune.Advice{Next: next}, shares); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for edge, want := range map[tune.Edge]string{tune.Within: "", tune.Lowest: "look below", tune.Highest: "look beyond"} {
		if got := beyond(&tune.Advice{Edge: edge}); !strings.Contains(got, want) || (got == "") != (want == "") {
			t.Errorf("edge %q: %q", edge, got)
		}
	}
}
