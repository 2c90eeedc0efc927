package data

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// A Report says what a [Loader] took for the data set, what not, and what looks wrong.
type Report struct {
	Path    string // of what was read: a folder within the one named, where that holds no other
	Split   Split
	Items   int // good ones
	Limit   int // the first so many of them were taken; 0: all
	Shape   Shape
	Classes int // 0: nobody knows the labels
	// HeldOut are the items of the other split, where the data set is not split itself
	// but by every tenth of its items.
	HeldOut int
	// PassedOver counts the files that are no items, by their endings, folders that are no
	// class, and images that no label is known of where others have theirs.
	PassedOver map[string]int
	// Bad are the items that were left out.
	Bad []BadItem
	// Decoder is what made pixels of files whose format leaves that to the decoder: its
	// next version may make others. It is "" where the files have the pixels themselves.
	Decoder string
	// Warnings are for people, a line each.
	Warnings []string
}

// String is the report in a line, without the warnings.
func (r Report) String() string {
	things := "images"
	if r.Shape.Height == 1 && r.Shape.Width == 1 {
		things = "rows"
	}
	text := fmt.Sprintf("%s: %d %s of %v", r.Path, r.Items, things, r.Shape)
	if r.Classes > 0 {
		text += " in " + count(r.Classes, "class", "classes")
	} else {
		text += " without labels"
	}
	text += fmt.Sprintf(", to %s", map[Split]string{Train: "train on", Test: "test on"}[r.Split])
	if r.Limit > 0 && r.Limit < r.Items {
		text += fmt.Sprintf(": the first %d", r.Limit)
	}
	if r.HeldOut > 0 {
		other := map[Split]string{Train: "held out for testing", Test: "to train on"}[r.Split]
		text += fmt.Sprintf("; %d %s: every %dth is held out", r.HeldOut, other, holdOut)
	}
	if len(r.PassedOver) > 0 {
		text += "; passed over: " + r.passedOver()
	}
	if len(r.Bad) > 0 {
		text += fmt.Sprintf("; %d left out as bad, the first %v", len(r.Bad), r.Bad[0])
	}
	return text
}

func (r Report) passedOver() string {
	var parts []string
	for _, ending := range slices.Sorted(maps.Keys(r.PassedOver)) {
		parts = append(parts, fmt.Sprintf("%d %s", r.PassedOver[ending], ending))
	}
	return strings.Join(parts, ", ")
}

// What is passed over and has no ending.
const (
	withoutEnding = "without an ending"
	otherFolders  = "folders"
	withoutLabel  = "without a label"
)

// passOver counts one file more that is no item.
func (r *Report) passOver(name string) {
	ending := strings.ToLower(filepath.Ext(name))
	if ending == "" || ending == strings.ToLower(name) {
		ending = withoutEnding
	}
	r.passOverAs(ending, 1)
}

func (r *Report) passOverAs(kind string, n int) {
	if n == 0 {
		return
	}
	if r.PassedOver == nil {
		r.PassedOver = map[string]int{}
	}
	r.PassedOver[kind] += n
}

// bad notes an item that cannot be used.
func (r *Report) bad(name string, why error) { r.Bad = append(r.Bad, BadItem{name, why.Error()}) }

// warn notes what is hardly what the owner of the items wants.
func (r *Report) warn(format string, args ...any) {
	r.Warnings = append(r.Warnings, fmt.Sprintf(format, args...))
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
