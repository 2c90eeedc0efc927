package job

import (
	"fmt"
	"slices"
	"strings"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/setting"
)

// Line returns the command line that trains with s and l, but for --out.
func Line(s Settings, l loss.Loss) string {
	words := []string{"temper", "train"}
	defaults := Defaults()
	usual := setting.Of(&defaults)
	for i, one := range setting.Of(&s) {
		if !one.Equal(usual[i]) {
			words = append(words, flag(one.Name, one.String()))
		}
	}
	return strings.Join(append(words, lossFlags(l)...), " ")
}

// lossFlags are the flags of a loss and its parameters.
func lossFlags(l loss.Loss) []string {
	words := []string{flag("loss", loss.Name(l))}
	usual := loss.MemberOf(l).New()
	add := func(name string) {
		if v := loss.Get(l, name); v != nil && v != loss.Get(usual, name) {
			words = append(words, flag(name, fmt.Sprint(v)))
		}
	}
	for _, f := range loss.MemberOf(l).Fields {
		add(f.Name)
	}
	for _, name := range []string{"topk", "alpha", "margin", "other_class"} {
		if v := loss.Get(l, name); !slices.Contains([]any{0, 0.0, false, nil}, v) || name == "margin" && v != nil {
			words = append(words, flag(name, fmt.Sprint(v)))
		}
	}
	return words
}

// flag writes a flag so that a shell gives it back; true is what a flag alone says.
func flag(name, value string) string {
	name = "--" + strings.ReplaceAll(name, "_", "-")
	switch {
	case value == "true":
		return name
	case value == "false":
		return name + "=false"
	}
	return name + " " + quoted(value)
}

// quoted puts what a shell would not take as one word between quotation marks.
func quoted(word string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+:,./@%"
	if word != "" && strings.Trim(word, plain) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
