package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/loss"
)

// objective is the loss that a command line asks for.
type objective struct {
	name   string
	params loss.Params
}

// lossHelp explains --loss and the selection of negatives, in a command's help.
const lossHelp = `--loss  contrastive    softmax at --tau (InfoNCE, NT-Xent)
        simple         all negatives alike, the limit of a high temperature
        hard           contrastive over the --topk or --alpha hardest negatives
        hardsimple     simple over them
        supcon         all that is of the anchor's class is positive
        dcl            contrastive without the positive in the denominator
        dclw           the same with weights on the positives, by --sigma
        debiased       takes --tau-plus of the negatives for false ones, and with
                       --beta weighs the hard ones up
        siglip         a decision of its own on each pair, by s/tau + --bias
        triplet        the hardest negative alone, the limit of a low temperature
        macl           contrastive at a temperature that follows the alignment

Every loss takes a selection of an anchor's negatives. --margin and --other-class
drop some, then --topk or --alpha keeps the hardest of what is left; an anchor
that is left without any is skipped and no part of the mean. --sigma, --tau-plus,
--bias and the flags of macl default to what their papers use.`

// define defines the flags of a loss. tau is the default temperature, 0 for none.
func (o *objective) define(cmd *cobra.Command, tau float64) {
	o.params = study.PaperParams()
	flags, p := cmd.Flags(), &o.params
	flags.StringVar(&o.name, "loss", "contrastive", strings.Join(loss.Names(), "|"))
	flags.Float64Var(&p.Tau, "tau", tau, "temperature, in [1e-4, 1e4]; simple, hardsimple and triplet have none")
	flags.Float64Var(&p.Lambda, "lambda", 0, "simple, hardsimple: weight of a negative, 0 for 1/(negatives kept)")
	flags.Float64Var(&p.TauBase, "tau-base", 0, "supcon: multiply the loss by tau/tau-base, 0 for 1")
	flags.Float64Var(&p.Sigma, "sigma", p.Sigma, "dclw: temperature of the positives' weights")
	flags.Float64Var(&p.TauPlus, "tau-plus", p.TauPlus, "debiased: share of the negatives taken for the anchor's own class")
	flags.Float64Var(&p.Beta, "beta", 0, "debiased: weigh negatives by exp(beta s/tau)")
	flags.Float64Var(&p.Bias, "bias", p.Bias, "siglip: bias of the logits")
	flags.Float64Var(&p.MACLAlpha, "macl-alpha", p.MACLAlpha, "macl: how strongly the temperature follows the mean positive similarity")
	flags.Float64Var(&p.MACLTarget, "macl-target", p.MACLTarget, "macl: mean positive similarity at which the temperature is --tau")
	flags.IntVar(&p.K, "topk", 0, "keep this number of the hardest negatives")
	flags.Float64Var(&p.Alpha, "alpha", 0, "keep this fraction of the negatives, the hardest, in (0, 1]")
	flags.Float64Var(&p.Margin, "margin", 0, "drop negatives more similar than the positive by more than this, as probably false (default: none)")
	flags.BoolVar(&p.OtherClass, "other-class", false, "drop negatives of the anchor's own class")
}

// ownFlags are the flags that only some losses take. Any loss accepts the others,
// --tau too, so that one command line can go through the losses.
var ownFlags = []struct {
	flag   string
	losses []string
}{
	{"lambda", []string{"simple", "hardsimple"}},
	{"tau-base", []string{"supcon"}},
	{"skip-lonely", []string{"supcon"}},
	{"sigma", []string{"dclw"}},
	{"tau-plus", []string{"debiased"}},
	{"beta", []string{"debiased"}},
	{"bias", []string{"siglip"}},
	{"macl-alpha", []string{"macl"}},
	{"macl-target", []string{"macl"}},
}

// checkName refuses a loss that there is not.
func (o *objective) checkName() error { return oneOf("loss", o.name, loss.Names()...) }

// checkFlags refuses flags that the loss does not take, and demands those that it
// needs.
func (o *objective) checkFlags(cmd *cobra.Command) error {
	given, what := cmd.Flags().Changed, "--loss "+o.name
	for _, own := range ownFlags {
		if !slices.Contains(own.losses, o.name) {
			if err := refuseFlags(cmd, what, own.flag); err != nil {
				return err
			}
		}
	}
	switch {
	case o.hasTau() && o.params.Tau == 0 && !given("tau"):
		return usagef("%s needs --tau", what)
	case o.hard() && o.params.Alpha == 0 && !given("alpha") && !given("topk"):
		return usagef("%s needs --topk or --alpha", what)
	}
	return nil
}

func (o *objective) hard() bool { return o.name == "hard" || o.name == "hardsimple" }

func (o *objective) hasTau() bool { return study.HasTau(o.name) }

// needsLabels tells whether the loss looks at classes.
func (o *objective) needsLabels() bool { return o.name == "supcon" || o.params.OtherClass }

// loss makes the loss, or says which parameter is out of range. A zero that was
// given is not the zero of a flag that was not.
func (o *objective) loss(cmd *cobra.Command) (loss.Loss, error) {
	given, p := cmd.Flags().Changed, &o.params
	switch {
	case given("alpha") && p.Alpha == 0:
		return nil, fmt.Errorf("--alpha 0: must lie in (0, 1]")
	case given("topk") && p.K == 0:
		return nil, fmt.Errorf("--topk 0: must be at least 1")
	case given("sigma") && p.Sigma == 0:
		return nil, fmt.Errorf("--sigma 0: must be positive")
	}
	p.Mask = given("margin")
	return loss.New(o.name, *p)
}

// against sets what the flags say beside what l was made of.
func (o *objective) against(l loss.Loss) []flagValue {
	name, was := loss.Describe(l)
	is, margin := o.params, any(was.Margin)
	if !was.Mask {
		margin = "none"
	}
	return []flagValue{
		{"loss", o.name, name},
		{"tau", is.Tau, was.Tau}, {"lambda", is.Lambda, was.Lambda},
		{"tau-base", is.TauBase, was.TauBase}, {"sigma", is.Sigma, was.Sigma},
		{"tau-plus", is.TauPlus, was.TauPlus}, {"beta", is.Beta, was.Beta}, {"bias", is.Bias, was.Bias},
		{"macl-alpha", is.MACLAlpha, was.MACLAlpha}, {"macl-target", is.MACLTarget, was.MACLTarget},
		{"topk", is.K, was.K}, {"alpha", is.Alpha, was.Alpha},
		{"margin", is.Margin, margin}, {"other-class", is.OtherClass, was.OtherClass},
	}
}
