package adapt

import (
	"context"

	"github.com/abc86604/temper/loss"
)

// DefaultTaus are the temperatures that are tried.
func DefaultTaus() []float64 { return []float64{0.02, 0.05, 0.1} }

// A Trainer trains an adapter, and chooses its temperature and the length of its training on
// the training data alone.
type Trainer struct {
	Settings
	Loss    loss.Loss // at Taus where it has a temperature
	Taus    []float64 // to choose among; none: DefaultTaus
	Threads int       // 0 or 1: one; changes no bit

	// Progress, unless nil, is called now and then by one goroutine at a time: so many
	// passes of all are done.
	Progress func(done, total int)
	// Known, unless nil, returns what an earlier call of Tried was told, nil if it was not:
	// it is not tried again. Tried, unless nil, is called after each trial by one goroutine
	// at a time; an error of it ends the search.
	Known func(Trial) [][]float64
	Tried func(Trial, [][]float64) error
}

// A Trial is a training with one of the losses that leaves out one of the folds. What it
// gives is a row for each number of passes that is looked at, of the scores of the fold's
// queries.
type Trial struct{ Loss, Fold int }

// A Result is what a Trainer has found.
type Result struct {
	*Adapter
	Curve  []Point // all that were tried; none where there are too few judged queries for two folds
	Chosen int     // which of them, -1: the embeddings are best as they are
	// Of are the numbers of the queries that were left out in turn: all that are judged.
	// Before are their scores by the embeddings as they are, After by the training at the
	// chosen point that has not seen them. The scores are nDCG@10, of classes precision@1.
	// Seen tells whether a document that is relevant to the query was relevant to another
	// one in that training.
	Of            []int
	Before, After []float64
	Seen          []bool
	Prefixes      []Prefix // means by the first values alone, all values last
}

// A Prefix is the mean score of the queries left out by the first values of the embeddings
// at unit length, as they are and by the trainings that have not seen the queries.
type Prefix struct {
	Size   int     `json:"size"`
	Before float64 `json:"before"`
	After  float64 `json:"after"`
}

// Identity tells whether the embeddings were best as they are.
func (r *Result) Identity() bool { return r.Chosen < 0 }

// Train tries all temperatures and numbers of passes by folds of the judged queries, chooses
// by what the queries left out gain, and trains the chosen on all judgements. The loss is
// one of pairs. An error names what is wrong with the data or the settings; when ctx ends,
// it is soon its error.
func (t *Trainer) Train(ctx context.Context, d Data) (*Result, error) {
	task, err := newDocuments(t.Settings, t.Threads, d)
	if err != nil {
		return nil, err
	}
	return t.find(ctx, task)
}

// TrainClasses is Train on rows of classes, of which none is a document: a head for all rows
// is trained with a loss that finds positives by class, such as loss.SupCon, and judged by
// the share of rows whose nearest one in their fold is of their class. Folds keep classes
// apart where there are ten or more, and rows otherwise.
func (t *Trainer) TrainClasses(ctx context.Context, c Classes) (*Result, error) {
	task, err := newClasses(t.Settings, c)
	if err != nil {
		return nil, err
	}
	return t.find(ctx, task)
}

// find searches for the best training of a task.
func (t *Trainer) find(ctx context.Context, task task) (*Result, error) {
	s := &search{Trainer: t, task: task, looks: looks(t.Passes)}
	if err := s.chooseLosses(); err != nil {
		return nil, err
	}
	if err := s.validate(ctx); err != nil {
		return nil, err
	}
	return s.conclude(ctx)
}
