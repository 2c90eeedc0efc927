package page

import (
	"fmt"
	"math"
	"strconv"

	"github.com/abc86604/temper/bench/study"
)

// table is the study's results by losses.
type table struct {
	Heads  []head
	Groups []block
	Seeds  int
	Hard   string // which negatives the hard losses keep, "" without such losses
	Paper  bool   // some cells have the paper's numbers
}

// head is the title of a column.
type head struct{ Text, Unit string }

// block is the cells of one loss, or of the floors.
type block struct {
	Title string
	Rows  []row
}

// Wide tells whether the block has a title above its rows: of a single cell the row has it.
func (b block) Wide() bool { return len(b.Rows) > 1 }

// row is a cell of the study.
type row struct {
	Name   string
	Fault  string // why it failed, or that some of its seeds did
	Values []value
}

// value is one number of the table.
type value struct {
	Text, Deviation string
	Paper           string // what the paper reports, "" where it does not
	Best            bool   // of its column
}

// column is how one measure stands in the table.
type column struct {
	head
	digits  int
	of      func(*study.Measured) float64
	paper   func(*study.Paper) string
	highest bool // the highest is marked: of an accuracy, for the others are no better for it
}

func percent(share float64) float64 { return 100 * share }

var columns = []column{
	{head{"kNN", "%"}, 2, func(m *study.Measured) float64 { return percent(m.KNN) }, nil, true},
	{head{"linear", "%"}, 2, func(m *study.Measured) float64 { return percent(m.Linear) },
		func(p *study.Paper) string { return fmt.Sprintf("%.2f", percent(p.Accuracy)) }, true},
	{head{"−uniformity", ""}, 3, func(m *study.Measured) float64 { return 0 - m.Uniformity },
		func(p *study.Paper) string { return printed(p.Uniformity) }, false},
	{head{"tolerance", ""}, 3, func(m *study.Measured) float64 { return m.Tolerance },
		func(p *study.Paper) string { return printed(p.Tolerance) }, false},
	{head{"alignment", ""}, 3, func(m *study.Measured) float64 { return m.Alignment }, nil, false},
}

// shortest writes a number in the fewest digits.
func shortest(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// printed writes a number in the digits that the paper gives it, of which there are two at
// least behind the point.
func printed(x float64) string {
	if text := fmt.Sprintf("%.2f", x); len(text) > len(shortest(x)) {
		return text
	}
	return shortest(x)
}

// tableOf is the table of r, without the cells that embed into a circle.
func tableOf(r *study.Results) table {
	t := table{Seeds: max(1, r.Settings.Seeds)}
	for _, c := range columns {
		t.Heads = append(t.Heads, c.head)
	}
	t.Heads = append(t.Heads, head{"time", "s"})
	best := bestOf(r)
	for _, s := range r.Summaries() {
		if s.Dim != 0 {
			continue
		}
		one := rowOf(r, s, best)
		for _, v := range one.Values {
			t.Paper = t.Paper || v.Paper != ""
		}
		if s.Alpha != 0 || s.TopK != 0 {
			t.Hard = spaces.Replace(s.Kept())
		}
		title := titleOf(s.Cell)
		if last := len(t.Groups) - 1; last >= 0 && t.Groups[last].Title == title {
			t.Groups[last].Rows = append(t.Groups[last].Rows, one)
			continue
		}
		t.Groups = append(t.Groups, block{title, []row{one}})
	}
	return t
}

// titleOf is the title of the block that a cell is in.
func titleOf(c study.Cell) string {
	if c.Floor() {
		return "Before training"
	}
	return c.Title()
}

// bestOf are the highest numbers of the columns in which that is marked, as the table
// writes them, so that equal ones are all marked.
func bestOf(r *study.Results) []string {
	best, high := make([]string, len(columns)), make([]float64, len(columns))
	for i := range high {
		high[i] = math.Inf(-1)
	}
	for _, s := range r.Summaries() {
		for i, c := range columns {
			if s.Mean != nil && s.Dim == 0 && c.highest && c.of(s.Mean) > high[i] {
				high[i] = c.of(s.Mean)
				best[i] = c.text(high[i])
			}
		}
	}
	return best
}

func (c column) text(x float64) string { return fmt.Sprintf("%.*f", c.digits, x) }

// rowOf is a cell in the table.
func rowOf(r *study.Results, s study.Summary, best []string) row {
	one := row{Name: s.Title(), Fault: faultOf(r, s)}
	if s.Tau != 0 {
		one.Name = "τ = " + shortest(s.Tau)
	}
	if s.Mean == nil {
		return one
	}
	paper := r.Paper(s.Cell)
	for i, c := range columns {
		v := value{Text: c.text(c.of(s.Mean))}
		v.Best = v.Text == best[i]
		if s.Seeds > 1 {
			v.Deviation = c.text(math.Abs(c.of(s.Deviation))) // of a negative as of the number itself
		}
		if paper != nil && c.paper != nil {
			v.Paper = c.paper(paper)
		}
		one.Values = append(one.Values, v)
	}
	one.Values = append(one.Values, value{Text: fmt.Sprintf("%.1f", s.Seconds)})
	return one
}

// faultOf says why a cell failed: of seeds the first that did.
func faultOf(r *study.Results, s study.Summary) string {
	if !s.Failed {
		return ""
	}
	for _, row := range r.Rows {
		if row.Cell == s.Cell && row.Error != "" {
			if s.Seeds > 0 {
				return fmt.Sprintf("of %d seeds alone: seed %d failed", s.Seeds, row.Seed)
			}
			return "failed: " + row.Error
		}
	}
	return "failed"
}
