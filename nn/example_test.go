package nn_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
)

// An encoder of one's own, of a stage, two residual blocks and a hidden layer before the
// projection.
func ExampleNew() {
	encoder, err := nn.New(data.Shape{Height: 32, Width: 32, Channels: 3}, nn.Sequence{
		nn.Stage{Out: 16},
		nn.Residual{Out: 16},
		nn.Residual{Out: 32, Stride: 2},
		nn.Pool{},
		nn.Linear{Out: 64, Name: "hidden"},
		nn.ReLU{},
	}, 128, 1)
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range encoder.Params() {
		if p.Decay {
			fmt.Println(p.Name, p.Shape)
		}
	}
	// Output:
	// layer1.conv.weight [3 3 3 16]
	// layer2.conv1.weight [3 3 16 16]
	// layer2.conv2.weight [3 3 16 16]
	// layer3.conv1.weight [3 3 16 32]
	// layer3.conv2.weight [3 3 32 32]
	// layer3.shortcut.conv.weight [1 1 16 32]
	// hidden.weight [64 32]
	// projection.weight [128 64]
}

// A training loop of one's own, with plain gradient descent. The encoder that is loaded
// from its file is the same to the bit.
func ExampleEncoder_Forward() {
	ctx := context.Background()
	encoder, err := nn.NewEncoder("mlp", data.Shape{Height: 4, Width: 4, Channels: 1}, 8, 1)
	if err != nil {
		log.Fatal(err)
	}
	pairs := nn.NewTensor(6, 4, 4, 1) // two views of three images: first those, then these
	for i := range pairs.Data {
		pairs.Data[i] = float32(i*i%7) - 3
	}
	for range 3 {
		z, err := encoder.Forward(ctx, pairs)
		if err != nil {
			log.Fatal(err)
		}
		res, err := loss.Compute(loss.Contrastive{Tau: 0.5}, loss.Views(z, 3))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%.1f\n", res.Loss)
		if err := encoder.Backward(ctx, res.Grads[0]); err != nil {
			log.Fatal(err)
		}
		for _, p := range encoder.Params() {
			for i, g := range p.Grad {
				p.Value[i] -= float32(0.1 * g)
			}
		}
	}

	dir, err := os.MkdirTemp("", "encoder")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "encoder.safetensors")
	if err := encoder.Save(path); err != nil {
		log.Fatal(err)
	}
	loaded, err := nn.Load(path)
	if err != nil {
		log.Fatal(err)
	}
	was, err := encoder.EmbedTensor(ctx, pairs)
	if err != nil {
		log.Fatal(err)
	}
	is, err := loaded.EmbedTensor(ctx, pairs)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(slices.Equal(was.Embedding.Data, is.Embedding.Data))
	// Output:
	// 1.5
	// 1.0
	// 0.6
	// true
}
