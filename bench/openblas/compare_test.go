package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/abc86604/temper/bench/suite"
	"github.com/abc86604/temper/kernels"
)

// TestMain lets the test binary stand in for the C program: a product takes it
// a second.
func TestMain(m *testing.M) {
	if os.Getenv("OPENBLAS_CORETYPE") == "" {
		os.Exit(m.Run())
	}
	if os.Args[1] == "broken" {
		os.Exit(1)
	}
	fmt.Println(os.Getenv("OPENBLAS_CORETYPE"), os.Args[1], os.Getenv("OPENBLAS_NUM_THREADS"))
	var rows, cols, inner, calls int64
	for {
		if _, err := fmt.Scan(&rows, &cols, &inner, &calls); err != nil {
			return
		}
		fmt.Println(1e9 * calls)
	}
}

func TestCompare(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var table bytes.Buffer
	if err := compare(t.Context(), &table, self, "library", suite.Budget{Runs: 1}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(table.String()), "\n")[3:]
	rows := len(suite.Small) + len(suite.Large)
	if want := rows * (len(kernels.Backends()) - 1); len(lines) != want {
		t.Fatalf("%d rows, want %d", len(lines), want)
	}
	for i, line := range lines {
		b := kernels.Backends()[1+i/rows]
		f := strings.Fields(line)
		if f[1] != b.Name() || !strings.HasSuffix(line, coreTypes[b.Name()]+" library 1") {
			t.Errorf("%q", line)
		}
		var ratio float64
		if fmt.Sscan(f[5], &ratio); ratio < 10 {
			t.Errorf("%q: the peer takes a second", line)
		}
	}
	if err := compare(t.Context(), &table, self, "broken", suite.Budget{Runs: 1}); len(kernels.Backends()) > 1 && err == nil {
		t.Error("no error from a program that says nothing")
	}
}
