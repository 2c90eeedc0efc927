package loss

import (
	"context"
	"maps"
)

// computeGolden and digest are all that the cases ask of the package.
func computeGolden(c goldenCase) (Result, error) {
	l, err := c.objective()
	if err != nil {
		return Result{}, err
	}
	w := &Workspace{Threads: c.threads, Budget: c.budget}
	return w.Compute(context.Background(), l, c.problem())
}

func (c goldenCase) problem() Problem {
	p := problemOf(c.arrangement, c.z0, c.z1, c.index)
	p.Labels, p.Extra, p.ExtraShared, p.Unit = c.labels, c.extra, c.shared, c.unit
	return p
}

// objective is the loss of a case.
func (c goldenCase) objective() (Loss, error) {
	sigma := c.sigma
	if sigma == 0 {
		sigma = 0.5
	}
	all := map[string]any{
		"tau": c.tau, "lambda": c.lambda, "tau_base": c.tauBase, "skip_lonely": c.skipLonely, "sigma": sigma,
		"tau_plus": c.tauPlus, "beta": c.beta, "bias": c.bias, "macl_alpha": c.maclAlpha, "macl_target": c.maclTarget,
		"hinge": c.hinge, "mean": c.mean, "align_alpha": c.alignAlpha, "uniform_t": c.uniformT, "uniform_lambda": c.uniformLambda,
		"alpha": c.alpha, "topk": c.k, "other_class": c.otherClass, "margin": c.dropped(),
	}
	l, err := New(c.loss)
	if err != nil {
		return nil, err
	}
	own := Parameters(l)
	maps.DeleteFunc(all, func(name string, _ any) bool {
		_, has := own[name]
		return !has
	})
	return lossWith(l, all)
}

// lossWith is l with parameters by their names.
func lossWith(l Loss, parameters map[string]any) (Loss, error) {
	var err error
	for name, v := range parameters {
		if l, err = Set(l, name, v); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// dropped is the margin of a case, nil if there is none.
func (c goldenCase) dropped() any {
	if c.mask {
		return c.margin
	}
	return nil
}
