package train

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"time"

	"github.com/abc86604/temper/nn/format/safetensors"
	"github.com/abc86604/temper/nn/run"
)

// Keys of a checkpoint's metadata.
const (
	metaConfig   = "config"   // config.json, but for where the items came from
	metaProgress = "progress" // progress in JSON
)

// enter takes the run's folder for as long as this process trains. At any instant the
// files there are those of one run, which can go on: its configuration comes first. A run
// that begins writes its first checkpoint, which tells at once whether there is room for
// it; one that could not write its last writes that.
func (r *training) enter() (err error) {
	if r.set.Dir == "" {
		return nil
	}
	if r.folder, err = run.Lock(r.set.Dir); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			r.leave()
		}
	}()
	if err := r.checkFolder(); err != nil {
		return err
	}
	if err := r.enterFiles(); err != nil || r.complete() {
		return err
	}
	return r.folder.CheckSpace(run.Checkpoint{Tensors: r.tensors()})
}

// enterFiles writes what must be there before the first step.
func (r *training) enterFiles() error {
	if r.written == "" {
		if err := r.folder.Clear(); err != nil {
			return err
		}
	}
	if err := r.writeConfig(); err != nil {
		return err
	}
	if !r.isSaved() {
		return r.save()
	}
	r.saved = time.Now()
	return r.writeMetrics() // which a process that died may not have written
}

// leave gives the folder to other processes.
func (r *training) leave() {
	if r.folder != nil {
		r.folder.Unlock()
		r.folder = nil
	}
}

// checkFolder makes sure that the folder's newest checkpoint is the one that this run
// goes on from, or that nothing has been learned there.
func (r *training) checkFolder() error {
	if r.written == "" {
		return checkNothingLearned(r.set.Dir)
	}
	found, err := run.Open(r.set.Dir)
	if err != nil {
		return err
	}
	defer found.Close()
	if found.Digest != r.written {
		return fmt.Errorf("%s: another process has gone on with the run", r.set.Dir)
	}
	return nil
}

// CheckVacant returns an error if a new run cannot begin in a folder: a process trains in
// it, or a run there has learned anything, or may have.
func CheckVacant(dir string) error {
	if err := run.CheckFree(dir); err != nil {
		return err
	}
	return checkNothingLearned(dir)
}

func checkNothingLearned(dir string) error {
	found, err := run.Open(dir)
	if errors.Is(err, run.ErrNone) {
		return nil
	}
	if cannot := (*fs.PathError)(nil); errors.As(err, &cannot) {
		return err
	}
	if err != nil {
		return fmt.Errorf("%s holds a run: %w", dir, err)
	}
	defer found.Close()
	var at progress
	if found.Notice != "" || json.Unmarshal([]byte(found.Metadata[metaProgress]), &at) != nil || at.learned() {
		return fmt.Errorf("%s holds a run: resume it or choose another folder", dir)
	}
	return nil
}

// learned tells whether a step has been made.
func (p progress) learned() bool { return p.Epoch > 0 || p.Batch > 0 }

// tensors are everything that changes during a run, by name:
//
//	encoder.*      weights and running statistics
//	average.*      their averages, for an EMA
//	momentum.*     of the optimiser SGD, one for each parameter that it moves, or
//	adam.*         of AdamW
//	key.*          the momentum encoder, for Queue
//	memory.*       the bank or the queue, which of its rows have been written, and
//	               a queue's labels where the loss asks for them, and its items
//	temperature.*  log(1/τ) and SigLIP's bias, where they are learned
func (r *training) tensors() []safetensors.Tensor {
	ts := slices.Concat(r.set.Encoder.Tensors("encoder."), r.optimiser.State())
	if r.towers.key != nil {
		ts = append(ts, r.towers.key.Tensors("key.")...)
	}
	ts = slices.Concat(ts, r.negatives.tensors(), r.temperature.tensors())
	if r.average != nil {
		ts = append(ts, r.average.Tensors("average.")...)
	}
	return ts
}

// isSaved tells whether the newest checkpoint is of where the run stands.
func (r *training) isSaved() bool { return r.written != "" && r.savedAt == r.at.position() }

// save writes a checkpoint, and the metrics of its epochs.
func (r *training) save() error {
	if r.folder == nil {
		return nil
	}
	config, err := r.config.withoutOrigin().encode()
	if err != nil {
		return err
	}
	progress, err := json.Marshal(r.at)
	if err != nil {
		return err
	}
	c := run.Checkpoint{
		Metadata: map[string]string{metaConfig: string(config), metaProgress: string(progress)},
		Tensors:  r.tensors(),
	}
	if err := r.folder.Save(c); err != nil {
		return err
	}
	r.saved, r.savedAt = time.Now(), r.at.position()
	r.written = safetensors.DigestByName(c.Tensors)
	return r.writeMetrics()
}

func (r *training) writeConfig() error {
	config, err := r.config.encode()
	if err != nil {
		return err
	}
	return r.folder.Write(run.ConfigFile, func(w io.Writer) error { _, err := w.Write(config); return err })
}

// writeMetrics writes what the checkpoint says as well, but for the times.
func (r *training) writeMetrics() error {
	return r.folder.Write(run.MetricsFile, func(w io.Writer) error { return writeMetrics(w, r.at.History) })
}

// saveInTime writes a checkpoint if it is time for one.
func (r *training) saveInTime() error {
	if every := r.set.SaveEvery; every > 0 && time.Since(r.saved) >= every {
		return r.save()
	}
	return nil
}

// saveEpoch writes a checkpoint of an epoch that has ended, unless there is one of a moment
// ago and another epoch to come.
func (r *training) saveEpoch() error {
	if !r.complete() && time.Since(r.saved) < r.set.SavePause {
		return nil
	}
	return r.save()
}
