package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss"
)

// maxTaus bounds the length of a range, which is what a slip of the finger makes
// long.
const maxTaus = 10_000

// parseTaus reads the temperatures that a flag gives: a list "0.05,0.1,1", each element a number or a
// log-spaced range "0.02:1:20" of twenty values, both ends among them.
func parseTaus(flag, text string) ([]float64, error) {
	var taus []float64
	for element := range strings.SplitSeq(text, ",") {
		parts := strings.Split(strings.TrimSpace(element), ":")
		more, err := parseTau(parts)
		if err != nil {
			return nil, fmt.Errorf("--%s %s: %w", flag, element, err)
		}
		taus = append(taus, more...)
	}
	return taus, nil
}

// parseTau reads one element of the list.
func parseTau(parts []string) ([]float64, error) {
	switch len(parts) {
	case 1:
		tau, err := temperature(parts[0])
		return []float64{tau}, err
	case 3:
		low, err := temperature(parts[0])
		if err != nil {
			return nil, err
		}
		high, err := temperature(parts[1])
		if err != nil {
			return nil, err
		}
		n, err := strconv.Atoi(parts[2])
		if err != nil || n < 2 || n > maxTaus {
			return nil, fmt.Errorf("a range needs from 2 to %d values", maxTaus)
		}
		return logSpaced(low, high, n), nil
	}
	return nil, fmt.Errorf("want a number or LOW:HIGH:COUNT")
}

func temperature(text string) (float64, error) {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v >= loss.MinTau && v <= loss.MaxTau) {
		return 0, fmt.Errorf("%q is no temperature in [%v, %v]", text, loss.MinTau, float64(loss.MaxTau))
	}
	return v, nil
}

// logSpaced returns n >= 2 values from low to high, each the same multiple of
// the one before, by functions that give the same bits on every machine.
func logSpaced(low, high float64, n int) []float64 {
	v := make([]float64, n)
	from, to := portable.Log(low), portable.Log(high)
	for i := range v {
		t := float64(i) / float64(n-1)
		v[i] = portable.Exp(float64(from*(1-t)) + float64(to*t))
	}
	v[0], v[n-1] = low, high
	return v
}
