package adapt

import (
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/loss"
)

// large is data of more documents than a query is compared with, of which few are judged.
func large() Data {
	d := Data{Queries: normal(30, 2, 1), Corpus: normal(mostNegatives+500, 2, 2)}
	for q := range d.Queries.Rows {
		d.Judgements = append(d.Judgements, Judgement{q, q * 683, 1}, Judgement{q, q*683 + 1, 0})
	}
	return d
}

// TestPool: of a large corpus all that is relevant is always there, the others change from pass to
// pass, and each place has the row that it says.
func TestPool(t *testing.T) {
	f := fitOf(t, Defaults(), large())
	var drawn [2][]int
	for pass := range drawn {
		f.pool.draw(f, pass)
		if n := f.pool.rows.Rows; n != mostNegatives {
			t.Fatalf("pass %d compares with %d documents", pass, n)
		}
		next := 0 // places ascend with documents
		for doc := range f.corpus.Rows {
			place := f.pool.place(doc)
			if place < 0 {
				continue
			}
			if place != next || !slices.Equal(matrix.Row(f.pool.rows, place), matrix.Row(f.corpus, doc)) {
				t.Fatalf("pass %d: document %d is not what is in place %d", pass, doc, place)
			}
			next++
			drawn[pass] = append(drawn[pass], doc)
		}
		if next != mostNegatives {
			t.Fatalf("pass %d: %d places", pass, next)
		}
		for _, p := range f.pairs {
			if f.pool.place(p.doc) < 0 {
				t.Errorf("pass %d: document %d is relevant and not there", pass, p.doc)
			}
		}
	}
	if slices.Equal(drawn[0], drawn[1]) {
		t.Error("both passes compare with the same documents")
	}
	first := slices.Clone(f.pool.at)
	if f.pool.draw(f, 1); !slices.Equal(first, f.pool.at) {
		t.Error("the same pass is drawn anew")
	}
}

// TestPoolLeavesOutExempt: who is exempt and not among the documents of a pass is in no list.
func TestPoolLeavesOutExempt(t *testing.T) {
	d := large()
	d.Same = slices.Repeat([]int{3}, d.Queries.Rows)
	f := fitOf(t, Defaults(), d)
	with := map[int]bool{}
	for pass := range 200 {
		f.pool.draw(f, pass)
		f.batch.take(f, []int{0})
		excluded, place := f.batch.excluded.Items, f.pool.place(3)
		if with[len(excluded)] = true; len(excluded) == 1 && excluded[0] != place || len(excluded) > 1 || (len(excluded) == 0) != (place < 0) {
			t.Fatalf("pass %d: document 3 is in place %d, excluded are %v", pass, place, excluded)
		}
		if len(with) == 2 {
			return
		}
	}
	t.Error("in 200 passes document 3 was always there, or never")
}

// TestPoolOfAll: up to 20,000 documents all are there, as they are.
func TestPoolOfAll(t *testing.T) {
	d := large()
	d.Corpus = matrix.Rows(d.Corpus, 0, mostNegatives)
	f := fitOf(t, Defaults(), d)
	if f.pool.draw(f, 0); &f.pool.rows.Data[0] != &f.corpus.Data[0] || f.pool.place(mostNegatives-1) != mostNegatives-1 {
		t.Errorf("%d documents are not compared with as they are", mostNegatives)
	}
}

// TestLargeCorpusTrains: with every tower, the same bits at any number of threads.
func TestLargeCorpusTrains(t *testing.T) {
	for _, towers := range []Towers{Query, Two} {
		var want float64
		for threads := 1; threads <= 3; threads += 2 {
			s := Defaults()
			s.Towers, s.Batch = towers, 16
			run, err := newTask(t, s, large()).begin(threads, loss.Contrastive{Tau: 0.1}, nil)
			if err != nil {
				t.Fatal(err)
			}
			var got float64
			for range 2 {
				if got, err = run.run(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if threads == 1 {
				want = got
			} else if got != want {
				t.Errorf("%s at %d threads: loss %v, want %v", towers, threads, got, want)
			}
		}
	}
}
