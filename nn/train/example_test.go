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
	encoder, err := nn.NewEncoder("mlp", images.Shape(), 16, 1)
	if err != nil {
		log.Fatal(err)
	}

	run := train.Trainer{Settings: train.Defaults(), Encoder: encoder, Loss: loss.Contrastive{Tau: 0.1}, Source: images, Dir: dir}
	run.Epochs, run.Batch = 2, 20
	run.Observers = []train.Observer{{OnEpoch: func(s train.EpochStats) {
		fmt.Printf("epoch %d: %.0f %% of the bank is still noise\n", s.Epoch, 100*s.NeverWritten)
	}}}
	if err := run.Train(context.Background()); err != nil {
		log.Fatal(err)
	}

	trained, err := train.LoadEncoder(dir)
	if err != nil {
		log.Fatal(err)
	}
	all, err := trained.Embed(context.Background(), images)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(all.Embedding.Rows, "rows of", all.Embedding.Cols)
	// Output:
	// epoch 1: 0 % of the bank is still noise
	// epoch 2: 0 % of the bank is still noise
	// 40 rows of 16
}

// A run that ended half way, here because its context did, goes on to the bits of one that
// was left alone. Its encoder is of one's own layers, which the run's folder knows.
func ExampleResume() {
	dir, err := os.MkdirTemp("", "run")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	images := data.Shapes(data.Train, 1).Limit(48)
	settings := train.Defaults()
	settings.Negatives, settings.Optimiser, settings.LR = train.InBatch, "adamw", 0.001
	settings.Epochs, settings.Batch = 2, 16
	begin := func(dir string) *train.Trainer {
		body := nn.Sequence{nn.Stage{Out: 4, Stride: 2}, nn.Residual{Out: 8, Stride: 2}, nn.Pool{}}
		encoder, err := nn.New(images.Shape(), body, 8, 1)
		if err != nil {
			log.Fatal(err)
		}
		return &train.Trainer{Settings: settings, Encoder: encoder, Loss: loss.Contrastive{Tau: 0.2}, Source: images, Dir: dir}
	}

	ctx, cancel := context.WithCancel(context.Background())
	cut := begin(dir)
	cut.Observers = []train.Observer{{OnStep: func(s train.Step) {
		if s.Epoch == 2 {
			cancel() // in the middle of the epoch
		}
	}}}
	fmt.Println(cut.Train(ctx))
	resumed, err := train.Resume(dir, images)
	if err != nil {
		log.Fatal(err)
	}
	whole := begin("")
	for _, t := range []*train.Trainer{resumed, whole} {
		if err := t.Train(context.Background()); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(resumed.History()[1].Loss == whole.History()[1].Loss)
	// Output:
	// context canceled
	// true
}
