package adapt

import "math"

// A Point is what a training of so many passes at a temperature gives on queries that it
// has not seen, by the folds: the mean paired difference of nDCG@10 to the embeddings as
// they are, and its standard error.
type Point struct {
	Tau    float64 `json:"tau,omitempty"` // 0 of a loss without one
	Passes int     `json:"passes"`
	Gain   float64 `json:"gain"`
	Error  float64 `json:"error"`
}

// enough is how many standard errors the best gain must exceed: less is as likely luck.
const enough = 1.5

// choose returns the number of the point that is taken, -1 for the embeddings as they are:
// unless the best gain exceeds 1.5 standard errors, nothing is better than these. Otherwise
// it is the longest training at the best temperature whose gain lies within one standard
// error of the best: what cannot be told from the best, and has learned most.
func choose(points []Point) int {
	best := -1
	for i, p := range points {
		if best < 0 || p.Gain > points[best].Gain {
			best = i
		}
	}
	if best < 0 || !(points[best].Gain > enough*points[best].Error) {
		return -1
	}
	chosen := best
	for i, p := range points {
		within := p.Gain >= points[best].Gain-points[best].Error
		if within && p.Tau == points[best].Tau && p.Passes > points[chosen].Passes {
			chosen = i
		}
	}
	return chosen
}

// gainOf is the mean of paired differences and its standard error.
func gainOf(differences []float64) (mean, standardError float64) {
	n := float64(len(differences))
	for _, d := range differences {
		mean += d
	}
	mean /= n
	squares := 0.0
	for _, d := range differences {
		squares += float64((d - mean) * (d - mean))
	}
	return mean, math.Sqrt(squares / (n - 1) / n)
}

// looks are the numbers of passes after which a training is looked at: every one up to 16,
// then in steps of an eighth, and the most.
func looks(most int) (passes []int) {
	for n := 1; n < most; n += max(1, n/8) {
		passes = append(passes, n)
	}
	return append(passes, most)
}
