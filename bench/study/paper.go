package study

import (
	"strings"
	"unicode"
)

// Paper is what Wang & Liu 2021 report of a cell, in their Table 1.
type Paper struct {
	Accuracy   float64 // of the linear probe, a share
	Uniformity float64 // its negative, as they print it
	Tolerance  float64
}

// A paperSet is one of the paper's data sets: what the paper reports of it, by the cells of
// the preset Table without the hard losses' α.
type paperSet map[Cell]Paper

// paperCells are the columns of Table 1 in order.
var paperCells = []Cell{
	{Loss: "contrastive", Tau: 0.07}, {Loss: "contrastive", Tau: 0.3}, {Loss: "contrastive", Tau: 0.7}, {Loss: "contrastive", Tau: 1},
	{Loss: "simple"},
	{Loss: "hard", Tau: 0.07}, {Loss: "hard", Tau: 0.3}, {Loss: "hard", Tau: 0.7}, {Loss: "hard", Tau: 1},
	{Loss: "hardsimple"},
}

// paperSets are the paper's data sets, by their names in small letters and digits alone.
var paperSets = map[string]paperSet{
	"cifar10": paperColumns([10]Paper{
		{.7975, 3.86, .04}, {.8327, 3.60, .178}, {.8269, 3.17, .333}, {.8221, 2.96, .372},
		{.7483, 1.68, .61},
		{.792, 3.88, .034}, {.8363, 3.89, .0267}, {.8419, 3.87, .030}, {.8419, 3.86, .030},
		{.8484, 3.85, .030},
	}),
	"cifar100": paperColumns([10]Paper{
		{.5182, 3.86, .10}, {.5644, 3.60, .269}, {.5099, 3.18, .331}, {.4833, 2.96, .343},
		{.3931, 2.12, .39},
		{.5077, 3.87, .088}, {.5655, 3.88, .124}, {.5754, 3.87, .158}, {.5677, 3.86, .172},
		{.5571, 3.86, .174},
	}),
	"svhn": paperColumns([10]Paper{
		{.9255, 3.88, .032}, {.9547, 3.65, .137}, {.9417, 3.27, .186}, {.9207, 3.05, .197},
		{.7083, 1.50, .074},
		{.9182, 3.89, .025}, {.9479, 3.91, .021}, {.9502, 3.90, .021}, {.9526, 3.88, .023},
		{.9499, 3.85, .026},
	}),
	"imagenet100": paperColumns([10]Paper{
		{.7153, 3.917, .093}, {.7510, 3.693, .380}, {.6903, 3.323, .427}, {.6357, 3.08, .456},
		{.4809, 1.742, .528},
		{.6833, 3.929, .067}, {.7421, 3.932, .096}, {.7470, 3.927, .121}, {.7428, 3.923, .134},
		{.7431, 3.917, .157},
	}),
}

func paperColumns(columns [10]Paper) paperSet {
	set := paperSet{}
	for i, c := range paperCells {
		set[c] = columns[i]
	}
	return set
}

// Paper returns what the paper reports of a cell on the study's data set, nil where it does
// not. Where a hard loss keeps another share of the negatives it is the same column.
func (r *Results) Paper(c Cell) *Paper {
	set := paperSets[strings.Map(plain, r.Items.Name)]
	if c.Dim != 0 {
		return nil
	}
	c.Alpha, c.TopK = 0, 0
	if p, ok := set[c]; ok {
		return &p
	}
	return nil
}

// plain takes all but letters and digits out of a name, and makes letters small.
func plain(r rune) rune {
	if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
		return -1
	}
	return unicode.ToLower(r)
}
