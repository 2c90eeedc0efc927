package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/adapt"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/eval/retrieval"
	"github.com/abc86604/temper/nn/format/arrayfile"
)

// adaptInputs are the files that an adapter is trained on.
type adaptInputs struct {
	Corpus     string `json:"corpus,omitempty"`
	CorpusIDs  string `json:"corpus_ids,omitempty"`
	Queries    string `json:"queries,omitempty"`
	QueryIDs   string `json:"query_ids,omitempty"`
	Qrels      string `json:"qrels,omitempty"`
	Validation string `json:"validation_qrels,omitempty"`
	Pairs      string `json:"pairs,omitempty"`
	Embeddings string `json:"embeddings,omitempty"`
	Labels     string `json:"labels,omitempty"`
}

// adaptFiles are the flags of the files.
func (in *adaptInputs) flags() map[string]*string {
	return map[string]*string{
		"corpus": &in.Corpus, "corpus-ids": &in.CorpusIDs, "queries": &in.Queries, "query-ids": &in.QueryIDs,
		"qrels": &in.Qrels, "validation-qrels": &in.Validation, "pairs": &in.Pairs,
		"embeddings": &in.Embeddings, "labels": &in.Labels,
	}
}

var adaptFileHelp = map[string]string{
	"corpus":           "matrix, a row for each document",
	"corpus-ids":       "ids of the documents, a line each",
	"queries":          "matrix, a row for each query",
	"query-ids":        "ids of the queries, a line each",
	"qrels":            "judgements: which documents are relevant to which queries, in BEIR's or TREC's form",
	"validation-qrels": "judgements of other queries, to choose by in place of folds",
	"pairs":            "two matrices A,B whose rows i belong together, in place of --corpus and --queries",
	"embeddings":       "matrix, a row for each sample of a class, in place of --corpus and --queries",
	"labels":           "their classes, integers",
}

// define defines the flags of the files, but for those named.
func (in *adaptInputs) define(flags *pflag.FlagSet, but ...string) {
	for name, value := range in.flags() {
		if !slices.Contains(but, name) {
			flags.StringVar(value, name, "", adaptFileHelp[name])
		}
	}
}

// absolute is the files by paths that hold in any working directory.
func (in adaptInputs) absolute() adaptInputs {
	for _, path := range in.flags() {
		words := strings.Split(*path, ",")
		for i, word := range words {
			words[i] = job.Absolute(word)
		}
		*path = strings.Join(words, ",")
	}
	return in
}

// adaptSources are the kinds of data by the flag that each begins with.
var adaptSources = []struct {
	flag         string
	needs, takes []string
}{
	{"corpus", []string{"queries", "qrels"}, []string{"corpus-ids", "query-ids", "validation-qrels"}},
	{"pairs", nil, nil},
	{"embeddings", []string{"labels"}, nil},
}

