package loss

// HardSimple is [Simple] over the hardest negatives of each anchor alone
// (Wang & Liu 2021, section 4.2):
//
//	L_i = -s_ip + λ Σ_{s_ij ≥ t_i} s_ij
//
// where t_i is the K-th largest similarity among anchor i's negatives, found
// exactly; negatives that tie with it are kept. No gradient flows to the others.
// Exactly one of K and Alpha must be given.
type HardSimple struct {
	K      int     // number of negatives to keep, from 1 to the number there is
	Alpha  float64 // or their fraction, in (0, 1]: K = max(1, Alpha·negatives rounded half to even)
	Lambda float64 // weight λ of a negative; 0: 1/(number of negatives kept, ties included)
}

func init() {
	register("hardsimple", func(p Params) Loss { return HardSimple{K: p.K, Alpha: p.Alpha, Lambda: p.Lambda} })
}

func (l HardSimple) rule() (rule, error) {
	keep, err := hardest(l.K, l.Alpha)
	if err != nil {
		return rule{}, err
	}
	r, err := Simple{l.Lambda}.rule()
	r.keep = keep
	return r, err
}

func (l HardSimple) describe() (string, Params) {
	return "hardsimple", Params{K: l.K, Alpha: l.Alpha, Lambda: l.Lambda}
}
