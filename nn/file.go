package nn

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/format/atomicfile"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// metaEncoder is the key under which a file's metadata have a description.
const metaEncoder = "encoder"

// description is what a file says of its encoder, in JSON. With the values of State it is
// the encoder.
type description struct {
	Format   int      `json:"format"` // 1
	Height   int      `json:"height"`
	Width    int      `json:"width"`
	Channels int      `json:"channels"`
	Body     Sequence `json:"body"`
	Dim      int      `json:"dim"`
}

const descriptionFormat = 1

// Save writes the encoder to a safetensors file, which [Load] gives back to the bit: the
// arrays of State by their names, and in the metadata a description of the layers. A file
// that is there is replaced when the new one is complete.
func (e *Encoder) Save(path string) error {
	text, err := json.Marshal(description{
		descriptionFormat, e.shape.Height, e.shape.Width, e.shape.Channels, e.Body(), e.dim,
	})
	if err != nil {
		return err
	}
	err = atomicfile.Replace(path, 0o666, func(w io.Writer) error {
		return safetensors.Write(w, map[string]string{metaEncoder: string(text)}, e.Tensors(""))
	})
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}

// Load returns the encoder that [Encoder.Save] wrote to a file, whatever program made it.
// A file that is damaged or does not describe its encoder is an error; so is one that
// another library has written again, as most of them drop the metadata. [Encoder.LoadWeights]
// reads those.
func Load(path string) (e *Encoder, err error) {
	err = withTensors(path, func(f *safetensors.File) error {
		e, err = fromFile(f)
		return err
	})
	return e, err
}

// LoadWeights fills the encoder's State from a safetensors file that has its arrays under
// their names, in any order, and no others. An array that is missing, of another shape or
// not the encoder's is an error, which names the first, and leaves the encoder as it was;
// only an error of reading leaves it with values of both.
func (e *Encoder) LoadWeights(path string) error {
	return withTensors(path, func(f *safetensors.File) error { return e.ReadTensors(f, "") })
}

// Tensors returns the arrays of State with their names behind a prefix, as a file has
// them. They share the encoder's memory.
func (e *Encoder) Tensors(prefix string) []safetensors.Tensor {
	var all []safetensors.Tensor
	for _, p := range e.State() {
		all = append(all, safetensors.Tensor{Name: prefix + p.Name, Shape: p.Shape, Data: p.Value})
	}
	return all
}

// ReadTensors is [Encoder.LoadWeights] for a file that is open, and in which the names of
// the encoder's arrays have a prefix. It leaves alone what else there is in the file.
func (e *Encoder) ReadTensors(f *safetensors.File, prefix string) error {
	tensors, own := e.Tensors(prefix), make(map[string]bool)
	for _, t := range tensors {
		if err := f.Check(t); err != nil {
			return err
		}
		own[t.Name] = true
	}
	for _, name := range f.Names() {
		if strings.HasPrefix(name, prefix) && !own[name] {
			return fmt.Errorf("tensor %q is none of the encoder's", name)
		}
	}
	for _, t := range tensors {
		if err := f.Read(t); err != nil {
			return err
		}
	}
	return nil
}

// withTensors calls f with a file, which errors name.
func withTensors(path string, f func(*safetensors.File) error) error {
	file, err := safetensors.OpenFile(path)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := f(file); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// fromFile makes the encoder that a file describes.
func fromFile(f *safetensors.File) (*Encoder, error) {
	text, ok := f.Metadata[metaEncoder]
	if !ok {
		return nil, errors.New("it does not say what encoder its tensors are of, or no longer")
	}
	d, err := describedBy(text)
	if err != nil {
		return nil, fmt.Errorf("its description of the encoder: %w", err)
	}
	shape, body := data.Shape{Height: d.Height, Width: d.Width, Channels: d.Channels}, d.Body.parts()
	values, err := checkSizes(shape, body, d.Dim)
	if err != nil {
		return nil, err
	}
	if held := heldBy(f); values > held { // before memory is taken for them
		return nil, fmt.Errorf("it holds %.0f values, the encoder that it describes has %.0f", held, values)
	}
	e, err := compose(shape, body, d.Dim, &builder{zero: true})
	if err != nil {
		return nil, err
	}
	return e, e.ReadTensors(f, "")
}

// heldBy is the number of values in a file.
func heldBy(f *safetensors.File) float64 {
	var values float64
	for _, name := range f.Names() {
		size := 1.0
		shape, _ := f.Shape(name)
		for _, n := range shape {
			size *= float64(n)
		}
		values += size
	}
	return values
}

// describedBy reads a description.
func describedBy(text string) (d description, err error) {
	dec := json.NewDecoder(bytes.NewReader([]byte(text)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&d); err != nil {
		return d, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return d, errors.New("text after it")
	}
	if d.Format != descriptionFormat {
		return d, fmt.Errorf("format %d, want %d", d.Format, descriptionFormat)
	}
	return d, nil
}
