package job

import (
	"testing"

	"github.com/abc86604/temper/loss"
)

func TestLine(t *testing.T) {
	for _, c := range []struct {
		change func(*Settings)
		loss   loss.Loss
		want   string
	}{
		{func(s *Settings) { s.Data = "shapes" }, loss.Contrastive{Tau: 0.2}, "--data shapes --loss contrastive"},
		{func(s *Settings) { s.Data = "it's here" }, loss.Contrastive{Tau: 0.1}, `--data 'it'\''s here' --loss contrastive --tau 0.1`},
		{func(s *Settings) { s.Data = "true" }, loss.Simple{Lambda: 1e-7}, "--data true --loss simple --lambda 1e-07"},
		{func(s *Settings) { s.Data = "=a" }, loss.SigLIP{Tau: 0.2, Bias: -3}, "--data '=a' --loss siglip --bias -3"},
		{func(s *Settings) { s.OwnKeys, s.Augment.Flip = true, false }, loss.SupCon{Tau: 0.2, SkipLonely: true},
			"--own-keys --flip=false --loss supcon --skip-lonely"},
		{func(s *Settings) { s.Seed, s.LR, s.TauSchedule = 9, 0.001, "cosine" }, loss.Over(loss.Contrastive{Tau: 0.2}, loss.Selection{K: 3}),
			"--lr 0.001 --tau-schedule cosine --seed 9 --loss hard --topk 3"},
		{func(s *Settings) {}, loss.Over(loss.DCL{Tau: 0.2}, loss.Selection{Alpha: 0.5, Drop: loss.Above(0), OtherClass: true}),
			"--loss dcl --alpha 0.5 --margin 0 --other-class"},
	} {
		s := Defaults()
		c.change(&s)
		if got := Line(s, c.loss); got != "temper train "+c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}