// check returns a usage error unless the files are those of one kind of data.
func (in *adaptInputs) check(cmd *cobra.Command) error {
	for _, source := range adaptSources {
		if !cmd.Flags().Changed(source.flag) {
			continue
		}
		if err := needFlags(cmd, "--"+source.flag, source.needs...); err != nil {
			return err
		}
		own := append(append([]string{source.flag}, source.needs...), source.takes...)
		for _, name := range slices.Sorted(maps.Keys(in.flags())) {
			if !slices.Contains(own, name) {
				if err := refuseFlags(cmd, "--"+source.flag, name); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return usagef("adapt needs --corpus, --pairs or --embeddings")
}

// adaptData is what was read from the files.
type adaptData struct {
	data    adapt.Data
	classes adapt.Classes // of rows with labels; then the data is none
	corpus  retrieval.IDs
	digest  string // SHA-256 of all that decides the adapter
}

// dim is the number of values of the rows.
func (d *adaptData) dim() int { return max(d.data.Corpus.Cols, d.classes.Rows.Cols) }

// read reads the files.
func (in *adaptInputs) read(ctx context.Context) (*adaptData, error) {
	h := sha256.New()
	d := &adaptData{}
	var err error
	switch {
	case in.Embeddings != "":
		err = in.readClasses(ctx, d, h)
	case in.Pairs != "":
		err = in.readPairs(ctx, d, h)
	default:
		err = in.readJudged(ctx, d, h)
	}
	d.digest = hex.EncodeToString(h.Sum(nil))
	return d, err
}

// readMatrix reads a matrix whose rows all have a direction.
func readMatrix(ctx context.Context, path string, h hash.Hash) (blas32.General, error) {
	if err := checkMemory(ctx, path, physicalMemory()); err != nil {
		return blas32.General{}, err
	}
	z, err := arrayfile.ReadFloat32(ctx, path)
	if err != nil {
		return z, err
	}
	if bad := matrix.WithoutDirection(z); len(bad) > 0 {
		return z, &data.BadItems{Path: path, Of: z.Rows, Items: data.BadRows(bad)}
	}
	rows, err := data.NewRows(z, nil, path)
	if err != nil {
		return z, err
	}
	fmt.Fprintln(h, rows.Digest())
	return z, nil
}

func (in *adaptInputs) readClasses(ctx context.Context, d *adaptData, h hash.Hash) (err error) {
	if d.classes.Rows, err = readMatrix(ctx, in.Embeddings, h); err != nil {
		return err
	}
	if d.classes.Labels, err = arrayfile.ReadInts(ctx, in.Labels); err != nil {
		return err
	}
	if n := len(d.classes.Labels); n != d.classes.Rows.Rows {
		return fmt.Errorf("%s has %d labels, %s has %d rows", in.Labels, n, in.Embeddings, d.classes.Rows.Rows)
	}
	fmt.Fprintln(h, d.classes.Labels)
	return nil
}

func (in *adaptInputs) readPairs(ctx context.Context, d *adaptData, h hash.Hash) error {
	a, b, ok := strings.Cut(in.Pairs, ",")
	if !ok {
		return usagef("--pairs %s: want two files, A,B", in.Pairs)
	}
	first, err := readMatrix(ctx, a, h)
	if err != nil {
		return err
	}
	second, err := readMatrix(ctx, b, h)
	if err != nil {
		return err
	}
	if first.Rows != second.Rows || first.Cols != second.Cols {
		return fmt.Errorf("%s is %d×%d, %s is %d×%d: rows i are to belong together", a, first.Rows, first.Cols, b, second.Rows, second.Cols)
	}
	d.data = adapt.Pairs(first, second)
	return nil
}

func (in *adaptInputs) readJudged(ctx context.Context, d *adaptData, h hash.Hash) (err error) {
	if d.data.Corpus, err = readMatrix(ctx, in.Corpus, h); err != nil {
		return err
	}
	if d.data.Queries, err = readMatrix(ctx, in.Queries, h); err != nil {
		return err
	}
	if d.data.Queries.Cols != d.data.Corpus.Cols {
		return fmt.Errorf("%s has %d columns, %s has %d", in.Corpus, d.data.Corpus.Cols, in.Queries, d.data.Queries.Cols)
	}
	if d.corpus, err = idsOf(in.CorpusIDs, d.data.Corpus.Rows); err != nil {
		return err
	}
	queries, err := idsOf(in.QueryIDs, d.data.Queries.Rows)
	if err != nil {
		return err
	}
	places := adaptPlaces{
		queries: queries.Rows(d.data.Queries.Rows, always), corpus: d.corpus.Rows(d.data.Corpus.Rows, always),
	}
	if d.data.Judgements, err = places.judgements(in.Qrels); err != nil {
		return err
	}
	if in.Validation != "" {
		if d.data.Validation, err = places.judgements(in.Validation); err != nil {
			return err
		}
	}
	if in.CorpusIDs != "" && in.QueryIDs != "" {
		d.data.Same = places.same(queries, d.data.Queries.Rows)
	}
	fmt.Fprintln(h, d.data.Judgements, d.data.Validation, d.data.Same)
	return nil
}

func always(string) bool { return true }

// idsOf reads the ids of so many rows, nil for their numbers.
func idsOf(path string, rows int) (retrieval.IDs, error) {
	if path == "" {
		return nil, nil
	}
	return retrieval.ReadIDs(path, rows)
}

// adaptPlaces are the rows of queries and documents by their ids.
type adaptPlaces struct{ queries, corpus map[string]int }

// judgements reads judgements, in the order of rows. It is an error if an id is in no file.
func (p adaptPlaces) judgements(path string) ([]adapt.Judgement, error) {
	qrels, err := retrieval.ReadQrels(path)
	if err != nil {
		return nil, err
	}
	var all []adapt.Judgement
	for _, query := range slices.Sorted(maps.Keys(qrels)) {
		q, ok := p.queries[query]
		if !ok {
			return nil, fmt.Errorf("%s: query %q is not among the queries; --query-ids says which ids their rows have", path, query)
		}
		for _, document := range slices.Sorted(maps.Keys(qrels[query])) {
			d, ok := p.corpus[document]
			if !ok {
				return nil, fmt.Errorf("%s: document %q is not in the corpus; --corpus-ids says which ids its rows have", path, document)
			}
			all = append(all, adapt.Judgement{Query: q, Doc: d, Grade: qrels[query][document]})
		}
	}
	return all, nil
}

// same is the document that has the id of each query, -1 for none.
func (p adaptPlaces) same(queries retrieval.IDs, n int) []int {
	same := make([]int, n)
	for q := range same {
		same[q] = -1
		if d, ok := p.corpus[queries.Of(q)]; ok {
			same[q] = d
		}
	}
	return same
}
