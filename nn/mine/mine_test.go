package mine

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/adapt"
	"github.com/abc86604/temper/nn/eval/retrieval"
	"gonum.org/v1/gonum/blas/blas32"
)

// quarter is a query at (1, 0) and documents whose similarities to it are those named,
// rows 0 to 6: 1, 0.8, 0.6, 0.6 as row 2 is but longer, 0.28, 0 and -0.8.
func quarter(judgements ...adapt.Judgement) Data {
	return Data{
		Corpus: retrieval.Matrix(matrix.Of([]float32{
			1, 0, 4, 3, 3, 4, 6, 8, 7, 24, 0, 5, -4, 3,
		}, 7, 2)),
		Queries:    matrix.Of([]float32{2, 0}, 1, 2),
		Judgements: judgements,
	}
}

func judged(doc, grade int) adapt.Judgement { return adapt.Judgement{Doc: doc, Grade: grade} }

// said are pairs in a word each: document: negatives, those judged with a star.
func said(pairs []Pair) string {
	var all []string
	for _, p := range pairs {
		text := fmt.Sprintf("%d:", p.Doc)
		for _, n := range p.Negatives {
			text += fmt.Sprint(" ", n.Document)
			if n.Judged {
				text += "*"
			}
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

func TestMine(t *testing.T) {
	later := func(i, j int) bool { return i > j }
	for _, c := range []struct {
		name  string
		miner Miner
		data  Data
		want  string
	}{
		{"the nearest", Miner{K: 3}, quarter(judged(4, 1)), "4: 0 1 2"},
		{"ties by number", Miner{K: 2, Skip: 2}, quarter(judged(4, 1)), "4: 2 3"},
		{"ties by id", Miner{K: 2, Skip: 1, Before: later}, quarter(judged(4, 1)), "4: 1 3"},
		{"each pair its own", Miner{K: 2, Margin: new(0.1)}, quarter(judged(1, 1), judged(4, 2)), "1: 2 3, 4: 5 6"},
		{"no other relevant", Miner{K: 2}, quarter(judged(0, 1), judged(1, 3)), "0: 2 3, 1: 2 3"},
		{"equals of the relevant", Miner{K: 2}, quarter(judged(2, 1)), "2: 0 1"},
		{"equals, by a margin", Miner{K: 2, Margin: new(0.0)}, quarter(judged(2, 1)), "2: 4 5"},
		{"skip among what is not relevant", Miner{K: 2, Skip: 1}, quarter(judged(0, 1)), "0: 2 3"},
		{"skip all", Miner{K: 2, Skip: 60}, quarter(judged(0, 1)), "0:"},
		{"margin at its edge", Miner{K: 9, Margin: new(1.0)}, quarter(judged(0, 1)), "0: 5 6"},
		{"margin beyond", Miner{K: 9, Margin: new(1.5)}, quarter(judged(0, 1)), "0: 6"},
		{"a negative margin", Miner{K: 1, Margin: new(-0.3)}, quarter(judged(2, 1)), "2: 1"},
		{"relative", Miner{K: 1, RelativeMargin: new(0.5)}, quarter(judged(1, 1)), "1: 4"},
		{"relative to a negative", Miner{K: 1, RelativeMargin: new(0.5)}, quarter(judged(6, 1)), "6:"},
		{"relative to zero", Miner{K: 1, RelativeMargin: new(0.5)}, quarter(judged(5, 1)), "5: 6"},
		{"the stricter of two", Miner{K: 1, RelativeMargin: new(0.1), Margin: new(0.7)}, quarter(judged(1, 1)), "1: 5"},
		{"grade 0 first, and last of all", Miner{K: 3}, quarter(judged(1, 1), judged(6, 0), judged(4, -1)), "1: 4* 6* 0"},
		{"grade 0 by rank, others cut", Miner{K: 2}, quarter(judged(1, 1), judged(6, 0), judged(4, 0), judged(0, 0)), "1: 0* 4*"},
		{"grade 0 within the skipped ranks", Miner{K: 2, Skip: 2}, quarter(judged(4, 1), judged(1, 0)), "4: 1* 2"},
		{"grade 0 above the margin", Miner{K: 2, Margin: new(0.1)}, quarter(judged(4, 1), judged(0, 0)), "4: 0* 5"},
		{"grade 0 equal to the relevant", Miner{K: 2}, quarter(judged(2, 1), judged(3, 0)), "2: 0 1"},
		{"the last grade counts", Miner{K: 1}, quarter(judged(2, 0), judged(2, 1), judged(0, 1), judged(0, 0)), "2: 0*"},
		{"all relevant", Miner{K: 1}, quarter(judged(0, 1), judged(1, 1), judged(2, 1), judged(4, 1), judged(5, 1), judged(6, 1)), "0:, 1:, 2:, 4:, 5:, 6:"},
		{"more than there are", Miner{K: math.MaxInt, Skip: 3}, quarter(judged(1, 1)), "1: 4 5 6"},
	} {
		pairs, err := c.miner.Mine(t.Context(), 2, c.data)
		if err != nil || said(pairs) != c.want {
			t.Errorf("%s: %q, %v, want %q", c.name, said(pairs), err, c.want)
		}
	}
}

// A query that is a document is no negative of itself, and neither is what is equal to it.
func TestMineSame(t *testing.T) {
	d := quarter(judged(4, 1))
	d.Same = []int{2}
	pairs, err := Miner{K: 3}.Mine(t.Context(), 1, d)
	if want := "4: 0 1 5"; err != nil || said(pairs) != want {
		t.Errorf("%q, %v, want %q", said(pairs), err, want)
	}
	want := Pair{Doc: 4, Similarity: 0.28, Negatives: []Negative{
		{retrieval.Neighbour{Document: 0, Score: 1}, false}, {retrieval.Neighbour{Document: 1, Score: 0.8}, false}, {retrieval.Neighbour{Document: 5}, false},
	}}
	if !reflect.DeepEqual(pairs[0], want) {
		t.Errorf("%v, want %v", pairs[0], want)
	}
}

// A zero has no sign where rows are compared.
func TestMineSignOfZero(t *testing.T) {
	d := quarter(judged(1, 1))
	d.Corpus = retrieval.Matrix(matrix.Of([]float32{1, 0, float32(math.Copysign(0, -1)), 1, 0, 3, -1, 0}, 4, 2))
	if pairs, err := (Miner{K: 4}).Mine(t.Context(), 1, d); err != nil || said(pairs) != "1: 0 3" {
		t.Errorf("%q, %v, want \"1: 0 3\"", said(pairs), err)
	}
}

func TestMineRefuses(t *testing.T) {
	good := quarter(judged(1, 1))
	with := func(change func(d *Data)) Data {
		d := good
		change(&d)
		return d
	}
	zero := matrix.New(3000, 2)
	for i := range 2900 {
		zero.Data[2*i] = 1
	}
	for want, c := range map[string]struct {
		Miner
		Data
	}{
		"K = 0":                      {Miner{}, good},
		"Skip = -1":                  {Miner{K: 1, Skip: -1}, good},
		"Margin = NaN":               {Miner{K: 1, Margin: new(math.NaN())}, good},
		"RelativeMargin = +Inf":      {Miner{K: 1, RelativeMargin: new(math.Inf(1))}, good},
		"queries: ":                  {Miner{K: 1}, with(func(d *Data) { d.Queries = blas32.General{} })},
		"corpus has 2 columns":       {Miner{K: 1}, with(func(d *Data) { d.Queries = matrix.New(1, 3) })},
		"1 queries, but 2 that":      {Miner{K: 1}, with(func(d *Data) { d.Same = []int{-1, 0} })},
		"query 0 is document 7 of 7": {Miner{K: 1}, with(func(d *Data) { d.Same = []int{7} })},
		"judgement 1 is of query 1 of 1 and document 0": {Miner{K: 1}, with(func(d *Data) { d.Judgements = []adapt.Judgement{{Grade: 1}, {Query: 1}} })},
		"document -1 of 7":           {Miner{K: 1}, with(func(d *Data) { d.Judgements = []adapt.Judgement{{Doc: -1}} })},
		"no document is relevant":    {Miner{K: 1}, with(func(d *Data) { d.Judgements = []adapt.Judgement{judged(2, 0)} })},
		"queries row 0: all zeros":   {Miner{K: 1}, with(func(d *Data) { d.Queries = matrix.New(1, 2) })},
		"corpus row 2900: all zeros": {Miner{K: 1}, with(func(d *Data) { d.Corpus = retrieval.Matrix(zero) })},
		"corpus row 2999: all zeros": {Miner{K: 1}, with(func(d *Data) { d.Corpus, d.Judgements = retrieval.Matrix(zero), []adapt.Judgement{judged(2999, 1)} })},
		"disk":                       {Miner{K: 1}, with(func(d *Data) { d.Corpus = broken{d.Corpus} })},
	} {
		pairs, err := c.Mine(t.Context(), 2, c.Data)
		if err == nil || !strings.Contains(err.Error(), want) || pairs != nil {
			t.Errorf("%v, %v, want %q", pairs, err, want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (Miner{K: 1}).Mine(ctx, 2, good); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

type broken struct{ retrieval.Rows }

func (broken) Read(blas32.General, int) error { return errors.New("disk") }
