package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/adapt"
	"github.com/abc86604/temper/nn/eval/retrieval"
	"github.com/abc86604/temper/nn/format/arrayfile"
	"github.com/abc86604/temper/nn/mine"
	"gonum.org/v1/gonum/blas/blas32"
)

// mineFiles are what temper mine reads.
type mineFiles struct {
	corpus        *arrayfile.Matrix
	queries       blas32.General // those that are judged
	ids, queryIDs retrieval.IDs
	data          mine.Data // what is mined: by an adapter other vectors than those of the files
	found         retrievalReport
}

// read reads the files. Their corpus is open unless there is an error.
func (f *mineFlags) read(ctx context.Context) (files mineFiles, err error) {
	qrels, err := retrieval.ReadQrels(f.of.retrieval.qrels)
	if err != nil {
		return files, err
	}
	if files.corpus, err = arrayfile.Open(ctx, f.of.retrieval.corpus); err != nil {
		return files, err
	}
	if err = files.fill(ctx, f, qrels); err != nil {
		files.corpus.Close()
	}
	return files, err
}

// fill reads the other files, and maps both sides by the adapter.
func (m *mineFiles) fill(ctx context.Context, f *mineFlags, qrels retrieval.Qrels) (err error) {
	m.found.Judgements = qrels.Judgements()
	if m.ids, err = f.of.corpusIDs(m.corpus.Len(), qrels, &m.found); err != nil {
		return err
	}
	for row, id := range m.ids {
		if strings.Contains(id, "\t") {
			return fmt.Errorf("%s: row %d: id %q cannot stand in --out, whose columns are cut at tabs", f.of.retrieval.corpusIDs, row, id)
		}
	}
	if m.queries, m.queryIDs, err = f.of.judgedQueries(ctx, qrels, &m.found); err != nil {
		return err
	}
	if m.queries.Cols != m.corpus.Dim() {
		return fmt.Errorf("%s has %d columns, %s has %d", f.of.retrieval.corpus, m.corpus.Dim(), f.of.queries, m.queries.Cols)
	}
	m.data = mine.Data{Corpus: m.corpus, Queries: m.queries}
	if m.know(qrels); !relevant(m.data.Judgements) {
		return fmt.Errorf("%s: no document of %s is relevant to a query of %s", f.of.retrieval.qrels, f.of.retrieval.corpus, f.of.queries)
	}
	return m.adapt(f)
}

// know says what is known of queries and documents: the judgements, and which of them are
// one by their ids.
func (m *mineFiles) know(qrels retrieval.Qrels) {
	wanted := map[string]bool{}
	for _, query := range m.queryIDs {
		wanted[query] = true
		for document := range qrels[query] {
			wanted[document] = true
		}
	}
	rows := m.ids.Rows(m.corpus.Len(), func(id string) bool { return wanted[id] })
	for q, query := range m.queryIDs {
		same, there := rows[query]
		if !there {
			same = -1
		}
		m.data.Same = append(m.data.Same, same)
		for document, grade := range qrels[query] {
			if row, there := rows[document]; there {
				m.data.Judgements = append(m.data.Judgements, adapt.Judgement{Query: q, Doc: row, Grade: grade})
			}
		}
	}
}

// relevant tells whether one of the judgements says so.
func relevant(all []adapt.Judgement) bool {
	for _, j := range all {
		if j.Grade >= 1 {
			return true
		}
	}
	return false
}

// adapt replaces what is mined by what the adapter makes of it, if there is one: of the corpus
// as it is read.
func (m *mineFiles) adapt(f *mineFlags) error {
	if f.adapter == "" {
		return nil
	}
	a, err := adapt.Load(f.adapter)
	if err != nil {
		return err
	}
	if m.data.Queries, err = f.mapped(a.Query, m.queries); err != nil {
		return err
	}
	m.data.Corpus = a.Corpus.Map(m.corpus)
	return nil
}

// mapped returns the queries by a head of the adapter.
func (f *mineFlags) mapped(h *adapt.Head, z blas32.General) (blas32.General, error) {
	if h.In() != z.Cols {
		return z, fmt.Errorf("%s: it takes rows of %d values, %s has %d", f.adapter, h.In(), f.of.queries, z.Cols)
	}
	y := matrix.New(z.Rows, h.Out())
	err := h.Apply(f.threads, y, z)
	if row := (*matrix.RowError)(nil); errors.As(err, &row) {
		err = fmt.Errorf("%s by %s: %w", f.of.queries, f.adapter, row)
	}
	return y, err
}
