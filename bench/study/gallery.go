package study

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/png"
	"math"
	"slices"

	"golang.org/x/image/draw"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/data"
)

const (
	mostQueries     = 8
	neighboursShown = 6
	thumbnailSide   = 48 // of an image that is larger
)

// queriesOf are the first images of the first classes.
func queriesOf(labels []int) (queries []int) {
	var seen []int
	for i, label := range labels {
		if len(queries) < mostQueries && !slices.Contains(seen, label) {
			seen, queries = append(seen, label), append(queries, i)
		}
	}
	return queries
}

// neighboursOf are the rows most similar to each of the queries, the nearest first and of
// equal ones the lower.
func neighboursOf(threads int, z blas32.General, queries []int) [][]int {
	all := make([][]int, len(queries))
	for i, q := range queries {
		sim := similarities(threads, matrix.Rows(z, q, q+1), z).Data
		order := make([]int, 0, len(sim))
		for j := range sim {
			if j != q {
				order = append(order, j)
			}
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sim[b], sim[a]) })
		all[i] = order[:min(neighboursShown, len(order))]
	}
	return all
}

// queries are the test images whose neighbours are shown; none where items are no images.
func (s *Study) queries() []int {
	if shape := s.test.Shape(); shape.Height == 1 || shape.Width == 1 || shape.Channels > 3 {
		return nil
	}
	return queriesOf(data.Labels(s.shown()))
}

// compared tells whether a trial is one of the two whose neighbours are shown: of the first
// loss with a temperature, at the lowest and at the highest.
func (s *Study) compared(t trial) bool {
	var first string
	low, high := math.Inf(1), math.Inf(-1)
	for _, other := range s.all {
		if other.Tau != 0 && other.Dim == 0 && (first == "" || other.Loss == first) {
			first = other.Loss
			low, high = min(low, other.Tau), max(high, other.Tau)
		}
	}
	return t.Loss == first && t.Dim == 0 && (t.Tau == low || t.Tau == high)
}

// exhibit puts the images that neighbours speak of into the gallery.
func (s *Study) exhibit(neighbours [][]int) error {
	named, ok := s.test.(data.Named)
	if !ok || len(neighbours) == 0 {
		return nil
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.Gallery == nil {
		s.Gallery = &Gallery{Queries: s.queries(), Images: map[int]Image{}}
	}
	return s.Gallery.show(named, neighbours)
}

// show puts what neighbours speak of into the gallery.
func (g *Gallery) show(s data.Named, neighbours [][]int) error {
	for _, i := range append(slices.Concat(neighbours...), g.Queries...) {
		if _, shown := g.Images[i]; shown {
			continue
		}
		text, err := thumbnail(s, i)
		if err != nil {
			return err
		}
		g.Images[i] = Image{Class: s.Class(i), PNG: text}
	}
	return nil
}

// thumbnail is an image as a PNG, its longer side no more than thumbnailSide.
func thumbnail(s data.Source, i int) ([]byte, error) {
	shape := s.Shape()
	values := make([]float32, shape.Size())
	s.Item(values, i)
	m := image.NewRGBA(image.Rect(0, 0, shape.Width, shape.Height))
	for p := range shape.Height * shape.Width {
		var rgb [3]uint8
		for c := range rgb {
			rgb[c] = data.Unstandardize(values[p*shape.Channels+min(c, shape.Channels-1)])
		}
		m.SetRGBA(p%shape.Width, p/shape.Width, color.RGBA{rgb[0], rgb[1], rgb[2], 255})
	}
	var text bytes.Buffer
	err := png.Encode(&text, reduced(m))
	return text.Bytes(), err
}

// reduced is m, or m made smaller.
func reduced(m *image.RGBA) *image.RGBA {
	size := m.Bounds().Size()
	longer := max(size.X, size.Y)
	if longer <= thumbnailSide {
		return m
	}
	small := image.NewRGBA(image.Rect(0, 0, max(1, size.X*thumbnailSide/longer), max(1, size.Y*thumbnailSide/longer)))
	draw.CatmullRom.Scale(small, small.Bounds(), m, m.Bounds(), draw.Src, nil)
	return small
}
