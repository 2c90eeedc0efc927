package loss

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// The files have a line for each of goldenCases and of goldenManyRows, in their order:
// the name, a tab, and 16 digits of the hash of every bit of the result, or the error.
const (
	goldenFile     = "testdata/golden.txt"
	goldenManyFile = "testdata/golden_many_rows.txt"
)

// digest is a hash of every bit of a result. Each field is preceded by its length, so
// that none runs into another.
func digest(res Result) string {
	b := appendFloats(nil, res.Loss)
	b = appendFloats(b, res.PerAnchor...)
	b = appendInts(b, res.Negatives, res.Skipped)
	for _, z := range []blas32.General{grad(res, 0), grad(res, 1), res.GradExtra} {
		b = appendInts(b, z.Rows, z.Cols)
		for i := range z.Rows {
			for _, v := range matrix.Row(z, i) {
				b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
			}
		}
	}
	for _, v := range []float64{res.Tau, res.Scalars.LogScale, res.Scalars.Bias} {
		b = appendFloats(b, v)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// appendFloats has one NaN for all: which it is depends on the machine.
func appendFloats(b []byte, x ...float64) []byte {
	b = binary.LittleEndian.AppendUint64(b, uint64(len(x)))
	for _, v := range x {
		if v != v {
			v = math.NaN()
		}
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return b
}

func appendInts(b []byte, x ...int) []byte {
	b = binary.LittleEndian.AppendUint64(b, uint64(len(x)))
	for _, v := range x {
		b = binary.LittleEndian.AppendUint64(b, uint64(v))
	}
	return b
}

// TestGoldenLosses holds every bit of every loss, the same on every instruction set
// and architecture. Where bits are meant to change,
//
//	TEMPER_UPDATE_GOLDEN=1 go test ./loss -run 'GoldenLosses|BitsOfManyRows'
//
// writes the files anew.
func TestGoldenLosses(t *testing.T) {
	holdGolden(t, goldenFile, goldenLines(t, goldenCases(), 1))
}

// TestGoldenThreads gives on three threads what TestGoldenLosses gives on one.
func TestGoldenThreads(t *testing.T) {
	needsAssembly(t)
	compareGolden(t, goldenFile, goldenLines(t, goldenCases(), 3))
}

// TestBitsOfManyRows is of cases that take minutes on an emulated machine, where all
// tests called golden run.
func TestBitsOfManyRows(t *testing.T) {
	needsTime(t)
	needsAssembly(t)
	holdGolden(t, goldenManyFile, goldenLines(t, goldenManyRows(), 1))
	compareGolden(t, goldenManyFile, goldenLines(t, goldenManyRows(), 3))
}

// needsAssembly leaves a test out where the kernels are plain Go, whose arithmetic
// takes thirty times as long: threads are given the same work whatever does it.
func needsAssembly(t *testing.T) {
	if kernels.Active().Name() == "generic" {
		t.Skip("takes long without assembly, and is about the order of the work alone")
	}
}

// goldenLines computes the lines of a file.
func goldenLines(t *testing.T, cases []goldenCase, threads int) []string {
	t.Helper()
	var lines []string
	seen := map[string]bool{}
	for _, c := range cases {
		if seen[c.name] {
			t.Fatalf("two cases are called %q", c.name)
		}
		seen[c.name], c.threads = true, threads
		lines = append(lines, c.name+"\t"+goldenValue(c))
	}
	return lines
}

func goldenValue(c goldenCase) string {
	res, err := computeGolden(c)
	if err != nil {
		return "error: " + err.Error()
	}
	return digest(res)[:16]
}

// holdGolden compares lines with those of a file, or writes it if it is asked to.
func holdGolden(t *testing.T, file string, lines []string) {
	t.Helper()
	if os.Getenv("TEMPER_UPDATE_GOLDEN") != "1" {
		compareGolden(t, file, lines)
		return
	}
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

// compareGolden names the cases that differ from the file's, that it has not, and that
// it has beside them; and those at another place.
func compareGolden(t *testing.T, file string, got []string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	values := map[string]string{}
	for _, line := range want {
		name, value, _ := strings.Cut(line, "\t")
		values[name] = value
	}
	for i, line := range got {
		name, value, _ := strings.Cut(line, "\t")
		switch golden, found := values[name]; {
		case !found:
			t.Errorf("%s: not in %s", name, file)
		case value != golden:
			t.Errorf("%s: %s, want %s", name, value, golden)
		case len(want) == len(got) && want[i] != line:
			t.Errorf("%s: at another place in %s", name, file)
		}
		delete(values, name)
	}
	for name := range values {
		t.Errorf("%s: in %s, but no case", name, file)
	}
	if len(want) != len(got) {
		t.Errorf("%s has %d lines for %d cases", file, len(want), len(got))
	}
}
