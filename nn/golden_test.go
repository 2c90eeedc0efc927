package nn

import "testing"

// The bits of a short training, which every instruction set, every
// architecture and every number of threads must give.
var golden = map[Negatives]map[string]string{
	Bank:    {"resnet8": "a2ba12d985610913899c7e179257b449c13ada5a1502b0a590cfc5a68fd50a30"},
	Queue:   {"mlp": "ce48648e15eb82414e0234f2a67a5e615e9e74f44eb8f95568750524c1936b7d"},
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
