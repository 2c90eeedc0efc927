package bench

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestLinksLead follows the links of the pages for readers, to files and to headings, and
// looks up the scripts that their commands name.
func TestLinksLead(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:]*)(?:#([^)]+))?\)`)
	script := regexp.MustCompile(`(?m)^(bench/\S+)`)
	looked := 0
	for _, page := range []string{"../README.md", "../CONTRIBUTING.md", "MEASURED.md", "results/README.md", "advice/README.md"} {
		text := readPage(t, page)
		for _, found := range link.FindAllStringSubmatch(text, -1) {
			looked++
			path, heading := filepath.Join(filepath.Dir(page), found[1]), found[2]
			if found[1] == "" {
				path = page
			}
			if _, err := os.Stat(path); err != nil {
				t.Errorf("%s: %v", page, err)
			} else if heading != "" && !headings(readPage(t, path))[heading] {
				t.Errorf("%s: %s has no heading #%s", page, path, heading)
			}
		}
		for _, found := range script.FindAllStringSubmatch(text, -1) {
			looked++
			if _, err := os.Stat(filepath.Join("..", found[1])); err != nil {
				t.Errorf("%s: %v", page, err)
			}
		}
	}
	if looked < 15 {
		t.Errorf("%d links and scripts looked up only", looked)
	}
}

func readPage(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// headings are the anchors of a page's headings, as GitHub makes them.
func headings(text string) map[string]bool {
	anchors := map[string]bool{}
	for _, found := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(text, -1) {
		kept := regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(strings.ToLower(found[1]), "")
		anchors[strings.ReplaceAll(kept, " ", "-")] = true
	}
	return anchors
}
