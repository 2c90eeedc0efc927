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

// config is config.json: everything that decides the bits of a run, and where its items
// came from.
type config struct {
	Format int `json:"format"` // 3
	configArithmetic
	Encoder configEncoder `json:"encoder"`
	Loss    configLoss    `json:"loss"`
	Data    configData    `json:"data"`
	Settings
}

type configEncoder struct {
	Name           string      `json:"name"`             // "": it has none
	Layers         nn.Sequence `json:"layers,omitempty"` // unless every program knows the name
	Height         int         `json:"height"`
	Width          int         `json:"width"`
	Channels       int         `json:"channels"`
	Dim            int         `json:"dim"`
	InitialWeights string      `json:"initial_weights"` // SHA-256 of Encoder.State before the first step
}

// configLoss is a loss as loss.Marshal writes it: its name and all parameters.
type configLoss struct{ loss.Loss }

func (l configLoss) MarshalJSON() ([]byte, error) { return loss.Marshal(l.Loss) }

func (l *configLoss) UnmarshalJSON(text []byte) (err error) {
	l.Loss, err = loss.Unmarshal(text)
	return err
}

// configData has the names of the time when all items were images.
type configData struct {
	Source string `json:"source,omitempty"`
	Origin
	Images int    `json:"images"`
	Pixels string `json:"pixels"`           // SHA-256 of the items
	Labels string `json:"labels,omitempty"` // likewise, as text; where the run asks for them
}

const configFormat = 3

// describe returns the configuration of a trainer whose settings have been filled in.
func describe(t *Trainer) config {
	return config{
		Format:           configFormat,
		configArithmetic: configArithmetic{Arithmetic: arithmetic},
		Encoder:          describeEncoder(t.Encoder),
		Loss:             configLoss{t.Loss},
		Data:             describeData(t),
		Settings:         t.Settings,
	}
}

func describeEncoder(e *nn.Encoder) configEncoder {
	s := e.Shape()
	c := configEncoder{e.Name(), nil, s.Height, s.Width, s.Channels, e.Dim(), safetensors.Digest(e.Tensors(""))}
	if !nn.Builtin(c.Name) {
		c.Layers = e.Body()
	}
	return c
}

// build returns the encoder with the initial weights of a seed.
func (c configEncoder) build(seed uint64) (*nn.Encoder, error) {
	shape := data.Shape{Height: c.Height, Width: c.Width, Channels: c.Channels}
	if c.Layers != nil {
		return nn.New(shape, c.Layers, c.Dim, seed)
	}
	return nn.NewEncoder(c.Name, shape, c.Dim, seed)
}

func describeData(t *Trainer) configData {
	d := configData{Source: t.Source.String(), Origin: t.Origin, Images: t.Source.Len(), Pixels: t.Source.Digest()}
	if loss.NeedsLabels(t.Loss) || t.PerClass > 0 || t.Holdout > 0 {
		labels := sha256.Sum256([]byte(fmt.Sprint(data.Labels(t.Source))))
		d.Labels = hex.EncodeToString(labels[:])
	}
	return d
}

// withoutOrigin is what a checkpoint keeps of c: equal runs have equal checkpoints,
// wherever their items were read from.
func (c config) withoutOrigin() config {
	c.Data.Source, c.Data.Origin = "", Origin{}
	return c
}

// grown is c of a run that is to have so many epochs, if those are more.
func (c config) grown(epochs int) config {
	c.Epochs = max(c.Epochs, epochs)
	return c
}

// encode returns c as it stands in config.json.
func (c config) encode() ([]byte, error) {
	text, err := json.MarshalIndent(c, "", "  ")
	return append(text, '\n'), err
}

// decodeConfig reads config.json of this format or an older one.
func decodeConfig(text []byte) (c config, err error) {
	settings, err := upgraded(text)
	if err != nil {
		return c, err
	}
	c.Settings = Defaults()
	dec := json.NewDecoder(bytes.NewReader(settings))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&c); err != nil {
		return c, fmt.Errorf("not a run's configuration: %w", err)
	}
	if c.Loss.Loss == nil {
		return c, errors.New("not a run's configuration: it has no loss")
	}
	c.fill(c.Data.Images)
	return c, nil
}

// cutShort turns the end of the input into words that say where it ended.
func cutShort(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("JSON cut short")
	}
	return err
}
