package train

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/format/safetensors"
	"github.com/abc86604/temper/nn/run"
)

// A Run is what the folder of a run holds. Close it after use.
type Run struct {
	Settings
	Loss    loss.Loss
	Origin  Origin // where its items came from
	Items   int    // how many they were
	Encoder string // name of its architecture; "": of one's own layers
	Dim     int    // values of an embedding

	Epoch   int          // complete epochs
	Batch   int          // complete batches of the next one
	History []EpochStats // of the complete epochs
	Digest  string       // SHA-256 of all that changes during the run, by the tensors' names; "": nothing was learned

	// Notice is a line to be read before the run is used: its newest checkpoint is damaged,
	// and this is the one before it. "": nothing is to be said. GoingOn is one to be read
	// before training goes on.
	Notice, GoingOn string

	dir    string
	config config
	at     progress
	file   *run.File // nil: nothing was learned
}

// ErrAdapter says that a folder is the run of an adapter, which package adapt loads.
var ErrAdapter = errors.New("the run of an adapter, which maps embeddings and embeds no items: see temper embed --in")

// Open reads the folder of a run: its newest checkpoint that is whole. A folder whose run
// has not come to its first checkpoint is known by its config.json alone.
func Open(dir string) (*Run, error) {
	r := &Run{dir: dir}
	file, err := run.Open(dir)
	switch {
	case errors.Is(err, run.ErrNone):
		err = r.openConfig(filepath.Join(dir, run.ConfigFile))
	case err == nil:
		r.file = file
		err = r.read()
	}
	if err != nil {
		r.Close()
		return nil, err
	}
	c := r.config
	_, r.GoingOn = c.goOn()
	r.describe()
	r.Epoch, r.Batch, r.History = r.at.Epoch, r.at.Batch, r.at.History
	return r, nil
}

// OpenConfig reads a run's config.json alone, as of a run that has yet to begin.
func OpenConfig(path string) (*Run, error) {
	r := &Run{dir: filepath.Dir(path)}
	if err := r.openConfig(path); err != nil {
		return nil, err
	}
	r.describe()
	return r, nil
}

// describe fills in what the configuration says.
func (r *Run) describe() {
	c := r.config
	r.Settings, r.Loss, r.Origin, r.Items = c.Settings, c.Loss.Loss, c.Data.Origin, c.Data.Images
	r.Encoder, r.Dim = c.Encoder.Name, c.Encoder.Dim
}

// Close closes the run's files.
func (r *Run) Close() error {
	if r.file == nil {
		return nil
	}
	return r.file.Close()
}

// openConfig reads a run that has nothing but a configuration.
func (r *Run) openConfig(path string) error {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s holds no run: it has neither %s nor %s", r.dir, run.CheckpointFile, filepath.Base(path))
	}
	if err != nil {
		return err
	}
	if ofAdapter(text) {
		return fmt.Errorf("%s: %w", r.dir, ErrAdapter)
	}
	if r.config, err = decodeConfig(bytes.TrimSpace(text)); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// ofAdapter tells whether a config.json is that of an adapter's run.
func ofAdapter(text []byte) bool {
	var object map[string]json.RawMessage
	return json.Unmarshal(text, &object) == nil && object[run.AdapterKey] != nil
}

// read reads what the checkpoint says beside its tensors.
func (r *Run) read() (err error) {
	f := r.file
	r.Digest = f.Digest
	if _, ok := f.Metadata[run.AdapterKey]; ok {
		return fmt.Errorf("%s: %w", r.dir, ErrAdapter)
	}
	if r.config, err = decodeConfig([]byte(f.Metadata[metaConfig])); err != nil {
		return fmt.Errorf("%s: %w", f.Path, err)
	}
	if err := json.Unmarshal([]byte(f.Metadata[metaProgress]), &r.at); err != nil {
		return fmt.Errorf("%s: progress: %w", f.Path, cutShort(err))
	}
	if at := r.at; at.Epoch < 0 || at.Epoch > r.config.Epochs || at.Batch < 0 || len(at.History) != at.Epoch {
		return fmt.Errorf("%s: progress to epoch %d, batch %d, %d epochs of history", f.Path, at.Epoch, at.Batch, len(at.History))
	}
	r.Notice = f.Notice
	addTimes(r.at.History, filepath.Join(r.dir, run.MetricsFile))
	return r.readConfig()
}

