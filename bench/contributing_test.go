package bench

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestContributingNamesWhatIsThere looks up the files and folders of CONTRIBUTING.md.
func TestContributingNamesWhatIsThere(t *testing.T) {
	text, err := os.ReadFile("../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile("`([\\w./*]+)`|\\]\\(([\\w./]+)\\)").FindAllStringSubmatch(string(text), -1)
	looked := 0
	for _, name := range names {
		path := name[1] + name[2]
		if !strings.ContainsAny(path, "/") && !strings.HasSuffix(path, ".md") {
			continue
		}
		looked++
		in := "../" + path
		if strings.HasPrefix(path, "testdata/") {
			in = "../loss/" + path
		}
		if found, err := filepath.Glob(in); err != nil || len(found) == 0 {
			t.Errorf("there is no %s", path)
		}
	}
	if looked < 15 {
		t.Errorf("%d names looked up only", looked)
	}
}
