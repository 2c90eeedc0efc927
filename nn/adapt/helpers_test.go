package adapt

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/format/safetensors"
	"gonum.org/v1/gonum/blas/blas32"
)

// normal is a matrix of normal numbers.
func normal(n, d int, keys ...uint64) blas32.General {
	z, r := matrix.New(n, d), portable.NewRand(keys...)
	for i := range z.Data {
		z.Data[i] = float32(r.Normal())
	}
	return z
}

// drawn is data in which the first half of a query's values are nearly those of a document
// that is relevant to it, and the other half are louder noise; every third query has a second
// relevant document, and every fifth one that was looked at and is not relevant.
func drawn(queries, docs, d int, seed uint64) Data {
	data := Data{Queries: normal(queries, d, seed, 1), Corpus: normal(docs, d, seed, 2)}
	r := portable.NewRand(seed, 3)
	for q := range queries {
		doc, row := r.IntN(docs), matrix.Row(data.Queries, q)
		for j := range d / 2 {
			row[j] = matrix.Row(data.Corpus, doc)[j] + row[j]/4
			row[j+d/2] *= 2
		}
		data.Judgements = append(data.Judgements, Judgement{q, doc, 1 + r.IntN(3)})
		if q%3 == 0 {
			data.Judgements = append(data.Judgements, Judgement{q, (doc + 1 + r.IntN(docs-1)) % docs, 1})
		}
		if q%5 == 0 {
			data.Judgements = append(data.Judgements, Judgement{q, (doc + 1 + r.IntN(docs-1)) % docs, 0})
		}
	}
	return data
}

// labelled are rows of classes that lie near a point of their class in their first half.
func labelled(n, classes, d int, seed uint64) Classes {
	c := Classes{Rows: normal(n, d, seed, 4)}
	points := normal(classes, d, seed, 5)
	for i := range n {
		c.Labels = append(c.Labels, 7*(i%classes)-3)
		for j := range d / 2 {
			matrix.Row(c.Rows, i)[j] = matrix.Row(points, i%classes)[j] + matrix.Row(c.Rows, i)[j]/2
		}
	}
	return c
}

// quick trains for a moment.
func quick(change func(*Trainer)) *Trainer {
	t := &Trainer{Settings: Defaults(), Loss: loss.Contrastive{Tau: 0.1}, Taus: []float64{0.05, 0.2}}
	t.Passes, t.Batch, t.LR, t.WeightDecay = 3, 16, 0.02, 0.01
	if change != nil {
		change(t)
	}
	return t
}

// trained is what quick finds on small data.
func trained(t *testing.T, change func(*Trainer), d Data) *Result {
	t.Helper()
	r, err := quick(change).Train(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// kinds are all heads with all towers.
func kinds(each func(name string, change func(*Trainer))) {
	for _, head := range []string{"linear", "lowrank:3", "mlp"} {
		for _, towers := range []Towers{Query, Shared, Two} {
			each(fmt.Sprintf("%s/%s", head, towers), func(t *Trainer) { t.Head, t.Towers = head, towers })
		}
	}
}

// tensorsOf are all numbers of an adapter.
func tensorsOf(a *Adapter) []safetensors.Tensor {
	return append(a.Query.tensors("query."), a.Corpus.tensors("corpus.")...)
}

// hash is one of all that was found, bit by bit.
func (r *Result) hash() string {
	h := sha256.New()
	for _, p := range r.Curve {
		fmt.Fprintln(h, math.Float64bits(p.Tau), p.Passes, math.Float64bits(p.Gain), math.Float64bits(p.Error))
	}
	for i, q := range r.Of {
		fmt.Fprintln(h, q, math.Float64bits(r.Before[i]), math.Float64bits(r.After[i]), r.Seen[i])
	}
	fmt.Fprintln(h, r.Chosen, safetensors.DigestByName(tensorsOf(r.Adapter)))
	return hex.EncodeToString(h.Sum(nil))
}

// wantError checks that err is one line with all the given parts, and names no package.
func wantError(t *testing.T, what string, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: no error, want %q", what, parts)
		return
	}
	text := err.Error()
	missing := func(part string) bool { return !strings.Contains(text, part) }
	if slices.ContainsFunc(parts, missing) || strings.Contains(text, "\n") || strings.HasPrefix(text, "adapt:") {
		t.Errorf("%s: %q does not say %q in one line", what, text, parts)
	}
}

// newTask is the task of data and settings that are right.
func newTask(t *testing.T, s Settings, d Data) *documents {
	t.Helper()
	task, err := newDocuments(s, 1, d)
	if err != nil {
		t.Fatal(err)
	}
	return task
}

// fitOf begins a training on all judgements.
func fitOf(t *testing.T, s Settings, d Data) *fit {
	t.Helper()
	f, err := newTask(t, s, d).begin(1, loss.Contrastive{Tau: 0.1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return f.(*fit)
}
