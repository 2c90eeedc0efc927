package train

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/format/atomicfile"
)

// The files of a run's folder.
const (
	configFile     = "config.json"
	metricsFile    = "metrics.csv"
	checkpointFile = "checkpoint.safetensors"
)

// LoadEncoder returns the encoder of the run in folder dir, with the weights
// and running statistics of its last checkpoint: ready for Embed, and for
// Forward in evaluation mode. An incomplete or corrupt folder is an error that
// names the file and what is wrong with it.
func LoadEncoder(dir string) (*nn.Encoder, error) {
	f, err := openRun(dir)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	e, err := f.encoder()
	if err != nil {
		return nil, f.wrap(err)
	}
	return e, nil
}

// Resume returns a trainer that goes on from the last checkpoint in folder dir,
// at the batch where that one was written. Its result has the bits of a run
// that was never interrupted, at any number of threads: set its Threads,
// Progress and EpochEnd as you like, and leave the other fields alone.
//
// set is the data that the run was started with; other images, a configuration
// that was edited since, an incomplete or corrupt folder are errors.
func Resume(dir string, set *data.Set) (*Trainer, error) {
	f, err := openRun(dir)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	t, err := f.trainer(set)
	if err != nil {
		return nil, f.wrap(err)
	}
	t.Dir = dir
	t.run.set.Dir = dir
	return t, nil
}

// claimFolder makes the folder of a new run and makes sure that it can be
// written and that no run is in it.
func claimFolder(dir string) error {
	if dir == "" {
		return nil
	}
	for _, name := range []string{configFile, metricsFile, checkpointFile} {
		path := filepath.Join(dir, name)
		if _, err := os.Lstat(path); err == nil {
			return fmt.Errorf("nn: %s exists: resume that run or choose another folder", path)
		}
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("nn: the run's folder: %w", err)
	}
	probe, err := os.CreateTemp(dir, ".probe-*")
	if err != nil {
		return fmt.Errorf("nn: the run's folder cannot be written: %w", err)
	}
	probe.Close()
	return os.Remove(probe.Name())
}

// save writes the run's files, each beside its target, synced and renamed. The
// checkpoint holds all that the other two say.
func (r *training) save() error {
	if r.set.Dir == "" {
		return nil
	}
	text, err := r.config.encode()
	if err != nil {
		return err
	}
	for _, file := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{configFile, func(w io.Writer) error { _, err := w.Write(text); return err }},
		{checkpointFile, r.writeCheckpoint},
		{metricsFile, r.writeMetrics},
	} {
		path := filepath.Join(r.set.Dir, file.name)
		if err := atomicfile.Replace(path, 0o666, file.write); err != nil {
			return fmt.Errorf("nn: writing %s: %w", path, err)
		}
	}
	return nil
}

// writeMetrics writes a line for every complete epoch. Its fields are the numbers
// of EpochStats.
func (r *training) writeMetrics(w io.Writer) error {
	var text bytes.Buffer
	out := csv.NewWriter(&text)
	out.Write([]string{"epoch", "loss", "lr", "seconds", "images_per_second", "never_written", "tau", "skipped", "empty_steps"})
	for _, s := range r.at.History {
		line := []string{strconv.Itoa(s.Epoch)}
		for _, v := range []float64{s.Loss, s.LR, s.Seconds, s.ImagesPerSecond, s.NeverWritten, s.Tau} {
			line = append(line, strconv.FormatFloat(v, 'g', -1, 64))
		}
		out.Write(append(line, strconv.Itoa(s.Skipped), strconv.Itoa(s.EmptySteps)))
	}
	out.Flush()
	_, err := w.Write(text.Bytes())
	return err
}
