package page

import (
	"bytes"
	"image"
	"image/png"
	"testing"

	"github.com/abc86604/temper/bench/study"
)

// hostile is a name that a page must not take for its own.
const hostile = `<script>alert("1")</script>`

// sampleOf are the results of a study of three seeds with a cell of each kind, one of them
// failed, and all details that figures take.
func sampleOf(t *testing.T, name string) *study.Results {
	t.Helper()
	s := study.Defaults()
	s.Seeds, s.Alpha, s.Taus, s.Circle, s.Data = 3, 0.2, []float64{0.07, 0.3, 1}, []float64{0.2}, "it's "+hostile
	r := &study.Results{
		Settings: s, Items: study.Items{Name: name, Train: 1536, Test: 512, Classes: 2},
		Machine: &study.Machine{CPU: "a & b", ISA: "avx2", Threads: 2, Version: "v9.9.9"},
		Gallery: &study.Gallery{Queries: []int{0}, Images: map[int]study.Image{}},
	}
	for i := range 4 {
		r.Gallery.Images[i] = study.Image{Class: hostile, PNG: picture(t)}
	}
	cells, err := s.Cells()
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(3) {
		for i, c := range cells {
			if seed == 0 || c.Loss != study.Pixels && c.Dim == 0 {
				r.Rows = append(r.Rows, rowOfSample(c, i, 1+seed))
			}
		}
	}
	return r
}

// rowOfSample is the row of the i-th cell.
func rowOfSample(c study.Cell, i int, seed uint64) study.Row {
	row := study.Row{Cell: c, Seed: seed, Seconds: 61.5}
	if c.Loss == "hard" && c.Tau == 0.3 {
		row.Error = "gradient is NaN & <b>no number</b>"
		return row
	}
	x := float64(i+1) / 20
	k := x + float64(seed)/100
	row.Measures = &study.Measures{Uniformity: -4*x - float64(seed)/10, Tolerance: 1 - x, Alignment: x, KNN: k, Linear: k - 0.01, K: 200, KNNTau: 0.07}
	if c.Floor() {
		return row
	}
	final := 3 - x
	row.LossFinal, row.Train = &final, "temper train --tau "+shortest(c.Tau)
	if seed == 1 {
		row.Detail = detailOfSample(c, x)
	}
	return row
}

func detailOfSample(c study.Cell, x float64) *study.Detail {
	d := &study.Detail{
		Effective: 100 * x, Negatives: 400,
		Separation: &study.Separation{
			Positive: 0.9 - x/4, Nearest: []float64{0.8, 0.75, 0.7, 0.66, 0.63, 0.6, 0.58, 0.56, 0.54, 0.52},
			Positives: []float64{0, 0, 0.2, 0.8}, SameClass: []float64{0.1, 0.2, 0.4, 0.3}, OtherClasses: []float64{0.3, 0.4, 0.2, 0.1},
		},
	}
	for epoch := 4; epoch <= 64; epoch += 4 {
		entropy := 5 - x*float64(epoch)/64
		d.Curve = append(d.Curve, study.Point{Epoch: epoch, Loss: 4 - x, Entropy: &entropy, KNN: x * float64(epoch) / 64, Uniformity: -x, Tolerance: x})
	}
	if c.Dim == 2 {
		d.Circle = [][]float64{{0.2, 0.1, 0.1, 0.1}, {0.1, 0.1, 0.2, 0.1}}
	}
	if c.Loss == "contrastive" && (c.Tau == 0.07 || c.Tau == 1) && c.Dim == 0 {
		d.Neighbours = [][]int{{1, 2, 3}}
	}
	return d
}

// picture is a small image as a PNG.
func picture(t *testing.T) []byte {
	t.Helper()
	var text bytes.Buffer
	if err := png.Encode(&text, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}

// rendered is the page of r.
func rendered(t *testing.T, r *study.Results, live *Live) string {
	t.Helper()
	var text bytes.Buffer
	if err := Render(&text, r, live); err != nil {
		t.Fatal(err)
	}
	return text.String()
}
