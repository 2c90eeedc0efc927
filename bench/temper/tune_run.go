package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	folder "github.com/abc86604/temper/nn/run"
	"github.com/abc86604/temper/nn/tune"
)

// tuneFile is the file of a race's folder that knows all of it.
const tuneFile = "tune.json"

// tuneState is what tune.json says, and --json prints.
type tuneState struct {
	Format   int           `json:"format"`
	Encoders *tuneEncoders `json:"encoders,omitempty"` // the settings of a race of encoders,
	Heads    *tuneHeads    `json:"heads,omitempty"`    // or of one of heads
	Race     *tune.Race    `json:"race"`
	Advice   *tune.Advice  `json:"advice,omitempty"` // nil while the race is not over
}

const tuneFormat = 1

// A contest is what races.
type contest interface {
	// entrants are those of a race, whose progress the bar shows.
	entrants(r *tune.Race, bar *tuneBar) ([]tune.Entrant, error)
	measure() tuneMeasure
	// finish leaves a finished run of the winner, and says in lines what to do with it.
	finish(ctx context.Context, tau float64) ([]string, error)
	// seen is all that was seen of a track, its looks or more.
	seen(t tune.Track) []tune.Look
}

// tuneRun is a race under way.
type tuneRun struct {
	dir    string
	folder *folder.Folder
	state  tuneState
	contest
	finished []string
}

// open begins a race, or opens the one that --resume goes on with.
func (f *tuneFlags) open(cmd *cobra.Command) (*tuneRun, error) {
	if f.resume {
		return f.resumed(cmd)
	}
	if err := checkEmpty(f.out); err != nil { // before the data is loaded, which may take long
		return nil, err
	}
	r := &tuneRun{dir: f.out, state: tuneState{Format: tuneFormat}}
	begin := f.beginHeads
	if f.source(cmd) == "data" {
		begin = f.beginEncoders
	}
	if err := begin(cmd, r); err != nil {
		return nil, err
	}
	if _, err := r.contest.entrants(r.state.Race, nil); err != nil { // before anything is written
		return nil, err
	}
	var err error
	if r.folder, err = folder.Lock(f.out); err != nil {
		return nil, err
	}
	return r, r.write()
}

// checkEmpty returns an error unless a folder is empty or not there. What a process leaves
// that dies before its race has begun does not count.
func checkEmpty(dir string) error {
	entries, err := os.ReadDir(dir)
	entries = slices.DeleteFunc(entries, func(e os.DirEntry) bool {
		return e.Name() == "lock" || strings.HasPrefix(e.Name(), "."+tuneFile)
	})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case exists(filepath.Join(dir, tuneFile)):
		return fmt.Errorf("%s holds a race: resume it or choose another folder", dir)
	case len(entries) > 0:
		return fmt.Errorf("%s is not empty: a race wants a folder of its own", dir)
	}
	return nil
}

// resumed is the race in --out.
func (f *tuneFlags) resumed(cmd *cobra.Command) (_ *tuneRun, err error) {
	path := filepath.Join(f.out, tuneFile)
	if !exists(path) {
		return nil, fmt.Errorf("%s holds no race: it has no %s", f.out, tuneFile)
	}
	r := &tuneRun{dir: f.out}
	if r.folder, err = folder.Lock(f.out); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			r.folder.Unlock()
		}
	}()
	if err := readJSON(path, &r.state); err != nil {
		return nil, err
	}
	s := &r.state
	switch {
	case s.Race == nil || (s.Encoders == nil) == (s.Heads == nil) || s.Format != tuneFormat:
		return nil, fmt.Errorf("%s: no race that this temper knows", path)
	case s.Encoders != nil:
		return r, f.resumeEncoders(cmd, r)
	}
	return r, f.resumeHeads(cmd, r)
}

// race races to the end, and keeps all that it sees.
func (r *tuneRun) race(ctx context.Context, threads int, bar *tuneBar) error {
	race := r.state.Race
	entrants, err := r.entrants(race, bar)
	if err != nil {
		return err
	}
	race.Threads = threads
	race.Looked = func(t tune.Track) error {
		bar.looked(t, r.measure())
		return r.write()
	}
	advice, err := race.Run(ctx, entrants)
	if err != nil {
		return err
	}
	if r.finished, err = r.finish(ctx, advice.Tau); err != nil {
		return err
	}
	r.state.Advice = &advice
	return r.write()
}

// write replaces tune.json.
func (r *tuneRun) write() error {
	text, err := json.MarshalIndent(r.state, "", "  ")
	if err != nil {
		return err
	}
	return r.folder.Write(tuneFile, func(w io.Writer) error { _, err := w.Write(append(text, '\n')); return err })
}
