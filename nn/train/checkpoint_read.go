package train

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// runFile is the checkpoint of a run, opened, with its configuration.
type runFile struct {
	*os.File
	tensors *safetensors.File
	config  config
}

// openRun opens the checkpoint in folder dir and makes sure that it is whole
// and belongs to the folder's config.json.
func openRun(dir string) (*runFile, error) {
	file, err := os.Open(filepath.Join(dir, checkpointFile))
	if err != nil {
		return nil, fmt.Errorf("nn: %w", err)
	}
	f := &runFile{File: file}
	if err := f.check(); err != nil {
		file.Close()
		return nil, f.wrap(err)
	}
	if err := f.checkConfig(filepath.Join(dir, configFile)); err != nil {
		file.Close()
		return nil, fmt.Errorf("nn: %w", err)
	}
	return f, nil
}

// wrap names the checkpoint in an error about it.
func (f *runFile) wrap(err error) error {
	return fmt.Errorf("nn: %s: %w", f.Name(), err)
}

// check reads the header and compares the tensors with their digest.
func (f *runFile) check() error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if f.tensors, err = safetensors.Open(f.File, info.Size()); err != nil {
		return err
	}
	h := sha256.New()
	if _, err := io.Copy(h, f.tensors.Body()); err != nil {
		return err
	}
	if hex.EncodeToString(h.Sum(nil)) != f.tensors.Metadata[metaDigest] {
		return errors.New("the tensors do not match their SHA-256")
	}
	f.config, err = decodeConfig([]byte(f.tensors.Metadata[metaConfig]))
	return err
}

// checkConfig compares config.json with the checkpoint's copy of it.
func (f *runFile) checkConfig(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	c, err := decodeConfig(bytes.TrimSpace(text))
	if err == nil {
		err = f.config.same(c)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// encoder returns the encoder with the checkpoint's weights.
func (f *runFile) encoder() (*nn.Encoder, error) {
	c := f.config.Encoder
	e, err := nn.NewEncoder(c.Name, data.Shape{Height: c.Height, Width: c.Width, Channels: c.Channels}, c.Dim, 0)
	if err != nil {
		return nil, err
	}
	return e, f.readAll(encoderTensors("encoder.", e))
}

func (f *runFile) readAll(ts []safetensors.Tensor) error {
	for _, t := range ts {
		if err := f.tensors.Read(t); err != nil {
			return err
		}
	}
	return nil
}

// trainer returns a trainer that stands where the checkpoint was written.
func (f *runFile) trainer(set *data.Set) (*Trainer, error) {
	e, err := f.encoder()
	if err != nil {
		return nil, err
	}
	t := f.config.trainer(e, set)
	settings, err := t.settings()
	if err != nil {
		return nil, err
	}
	now := describe(settings)
	now.Encoder.InitialWeights = f.config.Encoder.InitialWeights
	if err := f.config.same(now); err != nil {
		return nil, err
	}
	c := f.config
	c.configArithmetic, t.Notice = c.goOn()
	t.run = newTraining(settings, c)
	return t, f.restore(t.run)
}

// restore fills a new training with what the checkpoint holds of it.
func (f *runFile) restore(r *training) error {
	if err := json.Unmarshal([]byte(f.tensors.Metadata[metaProgress]), &r.at); err != nil {
		return fmt.Errorf("progress: %w", cutShort(err))
	}
	at := r.at
	if at.Epoch < 0 || at.Epoch > r.set.Epochs || at.Batch < 0 || at.Batch >= r.set.batches() || len(at.History) != at.Epoch {
		return fmt.Errorf("progress to epoch %d, batch %d, %d epochs of history", at.Epoch, at.Batch, len(at.History))
	}
	ts := r.tensors()
	if len(ts) != len(f.tensors.Names()) {
		return fmt.Errorf("%d tensors, want %d", len(f.tensors.Names()), len(ts))
	}
	return f.readAll(ts)
}
