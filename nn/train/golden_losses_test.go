package train

import "github.com/abc86604/temper/loss"

// goldenLosses are the losses whose trainings have golden hashes, by the names
// that stand in testdata/golden.txt. It is all that the golden tests know of how a
// loss is made.
func goldenLosses() map[string]loss.Loss {
	contrastive, dcl := loss.Contrastive{Tau: 0.2}, loss.DCL{Tau: 0.2}
	return map[string]loss.Loss{
		"contrastive":    contrastive,
		"simple":         loss.Simple{},
		"simple-lambda":  loss.Simple{Lambda: 0.3},
		"triplet":        loss.Triplet{},
		"dcl":            dcl,
		"dclw":           loss.DCLW{Tau: 0.2, Sigma: 0.5},
		"dclw-sigma":     loss.DCLW{Tau: 0.2, Sigma: 0.3},
		"debiased":       loss.Debiased{Tau: 0.2},
		"debiased-prior": loss.Debiased{Tau: 0.5, TauPlus: 0.1},
		"debiased-floor": loss.Debiased{Tau: 0.2, TauPlus: 0.5},
		"debiased-beta":  loss.Debiased{Tau: 0.5, TauPlus: 0.05, Beta: 0.7},
		"siglip":         loss.SigLIP{Tau: 0.2},
		"siglip-bias":    loss.SigLIP{Tau: 0.1, Bias: -3},
		"macl":           loss.MACL{Tau: 0.2, Alpha: 0.5, Target: 0.3},
		"supcon":         loss.SupCon{Tau: 0.2},
		"supcon-base":    loss.SupCon{Tau: 0.2, TauBase: 0.1, SkipLonely: true},

		"hard-k":           loss.Over(contrastive, loss.Selection{K: 4}),
		"hard-alpha":       loss.Over(contrastive, loss.Selection{Alpha: 0.5}),
		"hardsimple-k":     loss.Over(loss.Simple{Lambda: 0.3}, loss.Selection{K: 4}),
		"hardsimple-alpha": loss.Over(loss.Simple{}, loss.Selection{Alpha: 0.3}),

		"contrastive-mask":       loss.Over(contrastive, loss.Selection{Drop: loss.Above(0)}),
		"contrastive-margin":     loss.Over(contrastive, loss.Selection{Drop: loss.Above(-0.1)}),
		"contrastive-otherclass": loss.Over(contrastive, loss.Selection{OtherClass: true}),
		"contrastive-k":          loss.Over(contrastive, loss.Selection{K: 4}),
		"dcl-mask-otherclass":    loss.Over(dcl, loss.Selection{Drop: loss.Above(0), OtherClass: true}),
		"supcon-k":               loss.Over(loss.SupCon{Tau: 0.2}, loss.Selection{K: 4}),
		"siglip-all": loss.Over(loss.SigLIP{Tau: 0.2, Bias: -1},
			loss.Selection{K: 4, Drop: loss.Above(0.2), OtherClass: true}),
	}
}

// learnableTau is a learnable temperature as it was when the hashes were taken, held
// from below alone.
func learnableTau(t *Trainer) { t.TauSchedule, t.TauMax = LearnableTau, 1e4 }
