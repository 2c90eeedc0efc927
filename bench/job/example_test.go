package job_test

import (
	"fmt"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/loss"
)

// The command line that trains with settings of one's own.
func ExampleLine() {
	s := job.Defaults()
	s.Data, s.Encoder, s.Epochs, s.Optimiser, s.LR = "my images", "resnet20", 20, "adamw", 0.001
	fmt.Println(job.Line(s, loss.Over(loss.Contrastive{Tau: 0.3}, loss.Selection{K: 255})))
	// Output:
	// temper train --data 'my images' --encoder resnet20 --epochs 20 --lr 0.001 --optimiser adamw --loss hard --tau 0.3 --topk 255
}
