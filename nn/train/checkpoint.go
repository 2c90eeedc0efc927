package train

import (
	"encoding/json"
	"io"
	"slices"

	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/format/safetensors"
)

// Keys of a checkpoint's metadata.
const (
	metaConfig   = "config"   // the text of config.json
	metaProgress = "progress" // progress in JSON
	metaDigest   = "sha256"   // of the tensors' bytes
)

// tensors are everything that changes during a run, by name:
//
//	encoder.*      weights and running statistics
//	momentum.*     of the optimiser, one for each parameter that it moves
//	key.*          the momentum encoder, for Queue
//	memory.*       the bank or the queue, which of its rows have been written, and
//	               a queue's labels where the loss asks for them
//	temperature.*  log(1/τ) and SigLIP's bias, where they are learned
func (r *training) tensors() []safetensors.Tensor {
	return slices.Concat(encoderTensors("encoder.", r.set.Encoder),
		r.optimiser.tensors(), r.negatives.tensors(), r.temperature.tensors())
}

// encoderTensors are the encoder's weights and running statistics.
func encoderTensors(prefix string, e *nn.Encoder) []safetensors.Tensor {
	return paramTensors(prefix, e.State())
}

// paramTensors are the values of params.
func paramTensors(prefix string, params []*nn.Param) []safetensors.Tensor {
	var ts []safetensors.Tensor
	for _, p := range params {
		ts = append(ts, safetensors.Tensor{Name: prefix + p.Name, Shape: p.Shape, Data: p.Value})
	}
	return ts
}

// writeCheckpoint writes all that the run needs to go on.
func (r *training) writeCheckpoint(w io.Writer) error {
	config, err := r.config.encode()
	if err != nil {
		return err
	}
	progress, err := json.Marshal(r.at)
	if err != nil {
		return err
	}
	ts := r.tensors()
	return safetensors.Write(w, map[string]string{
		metaConfig:   string(config),
		metaProgress: string(progress),
		metaDigest:   safetensors.Digest(ts),
	}, ts)
}
