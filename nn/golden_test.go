package nn

import "testing"

// The bits of a short training, which every instruction set, every
// architecture and every number of threads must give.
var golden = map[Negatives]map[string]string{
	Bank:    {"resnet8": "88f55542e4e3720676c253932ee8c5dfc35d695a75ad52a523beef22af203ac7"},
	Queue:   {"mlp": "ce48648e15eb82414e0234f2a67a5e615e9e74f44eb8f95568750524c1936b7d"},
	InBatch: {"resnet8": "a31ca9b050efcb09419151402aa631e37b27ca7e6e4e033e70d7d62b56b8e977"},
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
