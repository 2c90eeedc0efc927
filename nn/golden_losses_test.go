package nn

import "github.com/abc86604/temper/loss"

// goldenLosses are the losses whose trainings have golden hashes, by the names
// that stand in testdata/golden.txt. It is all that the golden tests know of how a
// loss is made.
func goldenLosses() map[string]loss.Loss {
	over := func(l loss.Loss, s loss.Selection) loss.Loss { return loss.Selected{Loss: l, Selection: s} }
	contrastive, dcl := loss.Contrastive{Tau: 0.2}, loss.DCL{Tau: 0.2}
	return map[string]loss.Loss{
		"contrastive":    contrastive,
		"simple":         loss.Simple{},
		"simple-lambda":  loss.Simple{Lambda: 0.3},
		"triplet":        loss.Triplet{},
		"dcl":            dcl,
		"dclw":           loss.DCLW{Tau: 0.2},
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

		"hard-k":           loss.HardContrastive{Tau: 0.2, K: 4},
		"hard-alpha":       loss.HardContrastive{Tau: 0.2, Alpha: 0.5},
		"hardsimple-k":     loss.HardSimple{K: 4, Lambda: 0.3},
		"hardsimple-alpha": loss.HardSimple{Alpha: 0.3},

		"contrastive-mask":       over(contrastive, loss.Selection{Mask: true}),
		"contrastive-margin":     over(contrastive, loss.Selection{Mask: true, Margin: -0.1}),
		"contrastive-otherclass": over(contrastive, loss.Selection{OtherClass: true}),
		"contrastive-k":          over(contrastive, loss.Selection{K: 4}),
		"dcl-mask-otherclass":    over(dcl, loss.Selection{Mask: true, OtherClass: true}),
		"supcon-k":               over(loss.SupCon{Tau: 0.2}, loss.Selection{K: 4}),
		"siglip-all": over(loss.SigLIP{Tau: 0.2, Bias: -1},
			loss.Selection{K: 4, Mask: true, Margin: 0.2, OtherClass: true}),
	}
}
