package figures

import (
	"image/color"
	"strings"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The texts of a figure. They stand on their point, at its right.
var (
	titleText   = textStyle(12, xfont.WeightBold, ink)
	headText    = textStyle(10.5, xfont.WeightBold, ink) // what a panel shows
	axisText    = textStyle(10.5, xfont.WeightNormal, ink)
	smallText   = textStyle(10, xfont.WeightNormal, ink)
	numberText  = textStyle(10, xfont.WeightNormal, soft)
	captionText = textStyle(9, xfont.WeightNormal, soft)
)

func textStyle(size vg.Length, weight xfont.Weight, c color.Color) text.Style {
	return text.Style{
		Color:   c,
		Font:    font.Font{Typeface: "Liberation", Variant: "Sans", Weight: weight, Size: size},
		Handler: plot.DefaultTextHandler,
	}
}

// wider is how much wider than Liberation Sans the font may be that stands in for it where
// a figure is shown.
const wider = 1.08

// room is how much space a text needs.
func room(style text.Style, s string) vg.Length { return wider * style.Width(s) }

// write puts s at a point of its baseline, aligned as the style says.
func write(c draw.Canvas, style text.Style, at vg.Point, s string) {
	if s == "" {
		return
	}
	face := style.Handler.Cache().Lookup(style.Font, style.Font.Size)
	at.X += vg.Length(style.XAlign) * face.Width(s)
	c.SetColor(style.Color)
	c.FillString(face, at, s)
}

// aligned is a style whose texts lie about their point otherwise than at its right.
func aligned(style text.Style, x text.XAlignment) text.Style {
	style.XAlign = x
	return style
}

// wrapped breaks a text into lines that fit into a width.
func wrapped(style text.Style, s string, width vg.Length) (lines []string) {
	line := ""
	for word := range strings.FieldsSeq(s) {
		if longer := strings.TrimPrefix(line+" "+word, " "); line == "" || room(style, longer) <= width {
			line = longer
			continue
		}
		lines, line = append(lines, line), word
	}
	if line == "" {
		return lines
	}
	return append(lines, line)
}

// shortened is a text, or as much of its beginning as fits into a width.
func shortened(style text.Style, s string, width vg.Length) string {
	if room(style, s) <= width {
		return s
	}
	letters := []rune(s)
	for len(letters) > 1 && room(style, string(letters)+"…") > width {
		letters = letters[:len(letters)-1]
	}
	return string(letters) + "…"
}
