package page

import (
	_ "embed"
	"html/template"
	"io"
	"path/filepath"
	"time"

	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/nn/format/atomicfile"
)

// File is the name of the page in a study's folder.
const File = "report.html"

//go:embed page.html
var markup string

//go:embed page.css
var style string

var document = template.Must(template.New(File).Parse(markup))

// Live is how far a study is that still goes on.
type Live struct {
	Done, Total int           // cells
	Left        time.Duration // estimated; 0: not known yet
	UnderWay    []string      // what it is at, a line a cell
}

// Write writes the page of r into the folder dir, in one step; one that is there is
// replaced. It fails where a figure cannot be drawn or the file not be written.
func Write(dir string, r *study.Results) error {
	return atomicfile.Replace(filepath.Join(dir, File), 0o644, func(w io.Writer) error { return Render(w, r, nil) })
}

// Render writes the page of r. With live, of a study that goes on, it says how far that is,
// and asks for itself again every few seconds.
func Render(w io.Writer, r *study.Results, live *Live) error {
	c, err := contentOf(r)
	if err != nil {
		return err
	}
	c.Live = live
	return document.Execute(w, c)
}
