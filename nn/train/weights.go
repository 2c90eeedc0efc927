package train

import (
	"fmt"

	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// prefixes are those that the tensors of an encoder have in files, the best weights first.
var prefixes = []string{"average.", "encoder.", ""}

// LoadWeights returns an encoder of a known architecture, for items of a shape, with the
// weights in a safetensors file: a run's checkpoint, or what [nn.Encoder.Save] wrote. The
// file needs no metadata, which other programs that save it again leave out, and may have
// its tensors in any order. Averaged weights go before the last ones.
func LoadWeights(path, architecture string, shape data.Shape) (*nn.Encoder, error) {
	f, err := safetensors.OpenFile(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	e, err := encoderIn(f, architecture, shape)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return e, nil
}

// encoderIn makes the encoder that a file's tensors fit.
func encoderIn(f *safetensors.File, architecture string, shape data.Shape) (*nn.Encoder, error) {
	for _, prefix := range prefixes {
		projection, ok := f.Shape(prefix + "projection.weight")
		if !ok || len(projection) != 2 {
			continue
		}
		e, err := nn.NewEncoder(architecture, shape, projection[0], 0)
		if err != nil {
			return nil, err
		}
		return e, e.ReadTensors(f, prefix)
	}
	return nil, fmt.Errorf(`it has no tensor "projection.weight" of an encoder`)
}
