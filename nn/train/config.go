package train

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// config is config.json: everything that decides the bits of a run, with the
// defaults filled in, and where its data came from.
type config struct {
	Format int `json:"format"` // 2
	configArithmetic
	Encoder      configEncoder `json:"encoder"`
	Loss         configLoss    `json:"loss"`
	Data         configData    `json:"data"`
	Negatives    Negatives     `json:"negatives"`
	Epochs       int           `json:"epochs"`
	Batch        int           `json:"batch"`
	LR           float64       `json:"lr"`
	Schedule     string        `json:"schedule"`
	Warmup       int           `json:"warmup"`
	TauSchedule  string        `json:"tau_schedule"`
	TauMin       float64       `json:"tau_min,omitempty"`
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

// configLoss is a loss as loss.Marshal writes it: its name and all parameters.
type configLoss struct{ loss.Loss }

func (l configLoss) MarshalJSON() ([]byte, error) { return loss.Marshal(l.Loss) }

func (l *configLoss) UnmarshalJSON(text []byte) (err error) {
	l.Loss, err = loss.Unmarshal(text)
	return err
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
	Noise    float64 `json:"noise,omitempty"`
	Mask     float64 `json:"mask,omitempty"`
}

const configFormat = 2

// describe returns the configuration of a trainer whose defaults are filled in.
func describe(t *Trainer) config {
	e := t.Encoder
	return config{
		Format:           configFormat,
		configArithmetic: configArithmetic{Arithmetic: arithmetic},
		Encoder:          configEncoder{e.Name(), e.Shape().Height, e.Shape().Width, e.Shape().Channels, e.Dim(), safetensors.Digest(encoderTensors("", e))},
		Loss:             configLoss{t.Loss},
		Data:             describeData(t),
		Negatives:        t.Negatives,
		Epochs:           t.Epochs,
		Batch:            t.Batch,
		LR:               t.LR,
		Schedule:         t.Schedule,
		Warmup:           t.Warmup,
		TauSchedule:      t.TauSchedule,
		TauMin:           t.TauMin,
		TauMax:           t.TauMax,
		TauPeriod:        t.TauPeriod,
		Momentum:         t.Momentum,
		WeightDecay:      t.WeightDecay,
		BankMomentum:     t.BankMomentum,
		KeyMomentum:      t.KeyMomentum,
		QueueLength:      t.QueueLength,
		Augment:          configAugment(*t.Augment),
		Seed:             t.Seed,
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
func (c config) trainer(e *nn.Encoder, set *data.Set) *Trainer {
	augment := data.Augment(c.Augment)
	return &Trainer{
		Encoder:      e,
		Loss:         c.Loss.Loss,
		Data:         set,
		Negatives:    c.Negatives,
		Epochs:       c.Epochs,
		Batch:        c.Batch,
		LR:           c.LR,
		Schedule:     c.Schedule,
		Warmup:       c.Warmup,
		TauSchedule:  c.TauSchedule,
		TauMin:       c.TauMin,
		TauMax:       c.TauMax,
		TauPeriod:    c.TauPeriod,
		Momentum:     noneIfZero(c.Momentum),
		WeightDecay:  noneIfZero(c.WeightDecay),
		BankMomentum: noneIfZero(c.BankMomentum),
		KeyMomentum:  noneIfZero(c.KeyMomentum),
		QueueLength:  c.QueueLength,
		Augment:      &augment,
		Seed:         c.Seed,
	}
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

// decodeConfig reads config.json of this format or an older one.
func decodeConfig(text []byte) (c config, err error) {
	settings, err := decodeSettings(text)
	if err != nil {
		return c, err
	}
	dec := json.NewDecoder(bytes.NewReader(settings))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&c); err != nil {
		return c, fmt.Errorf("not a run's configuration: %w", err)
	}
	if c.Loss.Loss == nil {
		return c, errors.New("not a run's configuration: it has no loss")
	}
	return c, nil
}

// cutShort turns the end of the input into words that say where it ended.
func cutShort(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("JSON cut short")
	}
	return err
}

// decodeSettings returns the one JSON object in text, in the present format.
func decodeSettings(text []byte) ([]byte, error) {
	var settings map[string]json.RawMessage
	dec := json.NewDecoder(bytes.NewReader(text))
	if err := dec.Decode(&settings); err != nil {
		return nil, fmt.Errorf("not a run's configuration: %w", cutShort(err))
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("text after the configuration")
	}
	switch format := string(settings["format"]); format {
	case "1":
		if err := upgradeFormat1(settings); err != nil {
			return nil, fmt.Errorf("configuration of format 1: %w", err)
		}
	case fmt.Sprint(configFormat):
	default:
		return nil, fmt.Errorf("configuration of format %s, want at most %d", orNone(format), configFormat)
	}
	return json.Marshal(settings)
}
