package data

import (
	"math"
	"slices"
	"testing"
)

func TestShapes(t *testing.T) {
	set := Shapes(Train, 7)
	if set.Len() != 10_000 || len(set.Classes) < 10 || set.Height != 32 || set.Width != 32 || set.Channels != 3 {
		t.Errorf("%d images of %d×%d×%d in %d classes", set.Len(), set.Height, set.Width, set.Channels, len(set.Classes))
	}
	few := fewShapes(Train, 7, 0, 20)
	if !slices.Equal(set.Limit(20).Pixels, few.Pixels) || !slices.Equal(set.Limit(20).Labels, few.Labels) {
		t.Error("an image depends on how many are drawn")
	}
	for name, other := range map[string]*Set{"seed": fewShapes(Train, 8, 0, 20), "split": Shapes(Test, 7)} {
		if slices.Equal(other.Image(0), set.Image(0)) {
			t.Errorf("another %s gives the same image", name)
		}
		if !slices.Equal(other.Classes, set.Classes) || other.Labels[13] != set.Labels[13] {
			t.Errorf("another %s gives other classes", name)
		}
	}
	wantPanic(t, func() { Shapes("validation", 7) })
}

// TestForms: every form lies within the unit circle and fills a fair part of it,
// and its distance never changes faster than √2 times as the point moves, so that
// an edge is no harder than the ramp of a pixel.
func TestForms(t *testing.T) {
	for _, f := range forms {
		area := 0
		const steps = 80
		for i := -steps; i <= steps; i++ {
			for j := -steps; j <= steps; j++ {
				x, y := 1.2*float64(i)/steps, 1.2*float64(j)/steps
				d := f.distance(x, y)
				if d < 0 {
					area++
				}
				if d < 0 && math.Hypot(x, y) > 1.01 {
					t.Fatalf("%s reaches (%.3f, %.3f)", f.name, x, y)
				}
				const h = 1e-4
				if slope := math.Hypot(f.distance(x+h, y)-d, f.distance(x, y+h)-d) / h; slope > 1.42 {
					t.Fatalf("%s: slope %v at (%.3f, %.3f)", f.name, slope, x, y)
				}
			}
		}
		share := float64(area) / (4 * steps * steps) * 1.44 * 4 / math.Pi
		if share < 0.12 || share > 0.7 {
			t.Errorf("%s fills %.2f of its circle", f.name, share)
		}
	}
}

// TestShapesAreHard holds that comparing pixels finds the class rarely, though
// more often than chance: nuisances outweigh the form, but do not hide it.
func TestShapesAreHard(t *testing.T) {
	const neighbours = 100
	train, test := fewShapes(Train, shapesSeed, 0, 1024), fewShapes(Test, shapesSeed, 1, 300)
	rows, queries := unitRows(train), unitRows(test)
	right := 0
	for q, query := range queries {
		type neighbour struct {
			similarity float32
			label      int
		}
		near := make([]neighbour, len(rows))
		for i, row := range rows {
			near[i] = neighbour{dot(query, row), train.Labels[i]}
		}
		slices.SortFunc(near, func(a, b neighbour) int {
			if a.similarity > b.similarity {
				return -1
			}
			return 1
		})
		votes := make([]float64, len(train.Classes))
		for _, n := range near[:neighbours] {
			votes[n.label] += math.Exp(float64(n.similarity) / 0.07)
		}
		if slices.Index(votes, slices.Max(votes)) == test.Labels[q] {
			right++
		}
	}
	share := float64(right) / float64(len(queries))
	t.Logf("raw pixels: kNN top-1 %.3f", share)
	if share < 0.15 || share > 0.35 {
		t.Errorf("kNN of raw pixels is right for %.3f of the images, want 0.15 to 0.35", share)
	}
}

// unitRows returns the standardised images, each of length 1.
func unitRows(s *Set) [][]float32 {
	rows := make([][]float32, s.Len())
	for i := range rows {
		rows[i] = make([]float32, s.imageSize())
		Standardize(rows[i], s.Image(i))
		norm := float32(math.Sqrt(float64(dot(rows[i], rows[i]))))
		for j := range rows[i] {
			rows[i][j] /= norm
		}
	}
	return rows
}

func dot(x, y []float32) float32 {
	var a, b, c, d float32
	for ; len(x) >= 4 && len(y) >= 4; x, y = x[4:], y[4:] {
		a += x[0] * y[0]
		b += x[1] * y[1]
		c += x[2] * y[2]
		d += x[3] * y[3]
	}
	return a + b + c + d
}
