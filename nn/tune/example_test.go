package tune_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/train"
	"github.com/abc86604/temper/nn/tune"
)

// Race an encoder at three temperatures on drawn images, a quarter of them held out, of
// which only the best comes to its end.
func ExampleTrainings() {
	dir, err := os.MkdirTemp("", "race")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	images := data.Shapes(data.Train, 1).Limit(512)
	encoder, err := nn.NewEncoder("mlp", images.Shape(), 16, 1)
	if err != nil {
		log.Fatal(err)
	}
	base := train.Trainer{Settings: train.Defaults(), Encoder: encoder, Loss: loss.Contrastive{Tau: 1}, Source: images, Dir: dir}
	base.Negatives, base.Epochs, base.Batch, base.Holdout = train.InBatch, 4, 64, 128

	race, err := tune.New([]float64{0.05, 0.2, 0.8}, base.Epochs)
	if err != nil {
		log.Fatal(err)
	}
	race.Threads = 2
	entrants, err := tune.Trainings(base, race.Taus(), nil)
	if err != nil {
		log.Fatal(err)
	}
	advice, err := race.Run(context.Background(), entrants)
	if err != nil {
		log.Fatal(err)
	}
	best, err := train.LoadEncoder(tune.RunDir(dir, advice.Tau))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(race.Trained(), "epochs trained, of", 3*base.Epochs, "of all to the end")
	fmt.Println("an encoder to", best.Dim(), "values, second:", advice.Next != nil)
	// Output:
	// 7 epochs trained, of 12 of all to the end
	// an encoder to 16 values, second: true
}

// recorded is a training that was made before: its scores after each epoch.
type recorded []float64

func (r recorded) Advance(_ context.Context, _, epochs int) (tune.Score, error) {
	return tune.Score{Value: r[epochs-1]}, nil
}

// What would a race have said of trainings that are known to their end?
func ExampleRace() {
	race, err := tune.New([]float64{0.1, 0.2, 0.5}, 4)
	if err != nil {
		log.Fatal(err)
	}
	advice, err := race.Run(context.Background(), []tune.Entrant{
		recorded{0.3, 0.5, 0.6, 0.7}, recorded{0.4, 0.5, 0.5, 0.6}, recorded{0.2, 0.6, 0.8, 0.8},
	})
	fmt.Println(advice.Tau, err)
	for _, round := range race.Rounds {
		fmt.Printf("%d left after %d epochs\n", round.Keep, round.Epochs)
	}
	// Output:
	// 0.1 <nil>
	// 2 left after 1 epochs
	// 1 left after 2 epochs
	// 1 left after 4 epochs
}
