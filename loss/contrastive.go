package loss

// Contrastive is the softmax contrastive loss, known as InfoNCE, in batch as
// NT-Xent (Wang & Liu 2021, eq. (1)):
//
//	L_i = -log[ exp(s_ip/τ) / (exp(s_ip/τ) + Σ_j exp(s_ij/τ)) ]
//
// with the sum over all negatives of anchor i: the positive is in the
// denominator. s are cosine similarities.
type Contrastive struct {
	Tau float64 // temperature τ, in [1e-4, 1e4]
}

func init() {
	register("contrastive", func(p Params) Loss { return Contrastive{Tau: p.Tau} })
}

func (l Contrastive) rule() (rule, error) { return softmaxRule(l.Tau, selection{}) }

func (l Contrastive) describe() (string, Params) { return "contrastive", Params{Tau: l.Tau} }
