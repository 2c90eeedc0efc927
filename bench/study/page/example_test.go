package page_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/bench/study/page"
)

// The page of a study is made from its results alone, those of study.Read for one that is in
// a folder; here of one that has no results yet.
func Example() {
	dir, err := os.MkdirTemp("", "page")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	if err := page.Write(dir, &study.Results{Settings: study.Defaults()}); err != nil {
		fmt.Println(err)
		return
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, file := range files {
		fmt.Println(filepath.Base(file))
	}
	// Output: report.html
}
