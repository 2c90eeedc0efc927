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
// an hour.
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
		fmt.Println(3600_000_000_000 * calls)
	}
}

func TestCompare(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	shapes := []suite.Shape{{M: 32, N: 32, K: 32}, {M: 37, N: 41, K: 29}}
	var table bytes.Buffer
	if err := compare(t.Context(), &table, self, "library", shapes, suite.Budget{Runs: 1}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(table.String()), "\n")[3:]
	if want := len(shapes) * (len(kernels.Backends()) - 1); len(lines) != want {
		t.Fatalf("%d rows, want %d", len(lines), want)
	}
	for i, line := range lines {
		b := kernels.Backends()[1+i/len(shapes)]
		f := strings.Fields(line)
		if f[1] != b.Name() || !strings.HasSuffix(line, coreTypes[b.Name()]+" library 1") {
			t.Errorf("%q", line)
		}
		var ratio float64
		if fmt.Sscan(f[5], &ratio); ratio < 100 {
			t.Errorf("%q: the peer takes an hour", line)
		}
	}
	if err := compare(t.Context(), &table, self, "broken", shapes, suite.Budget{Runs: 1}); len(kernels.Backends()) > 1 && err == nil {
		t.Error("no error from a program that says nothing")
	}
}
