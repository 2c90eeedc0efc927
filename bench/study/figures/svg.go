package figures

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/color"
	"regexp"
	"strings"

	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// fontOf is how vgsvg names the font of a text; its weight follows.
const fontOf = "font-family:Liberation Sans;font-variant:normal;"

// corrections are where vgsvg's text is bettered in any case: a font of which there is none
// has others in its stead, and an image is called what it is.
var corrections = strings.NewReplacer(
	fontOf, "font-family:'Liberation Sans',Arial,Helvetica,sans-serif;",
	";font-style:normal;", ";",
	"data:image/jpg;", "data:image/png;",
)

// root is the first element of an SVG and all before it.
var root = regexp.MustCompile(`(?s)^.*?<svg [^>]*viewBox="([^"]*)"[^>]*>`)

// portableSVG is the text of a picture that looks the same wherever it is shown.
func portableSVG(p picture) ([]byte, error) {
	width, height := p.size()
	canvas := vgsvg.New(width, height)
	p.draw(draw.New(canvas))
	var text bytes.Buffer
	_, err := canvas.WriteTo(&text)
	return []byte(corrections.Replace(text.String())), err
}

// SVG is the panel as a page has it inline: an element as wide as its place, whose colours
// are the page's by the variables that the package names.
func (p Panel) SVG() ([]byte, error) {
	text, err := portableSVG(p.picture)
	if err != nil {
		return nil, err
	}
	var name bytes.Buffer
	if err := xml.EscapeText(&name, []byte(p.Alt)); err != nil {
		return nil, err
	}
	head := root.FindSubmatch(text)
	body := pageColors.Replace(string(text[len(head[0]):]))
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="%s" role="img" aria-label="%s"><title>%[2]s</title>%s`,
		head[1], name.Bytes(), body), nil
}

// pageColors puts a page's colours for those of a drawing.
var pageColors = strings.NewReplacer(pageColorPairs()...)

func pageColorPairs() (pairs []string) {
	for _, v := range variables() {
		pairs = append(pairs, ":"+hex(v.color), fmt.Sprintf(":var(--%s,%s)", v.name, hex(v.color)))
	}
	return pairs
}

// hex is a colour as vgsvg writes it.
func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02X%02X%02X", r>>8, g>>8, b>>8)
}
