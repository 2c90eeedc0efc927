package study_test

import (
	"fmt"

	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/loss"
)

// The cells of a small study. Create would train and measure them:
//
//	s, err := study.Create(ctx, "temper-study", settings, job.Watch{})
//	err = s.Run(ctx)
//	s.WriteTable(os.Stdout)
func ExampleSettings_Cells() {
	settings := study.Settings{
		Losses: []string{"contrastive", "hard", "hardsimple"},
		Taus:   []float64{0.07, 1},
		Plan:   study.Plan{Alpha: loss.PaperAlpha},
	}
	cells, err := settings.Cells()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range cells {
		fmt.Println(c.Name())
	}
	// Output:
	// pixels
	// random
	// contrastive-tau0.07
	// contrastive-tau1
	// hard-tau0.07-alpha0.0819
	// hard-tau1-alpha0.0819
	// hardsimple-alpha0.0819
}
