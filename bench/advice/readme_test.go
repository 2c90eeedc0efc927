package main

import (
	"os"
	"strings"
	"testing"
)

// TestReadme holds README.md to what the results of the folder say.
func TestReadme(t *testing.T) {
	results, err := readResults("results.json")
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := report(&out, results); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), "```text\n"+out.String()+"```\n") {
		t.Errorf("README.md does not have what go run ./bench/advice --report bench/advice/results.json prints:\n%s", &out)
	}
}