// readConfig compares config.json with the checkpoint's copy of it, and takes from it
// where the items came from, and the epochs if those have grown since the checkpoint. If
// it is missing the checkpoint's copy does.
func (r *Run) readConfig() error {
	path := filepath.Join(r.dir, run.ConfigFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	c, err := decodeConfig(bytes.TrimSpace(text))
	if err != nil {
		return fmt.Errorf("%s: %w; without it the checkpoint's copy counts", path, err)
	}
	r.config = r.config.grown(c.Epochs)
	if err := r.config.same(c); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	r.config.Data.Source, r.config.Data.Origin = c.Data.Source, c.Data.Origin
	return nil
}

// NewEncoder returns the run's encoder, ready for Embed: with the averaged weights and
// running statistics of its checkpoint if the run has an EMA, else with the last ones.
func (r *Run) NewEncoder() (*nn.Encoder, error) {
	if r.config.EMA > 0 {
		return r.encoder("average.")
	}
	return r.encoder("encoder.")
}

// encoder returns an encoder of the run with the tensors of a prefix, or with initial
// weights where nothing has been learned.
func (r *Run) encoder(prefix string) (*nn.Encoder, error) {
	e, err := r.config.Encoder.build(r.config.Seed)
	if err != nil {
		return nil, err
	}
	if r.file != nil {
		if err := e.ReadTensors(r.file.File, prefix); err != nil {
			return nil, fmt.Errorf("%s: %w", r.file.Path, err)
		}
		return e, nil
	}
	if safetensors.Digest(e.Tensors("")) != r.config.Encoder.InitialWeights {
		return nil, fmt.Errorf("%s holds no checkpoint, and its initial weights are not those of its seed", r.dir)
	}
	return e, nil
}

// Resume returns a trainer that goes on from the checkpoint, at the batch where that one
// was written. Its result has the bits of a run that was never interrupted, at any number
// of threads: set its Threads, Observers and SaveEvery as you like, raise Epochs, and
// leave the other fields alone.
//
// source holds the items that the run was started with; others are an error.
func (r *Run) Resume(source data.Source) (*Trainer, error) {
	if r.config.Loss.Loss == nil {
		return nil, errors.New("not a run")
	}
	e, err := r.encoder("encoder.")
	if err != nil {
		return nil, err
	}
	t := &Trainer{Settings: r.config.Settings, Encoder: e, Loss: r.config.Loss.Loss, Source: source, Dir: r.dir, Origin: r.Origin}
	set, err := t.settled()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.dir, err)
	}
	now := describe(set)
	now.Encoder = r.config.Encoder // it is made of that
	if err := r.config.same(now); err != nil {
		return nil, fmt.Errorf("%s: %w", r.dir, err)
	}
	c := r.config
	c.configArithmetic, _ = c.goOn()
	if t.run, err = newTraining(set, c); err != nil {
		return nil, err
	}
	return t, r.restore(t.run)
}

// restore fills a new training with what the checkpoint holds of it.
func (r *Run) restore(t *training) error {
	if r.file == nil {
		return nil
	}
	if t.at = r.at; t.at.Batch > t.set.batches() {
		return fmt.Errorf("%s: progress to batch %d of %d", r.file.Path, t.at.Batch, t.set.batches())
	}
	ts := t.tensors()
	if found := len(r.file.Names()); len(ts) != found {
		return fmt.Errorf("%s: %d tensors, want %d", r.file.Path, found, len(ts))
	}
	t.written, t.savedAt = r.file.Digest, t.at.position()
	return r.file.ReadAll(ts)
}

// LoadEncoder returns the encoder of the run in folder dir, as [Run.NewEncoder] does.
func LoadEncoder(dir string) (*nn.Encoder, error) {
	r, err := Open(dir)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return r.NewEncoder()
}

// Resume is [Open] and [Run.Resume].
func Resume(dir string, source data.Source) (*Trainer, error) {
	r, err := Open(dir)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return r.Resume(source)
}
