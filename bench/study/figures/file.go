package figures

import (
	"fmt"
	"image/png"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"

	"github.com/abc86604/temper/nn/format/atomicfile"
)

// formats are those that a figure is written in, which are its extensions too.
var formats = []string{"svg", "png"}

// dotsPerInch are those of a PNG: two for each pixel of a page.
const dotsPerInch = 192

// Format returns the format of a figure in the file path, which is its extension:
// svg or png. Anything else is an error.
func Format(path string) (string, error) {
	extension := strings.TrimPrefix(filepath.Ext(path), ".")
	if !slices.Contains(formats, extension) {
		return "", fmt.Errorf("%s: a figure's name ends in .%s", path, strings.Join(formats, " or ."))
	}
	return extension, nil
}

// sheet is a picture as a file shows it: on white paper, between its title and how it is
// read and what it was made of.
type sheet struct {
	picture
	title, reading, caption string
}

// write writes the figure into a file, in the format of its extension.
func (f *figure) write(path string) error { return sheet{f, f.title, "", ""}.write(path) }

// save writes the sheet as name.svg and name.png into dir.
func (s sheet) save(dir, name string) error {
	for _, format := range formats {
		if err := s.write(filepath.Join(dir, name+"."+format)); err != nil {
			return err
		}
	}
	return nil
}

func (s sheet) write(path string) error {
	format, err := Format(path)
	if err != nil {
		return err
	}
	return atomicfile.Replace(path, 0o644, func(w io.Writer) error { return s.encode(w, format) })
}

// encode writes the sheet in a format.
func (s sheet) encode(w io.Writer, format string) error {
	if format == "svg" {
		text, err := portableSVG(s)
		if err != nil {
			return err
		}
		_, err = w.Write(text)
		return err
	}
	width, height := s.size()
	canvas := vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(dotsPerInch))
	s.draw(draw.New(canvas))
	return png.Encode(w, canvas.Image())
}

// The lines of a title and of a caption, from one to the next.
const titleLine, captionLine = 15, 11.5

func (s sheet) size() (vg.Length, vg.Length) {
	width, height := s.picture.size()
	title, caption := s.lines(width)
	return width, height + s.above(title) + s.below(caption)
}

// lines are those of title and caption.
func (s sheet) lines(width vg.Length) (title, caption []string) {
	width -= 2 * margin
	return wrapped(titleText, s.title, width), append(wrapped(captionText, s.reading, width), wrapped(captionText, s.caption, width)...)
}

// above is the height of a title of so many lines, below that of a caption.
func (s sheet) above(title []string) vg.Length { return titleLine*vg.Length(len(title)) + margin }

func (s sheet) below(caption []string) vg.Length {
	if len(caption) == 0 {
		return 0
	}
	return captionLine*vg.Length(len(caption)) + margin
}

func (s sheet) draw(c draw.Canvas) {
	c.SetColor(paper)
	c.Fill(c.Rectangle.Path())
	title, caption := s.lines(c.Size().X)
	for i, line := range title {
		write(c, titleText, vg.Point{X: c.Min.X + margin, Y: c.Max.Y - margin - titleLine*vg.Length(i) - 10}, line)
	}
	for i, line := range caption {
		write(c, captionText, vg.Point{X: c.Min.X + margin, Y: c.Min.Y + s.below(caption) - captionLine*vg.Length(i+1) + 2}, line)
	}
	s.picture.draw(draw.Crop(c, 0, 0, s.below(caption), -s.above(title)))
}
