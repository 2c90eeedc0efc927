package nn

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/data"
)

// config is config.json: everything that decides the bits of a run, with the
// defaults filled in, and where its data came from.
type config struct {
	Format       int           `json:"format"` // 1
	Encoder      configEncoder `json:"encoder"`
	Loss         configLoss    `json:"loss"`
	Data         configData    `json:"data"`
	Negatives    Negatives     `json:"negatives"`
	Epochs       int           `json:"epochs"`
	Batch        int           `json:"batch"`
	LR           float64       `json:"lr"`
	Schedule     string        `json:"schedule"`
	Warmup       int           `json:"warmup"`
	TauSchedule  string        `json:"tau_schedule"` // where there is none, ConstantTau
	TauMax       float64       `json:"tau_max,omitempty"`
	TauPeriod    float64       `json:"tau_period,omitempty"`
	Momentum     float64       `json:"momentum"`
	WeightDecay  float64       `json:"weight_decay"`
	BankMomentum float64       `json:"bank_momentum"`
	KeyMomentum  float64       `json:"key_momentum"`
	QueueLength  int           `json:"queue_length"`
	Augment      configAugment `json:"augment"`
	Seed         uint64        `json:"seed"`
}

type configEncoder struct {
	Name           string `json:"name"`
	Height         int    `json:"height"`
	Width          int    `json:"width"`
	Channels       int    `json:"channels"`
	Dim            int    `json:"dim"`
	InitialWeights string `json:"initial_weights"` // SHA-256 of Encoder.State before the first step
}

type configLoss struct {
	Name string `json:"name"`
	loss.Params
}

type configData struct {
	Source string `json:"source"`
	Images int    `json:"images"`
	Pixels string `json:"pixels"`           // SHA-256
	Labels string `json:"labels,omitempty"` // likewise, as text; where the loss asks for them
}

// configAugment is data.Augment with names for JSON.
type configAugment struct {
	MinScale float64 `json:"min_scale"`
	Flip     bool    `json:"flip"`
	Jitter   float64 `json:"jitter"`
	Gray     float64 `json:"gray"`
	Blur     float64 `json:"blur"`
}

const configFormat = 1

// describe returns the configuration of a trainer whose defaults are filled in.
func describe(t *Trainer) config {
	e := t.Encoder
	name, params := loss.Describe(t.Loss)
	return config{
		Format:       configFormat,
		Encoder:      configEncoder{e.Name, e.Height, e.Width, e.Channels, e.Dim, digest(encoderTensors("", e))},
		Loss:         configLoss{name, params},
		Data:         describeData(t),
		Negatives:    t.Negatives,
		Epochs:       t.Epochs,
		Batch:        t.Batch,
		LR:           t.LR,
		Schedule:     t.Schedule,
		Warmup:       t.Warmup,
		TauSchedule:  t.TauSchedule,
		TauMax:       t.TauMax,
		TauPeriod:    t.TauPeriod,
		Momentum:     t.Momentum,
		WeightDecay:  t.WeightDecay,
		BankMomentum: t.BankMomentum,
		KeyMomentum:  t.KeyMomentum,
		QueueLength:  t.QueueLength,
		Augment:      configAugment(*t.Augment),
		Seed:         t.Seed,
	}
}

func describeData(t *Trainer) configData {
	pixels := sha256.Sum256(t.Data.Pixels)
	d := configData{Source: t.Data.Source, Images: t.Data.Len(), Pixels: hex.EncodeToString(pixels[:])}
	if loss.NeedsLabels(t.Loss) {
		labels := sha256.Sum256([]byte(fmt.Sprint(t.Data.Labels)))
		d.Labels = hex.EncodeToString(labels[:])
	}
	return d
}

// trainer returns the trainer that c describes.
func (c config) trainer(e *Encoder, set *data.Set) (*Trainer, error) {
	l, err := loss.New(c.Loss.Name, c.Loss.Params)
	if err != nil {
		return nil, err
	}
	augment := data.Augment(c.Augment)
	return &Trainer{
		Encoder:      e,
		Loss:         l,
		Data:         set,
		Negatives:    c.Negatives,
		Epochs:       c.Epochs,
		Batch:        c.Batch,
		LR:           c.LR,
		Schedule:     c.Schedule,
		Warmup:       c.Warmup,
		TauSchedule:  c.TauSchedule,
		TauMax:       c.TauMax,
		TauPeriod:    c.TauPeriod,
		Momentum:     noneIfZero(c.Momentum),
		WeightDecay:  noneIfZero(c.WeightDecay),
		BankMomentum: noneIfZero(c.BankMomentum),
		KeyMomentum:  noneIfZero(c.KeyMomentum),
		QueueLength:  c.QueueLength,
		Augment:      &augment,
		Seed:         c.Seed,
	}, nil
}

// noneIfZero is the inverse of setDefaultOrNone.
func noneIfZero(v float64) float64 {
	if v == 0 {
		return -1
	}
	return v
}

// encode returns c as it stands in config.json.
func (c config) encode() ([]byte, error) {
	text, err := json.MarshalIndent(c, "", "  ")
	return append(text, '\n'), err
}

func decodeConfig(text []byte) (c config, err error) {
	c.TauSchedule = ConstantTau
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&c); err != nil {
		return c, fmt.Errorf("not a run's configuration: %w", jsonError(err))
	}
	if _, err := dec.Token(); err != io.EOF {
		return c, fmt.Errorf("text after the configuration")
	}
	if c.Format != configFormat {
		return c, fmt.Errorf("configuration of format %d, want %d", c.Format, configFormat)
	}
	return c, nil
}
