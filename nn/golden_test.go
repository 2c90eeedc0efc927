package nn

import "testing"

// The bits of a short training, which every instruction set, every
// architecture and every number of threads must give.
var golden = map[Negatives]map[string]string{
	Bank:    {"resnet8": "56fa7a370a8e4d527667077de4bad7785009024c92894c259034fc858b80ec46"},
	Queue:   {"mlp": "385dd6023a42eb8b6bf82c9b3b6d7bfab9483164f962115536a65d3f40717024"},
	InBatch: {"resnet8": "6a6403095bf3cc54c9ddf395a55fca26285e5788ebba2e382bf9a95eebb5d7f2"},
}

func TestGolden(t *testing.T) {
	for negatives, encoders := range golden {
		for encoder, want := range encoders {
			trainer := newTrainer(t, encoder, negatives)
			trainer.Augment = nil
			trainer.Schedule = CosineSchedule
			trainer.Data = mosaic(14, 8, 1)
			trainer.QueueLength = 10
			mustTrain(t, trainer)
			if got := fingerprint(trainer); got != want {
				t.Errorf("%s, %s: %s, want %s", negatives, encoder, got, want)
			}
		}
	}
}
