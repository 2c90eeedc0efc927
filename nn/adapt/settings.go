package adapt

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/abc86604/temper/nn/setting"
)

// Settings say how a head is trained and chosen. Begin with [Defaults].
type Settings struct {
	Head        string   `json:"head" default:"linear" help:"linear, lowrank:R of rank R, or mlp"`
	Towers      Towers   `json:"towers" default:"query" choices:"query,shared,two" help:"which embeddings change: the queries' alone, both by one head, or each by its own"`
	Dim         int      `json:"dim" default:"0" range:"[0,)" help:"values of the new embeddings; 0: as many as before"`
	Prefixes    string   `json:"prefixes" default:"" help:"train the first so many values as well, such as 64,128,256"`
	Passes      int      `json:"passes" default:"24" range:"[1,)" help:"most passes over the judgements"`
	Batch       int      `json:"batch" default:"256" range:"[1,)" help:"judgements a step"`
	LR          float64  `json:"lr" default:"0.0003" range:"(0,)" help:"learning rate of adamw"`
	WeightDecay float64  `json:"weight_decay" default:"20" range:"[0,)" help:"weight decay towards the embeddings as they are: with adamw no weight grows far beyond its inverse"`
	Validate    Validate `json:"validate" default:"components" choices:"components,queries" help:"what folds keep apart: documents and queries, or queries alone, for a corpus that stays"`
	Seed        uint64   `json:"seed" default:"1" help:"seed of everything drawn at random"`
}

// Towers say which embeddings change.
type Towers string

// Query leaves the documents as they are, so that nothing is indexed again; Shared is one
// head for both; Two is a head for each.
const (
	Query  Towers = "query"
	Shared Towers = "shared"
	Two    Towers = "two"
)

// Validate says what the folds keep apart, by which a head is chosen.
type Validate string

// With Components no document is judged in two folds: the heads are chosen by documents
// that they have not seen. With Queries it is the queries alone that are unseen.
const (
	Components Validate = "components"
	Queries    Validate = "queries"
)

// Defaults returns the settings that are usual.
func Defaults() Settings {
	var s Settings
	setting.SetDefaults(&s)
	return s
}

// Check returns an error for settings that make no sense for rows of so many values.
func (s Settings) Check(dim int) error {
	if err := setting.Check(&s); err != nil {
		return err
	}
	kind, rank, err := s.kind()
	if err != nil {
		return err
	}
	if s.Dim > dim {
		return fmt.Errorf("dim %d: the rows have %d values", s.Dim, dim)
	}
	if most := s.out(dim); kind == LowRank && (rank < 1 || rank > most) {
		return fmt.Errorf("head %s: want a rank from 1 to %d", s.Head, most)
	}
	_, err = s.prefixes(dim)
	return err
}

// kind is the head's kind and its rank.
func (s Settings) kind() (kind string, rank int, err error) {
	kind, of, given := strings.Cut(s.Head, ":")
	if rank, err = strconv.Atoi(of); given && err != nil || given != (kind == LowRank) || !slices.Contains(Kinds, kind) {
		return "", 0, fmt.Errorf("head %q: want linear, lowrank:R such as lowrank:32, or mlp", s.Head)
	}
	return kind, rank, nil
}

// out is the number of values that a head yields for rows of dim.
func (s Settings) out(dim int) int {
	if s.Dim > 0 {
		return s.Dim
	}
	return dim
}

// prefixes are the numbers of first values that the loss is taken of, all of them last.
func (s Settings) prefixes(dim int) (sizes []int, err error) {
	all := s.out(dim)
	if s.Prefixes == "" {
		return []int{all}, nil
	}
	last := 0
	for word := range strings.SplitSeq(s.Prefixes, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(word))
		if err != nil || n <= last || n > all {
			return nil, fmt.Errorf("prefixes %q: want rising numbers up to %d", s.Prefixes, all)
		}
		sizes, last = append(sizes, n), n
	}
	if last < all {
		sizes = append(sizes, all)
	}
	return sizes, nil
}

// The streams of random numbers.
const (
	foldStream uint64 = iota + 1
	orderStream
	sampleStream
	headStream
)
