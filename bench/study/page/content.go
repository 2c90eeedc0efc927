package page

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"

	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/bench/study/figures"
)

// content is what the template shows.
type content struct {
	Style   template.CSS
	Name    string // of the data set
	Heading string // what is trained on what
	Live    *Live  // nil: of a study that has ended
	Missing string // what of it has no result yet, "" if nothing

	Verdict   []string
	Table     table
	Agreement []string
	Notes     []string
	Figures   []figure

	Command []string
	Lines   []line // that train the cells
	Groups  []group
	Machine *study.Machine // nil of results of before
}

// figure is one with its panels as inline SVG.
type figure struct {
	figures.Figure
	Panels []template.HTML
}

// line is a command line that trains a cell.
type line struct {
	Name    string
	Command []string
}

func contentOf(r *study.Results) (*content, error) {
	c := &content{
		Style: template.CSS(style), Name: r.Items.Name, Heading: r.Heading(),
		Verdict: unbroken(r.Verdict()), Table: tableOf(r), Agreement: agreementOf(r),
		Notes: unbroken(append(r.Notes(), rising(r)...)), Command: parts(r.Settings.Command()),
		Groups: groupsOf(r.Settings), Machine: r.Machine,
	}
	var err error
	if c.Missing, err = missing(r); err != nil {
		return nil, err
	}
	for _, row := range r.Rows {
		if row.Train != "" && row.Seed == r.Settings.Seed {
			c.Lines = append(c.Lines, line{row.Name(), parts(row.Train + " --out RUN")})
		}
	}
	c.Figures, err = drawn(r)
	return c, err
}

// parts are a command line before each of its flags: with a space between them they are the
// line again.
func parts(command string) []string {
	all := strings.Split(command, " --")
	for i := range all[1:] {
		all[1+i] = "--" + all[1+i]
	}
	return all
}

// spaces are those at which no line may break.
var spaces = strings.NewReplacer(" %", "\u00a0%", " = ", "\u00a0=\u00a0", " ± ", "\u00a0±\u00a0")

// unbroken keeps in texts together what is one number.
func unbroken(texts []string) []string {
	for i, text := range texts {
		texts[i] = spaces.Replace(text)
	}
	return texts
}

// missing says how many cells have no result yet.
func missing(r *study.Results) (string, error) {
	ended, all, err := r.Standing()
	if err != nil || ended >= all {
		return "", err
	}
	return fmt.Sprintf("%d of %d cells have ended.", ended, all), nil
}

// drawn are the figures. Their text is escaped where they are drawn.
func drawn(r *study.Results) (all []figure, err error) {
	list, err := figures.Of(r)
	if err != nil {
		return nil, err
	}
	for _, f := range list {
		one := figure{Figure: f}
		for _, p := range f.Panels {
			text, err := p.SVG()
			if err != nil {
				return nil, fmt.Errorf("figure %s: %w", f.Name, err)
			}
			one.Panels = append(one.Panels, template.HTML(inline(text)))
		}
		all = append(all, one)
	}
	return all, nil
}

// inline is an SVG as it stands in a page, without what only a file of its own begins with.
func inline(svg []byte) []byte {
	if i := bytes.Index(svg, []byte("<svg")); i > 0 {
		return svg[i:]
	}
	return svg
}
