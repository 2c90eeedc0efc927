package adapt

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/format/safetensors"
	"github.com/abc86604/temper/nn/run"
)

// ErrNone says that a folder is the run of something else than an adapter.
var ErrNone = errors.New("no run of an adapter")

// meta is what a checkpoint says of its heads.
type meta struct {
	Towers Towers   `json:"towers"`
	Query  headMeta `json:"query"`
	Corpus headMeta `json:"corpus"`
}

type headMeta struct {
	Kind string `json:"kind"`
	In   int    `json:"in"`
	Out  int    `json:"out"`
	Rank int    `json:"rank,omitempty"`
}

// Checkpoint is the adapter as the folder of a run keeps it, with what is said beside it.
func (a *Adapter) Checkpoint(more map[string]string) (run.Checkpoint, error) {
	text, err := json.Marshal(meta{a.towers, a.Query.meta(), a.Corpus.meta()})
	if err != nil {
		return run.Checkpoint{}, err
	}
	c := run.Checkpoint{Metadata: map[string]string{run.AdapterKey: string(text)}, Tensors: a.Query.tensors("query.")}
	for key, value := range more {
		c.Metadata[key] = value
	}
	if a.towers != Shared {
		c.Tensors = append(c.Tensors, a.Corpus.tensors("corpus.")...)
	}
	return c, nil
}

func (h *Head) meta() headMeta {
	m := headMeta{Kind: h.kind, In: h.In(), Out: h.Out()}
	if h.kind == LowRank {
		m.Rank = h.params[0].Shape[1]
	}
	return m
}

// tensors are the head's base and its parameters, under names with a prefix.
func (h *Head) tensors(prefix string) []safetensors.Tensor {
	all := []safetensors.Tensor{{Name: prefix + "base", Shape: []int{h.In(), h.Out()}, Data: h.base.Data}}
	for _, p := range h.params {
		all = append(all, safetensors.Tensor{Name: prefix + p.Name, Shape: p.Shape, Data: p.Value})
	}
	return all
}

// Load reads the adapter that the folder of a run keeps. The error of a folder that has
// another kind of run is [ErrNone]; others name the file, or the folder of a run that has
// learned nothing yet ([run.ErrNone]).
func Load(dir string) (*Adapter, error) {
	file, err := run.Open(dir)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, ok := file.Metadata[run.AdapterKey]
	if !ok {
		return nil, fmt.Errorf("%s: %w", dir, ErrNone)
	}
	a, err := parse(text, file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file.Path, err)
	}
	tensors := a.Query.tensors("query.")
	if a.towers != Shared {
		tensors = append(tensors, a.Corpus.tensors("corpus.")...)
	}
	if err := file.ReadAll(tensors); err != nil {
		return nil, err
	}
	a.Digest, a.Notice = file.Digest, file.Notice
	a.Query.identity, a.Corpus.identity = isIdentity(a.Query.base), isIdentity(a.Corpus.base)
	return a, nil
}

// parse returns the adapter that a checkpoint describes, with room for its numbers, which the
// file has.
func parse(text string, file *run.File) (*Adapter, error) {
	var m meta
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return nil, fmt.Errorf("its adapter: %w", err)
	}
	a := &Adapter{towers: m.Towers}
	var err error
	if a.Query, err = m.Query.head(file, "query."); err != nil {
		return nil, err
	}
	switch m.Towers {
	case Shared:
		a.Corpus = a.Query
		return a, nil
	case Query, Two:
		if m.Corpus.In != m.Query.In || m.Corpus.Out != m.Query.Out {
			return nil, fmt.Errorf("queries from %d to %d values, documents from %d to %d", m.Query.In, m.Query.Out, m.Corpus.In, m.Corpus.Out)
		}
		a.Corpus, err = m.Corpus.head(file, "corpus.")
		return a, err
	}
	return nil, fmt.Errorf("towers %q: want %s, %s or %s", m.Towers, Query, Shared, Two)
}

// head returns a head of zeros, once the file is known to have what it claims.
func (m headMeta) head(file *run.File, prefix string) (*Head, error) {
	if m.In < 1 || m.Out < 1 {
		return nil, fmt.Errorf("a head from %d to %d values", m.In, m.Out)
	}
	claimed, err := layout(m.Kind, m.In, m.Out, m.Rank)
	if err != nil {
		return nil, err
	}
	claimed = append(claimed, safetensors.Tensor{Name: "base", Shape: []int{m.In, m.Out}})
	for _, t := range claimed {
		t.Name = prefix + t.Name
		if err := file.Check(t); err != nil {
			return nil, err
		}
	}
	return newHead(m.Kind, matrix.New(m.In, m.Out), m.Rank, 0, 0)
}
