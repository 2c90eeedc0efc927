package train_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/train"
)

// Train an encoder, keep the run in a folder, and embed images with it.
func ExampleTrainer() {
	dir, err := os.MkdirTemp("", "run")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	images := data.Shapes(data.Train, 1).Limit(40)
	encoder, err := nn.NewEncoder("mlp", images.Height, images.Width, images.Channels, 16, 1)
	if err != nil {
		log.Fatal(err)
	}

	run := train.Trainer{Encoder: encoder, Loss: loss.Contrastive{Tau: 0.1}, Data: images, Epochs: 2, Batch: 20, Dir: dir}
	run.EpochEnd = func(s train.EpochStats) {
		fmt.Printf("epoch %d: %.0f %% of the bank is still noise\n", s.Epoch, 100*s.NeverWritten)
	}
	if err := run.Train(context.Background()); err != nil {
		log.Fatal(err)
	}

	trained, err := train.LoadEncoder(dir)
	if err != nil {
		log.Fatal(err)
	}
	z, err := trained.Embed(context.Background(), images, nn.Embedding)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(z.Rows, "rows of", z.Cols)
	// Output:
	// epoch 1: 0 % of the bank is still noise
	// epoch 2: 0 % of the bank is still noise
	// 40 rows of 16
}
