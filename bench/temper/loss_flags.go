package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/loss"
)

// objective is the loss that a command line asks for.
type objective struct {
	name       string
	parameters []*parameter
	// demanding says that a temperature has no default, and neither has the number of
	// the hardest negatives.
	demanding bool
	listed    bool // temperatures have a flag of their own: there are several

	topK          int
	alpha, margin float64
	otherClass    bool
}

// define defines the flags of a loss.
func (o *objective) define(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&o.name, "loss", "contrastive", "one of those above")
	o.parameters = parameters()
	if o.listed {
		o.parameters = slices.DeleteFunc(o.parameters, func(p *parameter) bool { return p.name == tau })
	}
	for _, p := range o.parameters {
		p.define(cmd)
	}
	if o.demanding {
		flags.Lookup(tau).DefValue = "0" // which is not shown
	}
	flags.IntVar(&o.topK, "topk", 0, "keep this number of the hardest negatives")
	flags.Float64Var(&o.alpha, "alpha", 0, "keep this fraction of the negatives, the hardest, in (0, 1]")
	flags.Float64Var(&o.margin, "margin", 0, "drop negatives that are more similar than the positive by this or more, as probably false (default: none); how far a positive must be ahead in a triplet loss is --hinge")
	flags.BoolVar(&o.otherClass, "other-class", false, "drop negatives of the anchor's own class")
}

// selection is what the flags say of the parameters that any loss has, by their
// names in package loss.
func (o *objective) selection() []field {
	return []field{{"topk", o.topK}, {"alpha", o.alpha}, {"margin", o.margin}, {"other_class", o.otherClass}}
}

// checkName refuses a loss that there is not, and calls it by its own name.
func (o *objective) checkName() (err error) {
	o.name, err = lossName("loss", o.name)
	return err
}

// lossName is the own name of the loss that a flag calls by that or by another.
func lossName(flag, name string) (string, error) {
	m, err := loss.Find(name)
	if err != nil {
		return "", oneOf(flag, name, loss.Names()...)
	}
	return m.Name, nil
}

// member is the declaration of the loss, whose name has been checked.
func (o *objective) member() *loss.Member {
	m, _ := loss.Find(o.name)
	return m
}

// checkFlags refuses flags that the loss does not take, and demands those that it
// needs.
func (o *objective) checkFlags(cmd *cobra.Command) error {
	given, what := cmd.Flags().Changed, "--loss "+o.name
	for _, p := range o.parameters {
		if o.member().Field(p.name) == nil && !p.usual() {
			if err := refuseFlags(cmd, what, p.flag); err != nil {
				return err
			}
		}
	}
	switch {
	case !o.demanding:
		return nil
	case o.hasTau() && !given(tau):
		return usagef("%s needs --tau", what)
	case o.member().Hardest && !given("alpha") && !given("topk"):
		return usagef("%s needs --topk or --alpha", what)
	}
	return nil
}

func (o *objective) hasTau() bool { return o.member().Field(tau) != nil }

// needsLabels tells whether the loss looks at classes.
func (o *objective) needsLabels() bool { return findsByClass(o.member()) || o.otherClass }

// alphaDefault says in the help of --alpha which losses have a default.
func (o *objective) alphaDefault() string {
	hardest := memberNames(func(m *loss.Member) bool { return m.Hardest })
	return fmt.Sprintf(" (default for %s without --topk: %v)", strings.Join(hardest, ", "), loss.PaperAlpha)
}

// loss makes the loss, or says which parameter is out of range.
func (o *objective) loss(cmd *cobra.Command) (loss.Loss, error) {
	return o.from(cmd, o.member().New())
}

// lossFrom makes the loss of another one, unless the flags name a loss.
func (o *objective) lossFrom(cmd *cobra.Command, was loss.Loss) (loss.Loss, error) {
	if cmd.Flags().Changed("loss") {
		return o.loss(cmd)
	}
	return o.from(cmd, was)
}

// from makes the loss of l and what the flags say of its parameters.
func (o *objective) from(cmd *cobra.Command, l loss.Loss) (loss.Loss, error) {
	for _, p := range o.parameters {
		var err error
		if l, err = p.set(cmd, l); err != nil {
			return nil, err
		}
	}
	l, err := o.over(cmd, l)
	if err != nil {
		return nil, err
	}
	return l, loss.Check(l)
}

// over is l over the negatives that the flags select. A zero that was given is not
// the zero of a flag that was not.
func (o *objective) over(cmd *cobra.Command, l loss.Loss) (_ loss.Loss, err error) {
	given := cmd.Flags().Changed
	switch {
	case given("alpha") && o.alpha == 0:
		return nil, fmt.Errorf("--alpha 0: must lie in (0, 1]")
	case given("topk") && o.topK == 0:
		return nil, fmt.Errorf("--topk 0: must be at least 1")
	case given("topk"): // instead of the fraction that is the default
		l, err = loss.Set(l, "alpha", 0.0)
	}
	for _, f := range o.selection() {
		if err == nil && given(flagName(f.name)) {
			l, err = loss.Set(l, f.name, f.value)
		}
	}
	return l, err
}

// against sets what the flags say beside what l was made of.
func (o *objective) against(cmd *cobra.Command, l loss.Loss) []flagValue {
	values := []flagValue{{"loss", o.asked(cmd), loss.Name(l)}}
	for _, p := range o.parameters {
		values = append(values, flagValue{p.flag, p.says(), loss.Get(l, p.name)})
	}
	for _, f := range o.selection() {
		values = append(values, flagValue{flagName(f.name), f.value, loss.Get(l, f.name)})
	}
	return values
}

// made are the parameters that l was made of, but for zeros. A margin of zero is one,
// and none is nil.
func made(l loss.Loss) (all []field) {
	add := func(name string, unless ...any) {
		if v := loss.Get(l, name); !slices.Contains(unless, v) {
			all = append(all, field{name, v})
		}
	}
	for _, f := range loss.MemberOf(l).Fields {
		add(f.Name, 0.0, false)
	}
	add("topk", 0)
	add("alpha", 0.0)
	add("margin", nil)
	add("other_class", false)
	return all
}

// asked is the name of the loss that the flags ask for: over the hardest negatives a
// loss may have another one.
func (o *objective) asked(cmd *cobra.Command) string {
	m, err := loss.Find(o.name)
	if err != nil {
		return o.name
	}
	if given := cmd.Flags().Changed; given("topk") || given("alpha") {
		return loss.Name(loss.Over(m.New(), loss.Selection{K: 1}))
	}
	return m.Name
}
