package page

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/abc86604/temper/bench/study"
)

// elements are the elements of a page in order. A page is written so that it is XML as well:
// every element ends, and every attribute stands in quotation marks.
func elements(t *testing.T, page string) (all []xml.StartElement) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(page))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("the page is no proper markup: %v", err)
		}
		if e, ok := token.(xml.StartElement); ok {
			all = append(all, e.Copy())
		}
	}
}

// attribute is one of an element's, "" where it has none of that name.
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// texts are the pages that all tests look at, by their names.
func texts(t *testing.T) map[string]string {
	failed := sampleOf(t, "shapes")
	for i := range failed.Rows {
		failed.Rows[i].Measures, failed.Rows[i].Detail, failed.Rows[i].Error = nil, nil, hostile
	}
	return map[string]string{
		"whole": rendered(t, sampleOf(t, "CIFAR-10"), nil),
		"names": rendered(t, sampleOf(t, hostile), nil),
		"begun": rendered(t, &study.Results{Settings: study.Defaults()}, &Live{Total: 9, UnderWay: []string{"x" + hostile}}),
		"one":   rendered(t, &study.Results{Settings: study.Defaults(), Rows: sampleOf(t, "shapes").Rows[:3]}, nil),
		"none":  rendered(t, failed, nil),
	}
}

// Nothing that a page shows is taken for markup, and nothing is loaded from elsewhere.
func TestPageStandsAlone(t *testing.T) {
	for name, page := range texts(t) {
		if len(page) > 5<<20 {
			t.Errorf("%s: %d bytes", name, len(page))
		}
		for _, e := range elements(t, page) {
			switch e.Name.Local {
			case "script", "iframe", "object", "embed", "base":
				t.Errorf("%s: <%s>", name, e.Name.Local)
			}
			for _, a := range e.Attr {
				if a.Name.Local == "src" || a.Name.Local == "href" {
					if !strings.HasPrefix(a.Value, "#") && !strings.HasPrefix(a.Value, "data:") {
						t.Errorf("%s: %s=%q", name, a.Name.Local, a.Value)
					}
				}
				if strings.HasPrefix(a.Name.Local, "on") {
					t.Errorf("%s: %s=%q", name, a.Name.Local, a.Value)
				}
			}
		}
		for _, address := range regexp.MustCompile(`url\([^)]*\)|@import[^;]*`).FindAllString(page, -1) {
			if !strings.HasPrefix(address, "url(#") && !strings.HasPrefix(address, "url(data:") {
				t.Errorf("%s: %s", name, address)
			}
		}
		for _, bad := range []string{"ZgotmplZ", ">NaN", `"NaN`, "%!"} {
			if strings.Contains(page, bad) {
				t.Errorf("%s: the page says %q", name, bad)
			}
		}
	}
}

// Titles go down a step at a time, ids are there once, links lead to one, and every table
// says what its columns and rows are.
func TestPageIsAccessible(t *testing.T) {
	for name, page := range texts(t) {
		var ids, links []string
		level := 0
		for _, e := range elements(t, page) {
			if id := attribute(e, "id"); id != "" {
				if slices.Contains(ids, id) {
					t.Errorf("%s: two elements %q", name, id)
				}
				ids = append(ids, id)
			}
			if link, ok := strings.CutPrefix(attribute(e, "href"), "#"); ok {
				links = append(links, link)
			}
			switch tag := e.Name.Local; tag {
			case "html":
				if attribute(e, "lang") != "en" {
					t.Errorf("%s: no language", name)
				}
			case "h1", "h2", "h3":
				if next := int(tag[1] - '0'); next > level+1 {
					t.Errorf("%s: %s after h%d", name, tag, level)
				} else {
					level = next
				}
			case "th":
				if attribute(e, "scope") == "" {
					t.Errorf("%s: a th without a scope", name)
				}
			}
		}
		for _, link := range links {
			if !slices.Contains(ids, link) {
				t.Errorf("%s: nothing is called %q", name, link)
			}
		}
	}
}

func TestPageHasAll(t *testing.T) {
	r := sampleOf(t, "CIFAR-10")
	page := rendered(t, r, nil)
	order := []string{
		"How hard should the hard negatives be pushed?", r.Heading(), "Contrastive was best at",
		"means of 3 seeds", "keep the hardest 20\u00a0% of the negatives", "what the paper reports",
		"Before training", "raw pixels", "random encoder", ">Contrastive<", "79.75", "failed: gradient is NaN &amp; &lt;b&gt;no number&lt;/b&gt;", "0.03",
		"Spearman", "uniformity: ρ = ", "kNN by votes of K", "needs more than 64 epochs",
		"<figure", "<svg", "<pre><code>temper study --data &#39;it", "temper v9.9.9 on a &amp; b", "All settings", ">min-scale<", "trains each cell alone",
		"temper train --tau 0.07 --out RUN", "What the terms mean",
	}
	from := 0
	page = strings.NewReplacer("<span>", "", "</span>", "").Replace(page)
	for _, text := range order {
		i := strings.Index(page[from:], text)
		if i < 0 {
			t.Fatalf("the page does not say %q where it should:\n%.3000s", text, page[from:])
		}
		from += i
	}
	if strings.Contains(page, `http-equiv="refresh"`) || strings.Contains(page, "<progress") {
		t.Error("the page of a study that has ended asks for itself again")
	}
	if other := rendered(t, sampleOf(t, "shapes"), nil); strings.Contains(other, "Spearman") || strings.Contains(other, "the paper reports") {
		t.Error("the page of another set speaks of the paper's numbers")
	}
}

func TestPageOfOneThatGoesOn(t *testing.T) {
	r := sampleOf(t, "shapes")
	r.Rows = r.Rows[:3]
	page := rendered(t, r, &Live{Done: 3, Total: 22, Left: 90 * time.Second, UnderWay: []string{"simple epoch 3 of 64"}})
	for _, text := range []string{`http-equiv="refresh"`, `<progress max="22" value="3">`, "3 of 22 cells", "about 1m30s left", "simple epoch 3 of 64", "No answer yet"} {
		if !strings.Contains(page, text) {
			t.Errorf("the page does not say %q", text)
		}
	}
	page = rendered(t, r, nil)
	if strings.Contains(page, `"refresh"`) || !strings.Contains(page, "3 of 29 cells have ended.") {
		t.Error("the page of a study that was cut short does not say so")
	}
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	if err := Write(dir, sampleOf(t, "shapes")); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "report.html"))
	if err != nil || string(text) != rendered(t, sampleOf(t, "shapes"), nil) {
		t.Errorf("report.html is another page, %v", err)
	}
	if err := Write(filepath.Join(dir, "nowhere"), sampleOf(t, "shapes")); err == nil {
		t.Error("no error for a folder that is not there")
	}
	r := sampleOf(t, "shapes")
	r.Settings.Taus = []float64{-1}
	if err := Write(dir, r); err == nil {
		t.Error("no error for settings of no study")
	}
	if again, err := os.ReadFile(filepath.Join(dir, "report.html")); err != nil || string(again) != string(text) {
		t.Error("a page that failed replaced the one before")
	}
}
