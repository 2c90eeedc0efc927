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
			words = append(words, Flag(one.Name, one.String(), one.Type() == "bool"))
		}
	}
	return strings.Join(append(words, lossFlags(l)...), " ")
}

// lossFlags are the flags of a loss and its parameters.
func lossFlags(l loss.Loss) []string {
	words := []string{Flag("loss", loss.Name(l), false)}
	usual := loss.MemberOf(l).New()
	add := func(name string, unless ...any) {
		v := loss.Get(l, name)
		if _, isBool := v.(bool); !slices.Contains(unless, v) {
			words = append(words, Flag(name, fmt.Sprint(v), isBool))
		}
	}
	for _, f := range loss.MemberOf(l).Fields {
		add(f.Name, loss.Get(usual, f.Name))
	}
	add("topk", 0)
	add("alpha", 0.0)
	add("margin", nil)
	add("other_class", false)
	return words
}

// Flag writes a flag so that a shell gives it back. One that is true or false takes no
// word after it.
func Flag(name, value string, isBool bool) string {
	name = "--" + strings.ReplaceAll(name, "_", "-")
	switch {
	case !isBool:
		return name + " " + Quoted(value)
	case value == "true":
		return name
	}
	return name + "=" + value
}

// Quoted is a word as a shell takes it: between quotation marks if it needs them.
func Quoted(word string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_+:,./@%"
	if word != "" && strings.Trim(word, plain) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
