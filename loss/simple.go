package loss

// Simple is the limit of [Contrastive] at high temperature (Wang & Liu 2021,
// eqs. (3) and (7)):
//
//	L_i = -s_ip + λ Σ_j s_ij
//
// with the sum over all negatives of anchor i. s are cosine similarities. It
// costs no more than a few passes over the rows: Σ_j s_ij = z_i · Σ_j z_j.
type Simple struct {
	Lambda float64 // weight λ of a negative; 0: 1/(number of negatives)
}

func init() {
	register("simple", func(p Params) Loss { return Simple{Lambda: p.Lambda} })
}

func (l Simple) rule() (rule, error) { return uniformRule(l.Lambda, selection{}) }

func (l Simple) describe() (string, Params) { return "simple", Params{Lambda: l.Lambda} }
