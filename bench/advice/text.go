package main

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/adapt"
	"github.com/abc86604/temper/nn/eval/retrieval"
	"github.com/abc86604/temper/nn/format/arrayfile"
	"gonum.org/v1/gonum/blas/blas32"
)

// texts are a subject of frozen vectors, whose queries a head is trained on.
type texts struct {
	corpus          blas32.General
	ids             retrieval.IDs
	learned, tested asked
	seen            map[string]bool // the documents that are relevant in training
}

// asked are queries with the judgements of them.
type asked struct {
	rows  blas32.General
	ids   retrieval.IDs
	qrels retrieval.Qrels
}

// readTexts reads a folder: corpus.npy and corpus.ids, and for train and test queries.*.npy,
// queries.*.ids and qrels.*.tsv.
func readTexts(ctx context.Context, dir string) (*texts, error) {
	t := &texts{seen: map[string]bool{}}
	var err error
	if t.corpus, t.ids, err = readRows(ctx, filepath.Join(dir, "corpus")); err != nil {
		return nil, err
	}
	for part, to := range map[string]*asked{"train": &t.learned, "test": &t.tested} {
		if to.rows, to.ids, err = readRows(ctx, filepath.Join(dir, "queries."+part)); err != nil {
			return nil, err
		}
		if to.qrels, err = retrieval.ReadQrels(filepath.Join(dir, "qrels."+part+".tsv")); err != nil {
			return nil, err
		}
	}
	for _, grades := range t.learned.qrels {
		for document, grade := range grades {
			if grade >= 1 {
				t.seen[document] = true
			}
		}
	}
	return t, nil
}

// readRows reads the rows of a .npy, at unit length, with the ids beside it.
func readRows(ctx context.Context, path string) (unit blas32.General, ids retrieval.IDs, err error) {
	z, err := arrayfile.ReadFloat32(ctx, path+".npy")
	if err != nil {
		return z, nil, err
	}
	if unit, err = unitRows(z); err != nil {
		return z, nil, fmt.Errorf("%s.npy: %w", path, err)
	}
	ids, err = retrieval.ReadIDs(path+".ids", z.Rows)
	return unit, ids, err
}

func (t *texts) name() string { return "SciFact" }

func (t *texts) taus() []float64 { return []float64{0.01, 0.02, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5} }

// before: the head changes nothing before it is trained.
func (t *texts) before(ctx context.Context, seed uint64) (given, untrained *Snapshot, err error) {
	given, err = t.look(ctx, t.learned.rows)
	return given, given, err
}

// judgements are those of training, in the order of rows.
func (t *texts) judgements() (judged []adapt.Judgement, err error) {
	everything := func(string) bool { return true }
	queries, documents := t.learned.ids.Rows(t.learned.rows.Rows, everything), t.ids.Rows(t.corpus.Rows, everything)
	for _, query := range slices.Sorted(maps.Keys(t.learned.qrels)) {
		for _, document := range slices.Sorted(maps.Keys(t.learned.qrels[query])) {
			q, known := queries[query]
			d, found := documents[document]
			if !known || !found {
				return nil, fmt.Errorf("query %q or document %q of the judgements has no row", query, document)
			}
			judged = append(judged, adapt.Judgement{Query: q, Doc: d, Grade: t.learned.qrels[query][document]})
		}
	}
	return judged, nil
}

// fit trains a head as temper adapt does: the number of passes up to most is chosen by folds.
func (t *texts) fit(ctx context.Context, seed uint64, tau float64, most int) (*adapt.Result, error) {
	judged, err := t.judgements()
	if err != nil {
		return nil, err
	}
	trainer := adapt.Trainer{Settings: adapt.Defaults(), Loss: loss.Contrastive{Tau: tau}, Taus: []float64{tau}, Threads: 1}
	trainer.Seed, trainer.Passes = seed, most
	return trainer.Train(ctx, adapt.Data{Queries: t.learned.rows, Corpus: t.corpus, Judgements: judged})
}
