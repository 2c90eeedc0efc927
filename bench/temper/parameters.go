package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/loss"
)

// A parameter is what losses of the family declare under one name, and its flag.
type parameter struct {
	name   string         // in declarations, "tau_plus"
	flag   string         // "tau-plus"
	losses []*loss.Member // that have it
	value  any            // of the flag, a *float64 or a *bool
}

// tau is the name of the temperature, as losses declare it.
const tau = "tau"

// parameters are those of the whole family, without flags yet.
func parameters() []*parameter {
	var all []*parameter
	for _, m := range loss.Family() {
		for _, f := range m.Fields {
			i := slices.IndexFunc(all, func(p *parameter) bool { return p.name == f.Name })
			if i < 0 {
				i, all = len(all), append(all, &parameter{name: f.Name, flag: flagName(f.Name)})
			}
			all[i].losses = append(all[i].losses, m)
		}
	}
	return all
}

// field is the declaration of the first loss that has the parameter.
func (p *parameter) field() *loss.Field { return p.losses[0].Field(p.name) }

// usual tells whether most losses have the parameter. Those that have none accept its
// flag all the same, so that one command line can go through the losses.
func (p *parameter) usual() bool { return 2*len(p.losses) > len(loss.Family()) }

// define defines the flag, with the default of the first loss that has it.
func (p *parameter) define(cmd *cobra.Command) {
	flags := cmd.Flags()
	switch def := p.field().Default.(type) {
	case float64:
		p.value = flags.Float64(p.flag, def, p.usage())
	case bool:
		p.value = flags.Bool(p.flag, def, p.usage())
	}
	flags.Lookup(p.flag).DefValue += p.otherDefaults()
}

// usage says what the parameter is, and which losses have it.
func (p *parameter) usage() string {
	having := map[string][]string{} // losses by what they say of it
	var texts []string
	for _, m := range p.losses {
		help := m.Field(p.name).Help
		if having[help] == nil {
			texts = append(texts, help)
		}
		having[help] = append(having[help], m.Name)
	}
	if !p.usual() {
		for i, help := range texts {
			texts[i] = strings.Join(having[help], ", ") + ": " + help
		}
	} else if without := p.without(); len(without) > 0 {
		texts = append(texts, strings.Join(without, ", ")+" have none")
	}
	return strings.Join(texts, "; ")
}

// without are the losses that do not have the parameter.
func (p *parameter) without() []string {
	return memberNames(func(m *loss.Member) bool { return m.Field(p.name) == nil })
}

// otherDefaults names the losses whose default is not that of the flag.
func (p *parameter) otherDefaults() (text string) {
	for _, m := range p.losses {
		if def := m.Field(p.name).Default; def != p.field().Default {
			text += fmt.Sprintf(", %s %v", m.Name, def)
		}
	}
	return text
}

// says is what the flag says.
func (p *parameter) says() any {
	if number, ok := p.value.(*float64); ok {
		return *number
	}
	return *p.value.(*bool)
}

// set sets the parameter of a loss to the flag, if that is given and the loss has it.
func (p *parameter) set(cmd *cobra.Command, l loss.Loss) (loss.Loss, error) {
	if !cmd.Flags().Changed(p.flag) || loss.MemberOf(l).Field(p.name) == nil {
		return l, nil
	}
	return loss.Set(l, p.name, p.says())
}

// memberNames are the names of the losses that are as asked.
func memberNames(is func(*loss.Member) bool) (names []string) {
	for _, m := range loss.Family() {
		if is(m) {
			names = append(names, m.Name)
		}
	}
	return names
}

// flagName is the flag of a parameter.
func flagName(parameter string) string { return strings.ReplaceAll(parameter, "_", "-") }
