package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/adapt"
	folder "github.com/abc86604/temper/nn/run"
)

// Files of an adapter's run beside those that every run has.
const (
	triedFile   = "tried.json"   // the scores of every trial, for --resume
	resultsFile = "results.json" // what was found
	seenFile    = "seen.ids"     // documents that were relevant in training
)

// adaptSettings are all that decides an adapter, as config.json has them.
type adaptSettings struct {
	adapt.Settings
	Loss   lossJSON    `json:"loss"`
	Taus   []float64   `json:"taus,omitempty"`
	Inputs adaptInputs `json:"data"`
}

// lossJSON is a loss with its parameters, as config.json has it.
type lossJSON struct{ loss.Loss }

// MarshalJSON writes the loss by its name.
func (l lossJSON) MarshalJSON() ([]byte, error) { return loss.Marshal(l.Loss) }

// UnmarshalJSON reads what MarshalJSON wrote.
func (l *lossJSON) UnmarshalJSON(text []byte) (err error) {
	l.Loss, err = loss.Unmarshal(text)
	return err
}

// adaptConfig is config.json of an adapter's run.
type adaptConfig struct {
	Format  int    `json:"format"`
	Adapter string `json:"adapter"` // SHA-256 of what it is trained on
	adaptSettings
}

// adaptRun is a run under way.
type adaptRun struct {
	dir    string
	folder *folder.Folder
	config adaptConfig
	inputs *adaptData
	tried  map[string][][]float64 // scores by the loss and the fold of each trial
}

// beginAdaptRun begins a run in a folder that holds none.
func beginAdaptRun(dir string, s adaptSettings, inputs *adaptData) (*adaptRun, error) {
	s.Inputs = s.Inputs.absolute()
	r := &adaptRun{dir: dir, config: adaptConfig{1, inputs.digest, s}, inputs: inputs, tried: map[string][][]float64{}}
	var err error
	if r.folder, err = folder.Lock(dir); err != nil {
		return nil, err
	}
	if err := r.write(folder.ConfigFile, r.config); err != nil {
		r.folder.Unlock()
		return nil, err
	}
	return r, nil
}

// openAdaptRun opens a run that is to go on, on the data that it was begun with.
func openAdaptRun(ctx context.Context, dir string) (_ *adaptRun, err error) {
	r := &adaptRun{dir: dir, tried: map[string][][]float64{}}
	if err := readJSON(filepath.Join(dir, folder.ConfigFile), &r.config); err != nil {
		return nil, err
	}
	if r.config.Adapter == "" {
		return nil, fmt.Errorf("%s: %w", dir, adapt.ErrNone)
	}
	if r.inputs, err = r.config.Inputs.read(ctx); err != nil {
		return nil, err
	}
	if r.inputs.digest != r.config.Adapter {
		return nil, fmt.Errorf("%s: its data is not what the run was begun with", dir)
	}
	if err := readJSON(filepath.Join(dir, triedFile), &r.tried); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	r.folder, err = folder.Lock(dir)
	return r, err
}

func readJSON(path string, v any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, v); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// write replaces one of the folder's files by an object in JSON.
func (r *adaptRun) write(name string, v any) error {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return r.folder.Write(name, func(w io.Writer) error { _, err := w.Write(append(text, '\n')); return err })
}

// train searches for the best adapter, and keeps what has been tried.
func (r *adaptRun) train(ctx context.Context, threads int, progress func(done, total int)) (*adapt.Result, error) {
	t := adapt.Trainer{
		Settings: r.config.Settings, Loss: r.config.Loss.Loss, Taus: r.config.Taus, Threads: threads, Progress: progress,
		Known: func(t adapt.Trial) [][]float64 { return r.tried[trialName(t)] },
		Tried: func(t adapt.Trial, scores [][]float64) error {
			if _, known := r.tried[trialName(t)]; known {
				return nil
			}
			r.tried[trialName(t)] = scores
			return r.write(triedFile, r.tried)
		},
	}
	if r.inputs.classes.Labels != nil {
		return t.TrainClasses(ctx, r.inputs.classes)
	}
	return t.Train(ctx, r.inputs.data)
}

// trialName is what tried.json calls a trial.
func trialName(t adapt.Trial) string { return fmt.Sprintf("%d/%d", t.Loss, t.Fold) }

// keep writes what was found into the folder: the heads last, with which it is a whole run.
func (r *adaptRun) keep(result *adapt.Result, report adaptReport) error {
	if err := r.write(resultsFile, report); err != nil {
		return err
	}
	if err := r.folder.Write(folder.MetricsFile, func(w io.Writer) error { return writeCurve(w, result.Curve) }); err != nil {
		return err
	}
	if err := r.folder.Write(seenFile, func(w io.Writer) error { return writeLines(w, r.seen()) }); err != nil {
		return err
	}
	for name, head := range result.Heads() {
		if err := head.Export(filepath.Join(r.dir, name)); err != nil {
			return err
		}
	}
	config, err := json.Marshal(r.config.Settings)
	if err != nil {
		return err
	}
	c, err := result.Checkpoint(map[string]string{"settings": string(config)})
	if err != nil {
		return err
	}
	return r.folder.Save(c)
}

// seen are the ids of the documents that are relevant to a query.
func (r *adaptRun) seen() (ids []string) {
	var docs []int
	for _, j := range r.inputs.data.Judgements {
		if j.Grade >= 1 {
			docs = append(docs, j.Doc)
		}
	}
	slices.Sort(docs)
	for _, doc := range slices.Compact(docs) {
		ids = append(ids, r.inputs.corpus.Of(doc))
	}
	return ids
}

func writeLines(w io.Writer, lines []string) error {
	out := bufio.NewWriter(w)
	for _, line := range lines {
		fmt.Fprintln(out, line)
	}
	return out.Flush()
}

// writeCurve writes a line for every point that was tried.
func writeCurve(w io.Writer, curve []adapt.Point) error {
	out := csv.NewWriter(w)
	digits := func(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
	out.Write([]string{"tau", "passes", "gain", "standard_error"})
	for _, p := range curve {
		out.Write([]string{digits(p.Tau), strconv.Itoa(p.Passes), digits(p.Gain), digits(p.Error)})
	}
	out.Flush()
	return out.Error()
}

// readSeen reads the ids of the documents that were relevant in an adapter's training.
func readSeen(dir string) (map[string]bool, error) {
	text, err := os.ReadFile(filepath.Join(dir, seenFile))
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		seen[strings.TrimRight(line, "\r\n")] = true
	}
	return seen, nil
}
