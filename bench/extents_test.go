package bench

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/blas/blas32"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/race"
)

// Sizes, strides and increments whose products wrap around an int: a check that
// multiplies takes them for ones that fit, and assembly then reads and writes anywhere.
// A process for each function and backend makes the calls of its table, since the fault
// ends it, and no recover can help.

// extentTables have the calls of every function that takes a matrix, a stride or an
// increment.
var extentTables = []map[string]func(c *extentCalls){vectorExtents, productExtents, matrixExtents, tileExtents, convExtents, lossExtents}

// extentOf names the function that a process of its own is for.
const extentOf = "TEMPER_TEST_EXTENTS"

// extentCalls are the calls with one function.
type extentCalls struct{ t *testing.T }

// refused fails unless the call panics by the words of who checks, or returns an error.
func (c *extentCalls) refused(call func() error, format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	switch panicked, err := c.call(what, call); {
	case err == nil && panicked == nil:
		c.t.Errorf("%s: taken", what)
	case panicked != nil && !isWords(panicked):
		c.t.Errorf("%s: panic %v", what, panicked)
	}
}

// stopped is refused where an index out of range says enough.
func (c *extentCalls) stopped(call func() error, format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	switch panicked, err := c.call(what, call); {
	case err == nil && panicked == nil:
		c.t.Errorf("%s: taken", what)
	case panicked != nil && strings.Contains(fmt.Sprint(panicked), "memory address"):
		c.t.Errorf("%s: panic %v", what, panicked)
	}
}

// taken fails if a valid call does not return.
func (c *extentCalls) taken(call func() error, format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	if panicked, err := c.call(what, call); err != nil || panicked != nil {
		c.t.Errorf("%s: %v, panic %v", what, err, panicked)
	}
}

// call makes a call whose name stands in the output ahead of what it does.
func (c *extentCalls) call(what string, call func() error) (panicked any, err error) {
	fmt.Println(what)
	defer func() { panicked = recover() }()
	return nil, call()
}

func isWords(panicked any) bool {
	_, fault := panicked.(runtime.Error)
	return !fault
}

// void is a call that returns no error.
func void(f func()) func() error {
	return func() error {
		f()
		return nil
	}
}

// extents are sizes near those at which products wrap around, and a few of them with
// -short.
func extents() []int {
	all := []int{math.MinInt, math.MaxInt}
	powers := []int{31, 32, 61, 62, 63}
	if testing.Short() {
		powers = []int{32, 61}
	}
	for _, k := range powers {
		for near := -1; near <= 1; near++ {
			if n := 1<<k + near; n >= 1<<30 || n <= -1<<30 { // fewer bits have less
				all = append(all, n, -n)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// eachExtent calls f for every extent that is above 0.
func eachExtent(f func(e int)) {
	for _, e := range extents() {
		if e > 0 {
			f(e)
		}
	}
}

// eachStride calls f for matrices of rows×cols, whose slice holds them, with strides
// that reach beyond it.
func eachStride(rows, cols int, f func(x blas32.General)) {
	for _, e := range extents() {
		f(blas32.General{Rows: rows, Cols: cols, Stride: e, Data: ones(rows * cols)})
	}
}

// eachMatrix calls f for the matrices of eachStride and for ones of great size.
func eachMatrix(rows, cols int, f func(x blas32.General)) {
	eachStride(rows, cols, f)
	data := ones(rows * cols)
	for _, e := range extents() {
		f(blas32.General{Rows: e, Cols: cols, Stride: cols, Data: data})
		f(blas32.General{Rows: rows, Cols: e, Stride: e, Data: data})
		for _, stride := range extents() {
			f(blas32.General{Rows: e, Cols: cols, Stride: stride, Data: data})
			f(blas32.General{Rows: e, Cols: stride, Stride: stride, Data: data})
		}
	}
}

func ones(n int) []float32 { return slices.Repeat([]float32{1}, n) }

func dense(rows, cols int) blas32.General {
	return blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: ones(rows * cols)}
}

// shown are a matrix's numbers.
func shown(x blas32.General) string {
	return fmt.Sprintf("%d×%d with stride %d over %d elements", x.Rows, x.Cols, x.Stride, len(x.Data))
}

// TestExtents has each function refuse, on every backend, what has no place in memory.
func TestExtents(t *testing.T) {
	if race.Enabled {
		t.Skip("hundreds of processes, which the race detector makes slow, and nothing in them is shared")
	}
	tables := map[string]func(c *extentCalls){}
	for _, table := range extentTables {
		maps.Copy(tables, table)
	}
	if name := os.Getenv(extentOf); name != "" {
		tables[name](&extentCalls{t})
		return
	}
	for _, function := range slices.Sorted(maps.Keys(tables)) {
		for _, b := range kernels.Backends() {
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.timeout=1m", "-test.run=^TestExtents$", fmt.Sprintf("-test.short=%t", testing.Short()))
			child.Env = append(os.Environ(), extentOf+"="+function, "TEMPER_ISA="+b.Name())
			out, err := child.CombinedOutput()
			if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
				t.Skipf("no process of its own, as under emulation: %v", err)
			}
			if err != nil {
				t.Errorf("%s on %s: %v\n%s", function, b.Name(), err, endOf(out))
			}
		}
	}
}

// endOf returns what a process said when it failed, with the call that it died of or
// the calls that it complained of.
func endOf(out []byte) string {
	lines := strings.Split(string(bytes.TrimSpace(out)), "\n")
	if died := slices.IndexFunc(lines, func(s string) bool {
		return strings.HasPrefix(s, "unexpected fault") || strings.HasPrefix(s, "fatal error") || strings.HasPrefix(s, "panic:") || strings.HasPrefix(s, "SIG")
	}); died > 0 {
		return strings.Join(lines[died-1:min(died+20, len(lines))], "\n")
	}
	failed := slices.DeleteFunc(lines, func(s string) bool { return !strings.Contains(s, "_test.go:") })
	return strings.Join(failed[:min(len(failed), 20)], "\n")
}
