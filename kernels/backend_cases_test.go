package kernels

import (
	"math"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unsafe"
)

// kernelCase is one entry of a backend's table. args has a letter for each
// slice argument: w if it is written, r if it is only read, capital if it has
// one element for each column of the matrices.
type kernelCase struct {
	name string
	args string
	run  func(b *Backend, s [][]float32, f [3]float32) float32
}

var kernelCases = []kernelCase{
	{"Dot", "rr", func(b *Backend, s [][]float32, _ [3]float32) float32 { return b.dot(s[0], s[1]) }},
	{"Sum", "r", func(b *Backend, s [][]float32, _ [3]float32) float32 { return b.sum(s[0]) }},
	{"Max", "r", func(b *Backend, s [][]float32, _ [3]float32) float32 { return b.max(s[0]) }},
	{"Exp", "wr", quiet(func(b *Backend, s [][]float32, _ [3]float32) { b.exp(s[0], s[1]) })},
	{"ExpSum", "wr", func(b *Backend, s [][]float32, f [3]float32) float32 { return b.expSum(s[0], s[1], f[0], f[1]) }},
	{"Log", "wr", quiet(func(b *Backend, s [][]float32, _ [3]float32) { b.log(s[0], s[1]) })},
	{"Axpy", "rw", quiet(func(b *Backend, s [][]float32, f [3]float32) { b.axpy(f[0], s[0], s[1]) })},
	{"Scale", "wr", quiet(func(b *Backend, s [][]float32, f [3]float32) { b.scale(f[0], s[0], s[1]) })},
	{"Divide", "wr", quiet(func(b *Backend, s [][]float32, f [3]float32) { b.divide(s[0], s[1], f[0]) })},
	{"Add", "wrr", quiet(func(b *Backend, s [][]float32, _ [3]float32) { b.add(s[0], s[1], s[2]) })},
	{"Mul", "wrr", quiet(func(b *Backend, s [][]float32, _ [3]float32) { b.mul(s[0], s[1], s[2]) })},
	{"ReLU", "wr", quiet(func(b *Backend, s [][]float32, _ [3]float32) { b.relu(s[0], s[1]) })},
	{"ReLUBackward", "wrr", quiet(func(b *Backend, s [][]float32, _ [3]float32) { b.reluBackward(s[0], s[1], s[2]) })},
	{"SGD", "wwr", quiet(func(b *Backend, s [][]float32, f [3]float32) { b.sgd(s[0], s[1], s[2], f[0], f[1], f[2]) })},
	{"Affine", "wrRR", quiet(func(b *Backend, s [][]float32, _ [3]float32) { b.affine(s[0], s[1], s[2], s[3]) })},
	{"Affine2", "wrrRRR", quiet(func(b *Backend, s [][]float32, _ [3]float32) { b.affine2(s[0], s[1], s[2], s[3], s[4], s[5]) })},
	{"ColumnSums", "Wr", quiet(func(b *Backend, s [][]float32, _ [3]float32) { b.columnSums(s[0], s[1]) })},
	{"ColumnDots", "Wrr", quiet(func(b *Backend, s [][]float32, _ [3]float32) { b.columnDots(s[0], s[1], s[2]) })},
	{"GatherSum", "Wrr", quiet(func(b *Backend, s [][]float32, _ [3]float32) {
		b.gatherSum(s[0], s[1], len(s[0]), indexFrom(s[2], len(s[1])/len(s[0])), s[2])
	})},
}

// quiet is for kernels that return nothing.
func quiet(run func(b *Backend, s [][]float32, f [3]float32)) func(*Backend, [][]float32, [3]float32) float32 {
	return func(b *Backend, s [][]float32, f [3]float32) float32 {
		run(b, s, f)
		return 0
	}
}

func kernelNamed(name string) kernelCase {
	return kernelCases[slices.IndexFunc(kernelCases, func(k kernelCase) bool { return k.name == name })]
}

func (k kernelCase) hasColumns() bool { return strings.ToLower(k.args) != k.args }

// lengths returns the length of each slice, for matrices of the given shape or,
// where the kernel knows no columns, for slices of rows·cols elements.
func (k kernelCase) lengths(rows, cols int) []int {
	n := make([]int, len(k.args))
	for i, arg := range k.args {
		if n[i] = rows * cols; unicode.IsUpper(arg) {
			n[i] = cols
		}
	}
	return n
}

func (k kernelCase) writes(i int) bool { return unicode.ToLower(rune(k.args[i])) == 'w' }

// sameBits reports whether x and y are the same number: equal bits, or both
// NaN, whose payloads are not promised.
func sameBits(x, y float32) bool {
	return math.Float32bits(x) == math.Float32bits(y) || x != x && y != y
}

// compare runs k with the generic backend on copies of s and with b on s itself,
// and reports a difference, also of an argument that must not change. It returns
// false if there is one. s[0] may be one of the others.
func (k kernelCase) compare(t *testing.T, b *Backend, s [][]float32, f [3]float32) bool {
	t.Helper()
	want := make([][]float32, len(s))
	inPlace := func(i int) bool { return unsafe.SliceData(s[i]) == unsafe.SliceData(s[0]) }
	for i := range s {
		if want[i] = slices.Clone(s[i]); inPlace(i) {
			want[0] = want[i]
		}
	}
	wantResult := k.run(generic, want, f)
	for i := range s {
		if !k.writes(i) && !inPlace(i) {
			want[i] = slices.Clone(s[i])
		}
	}
	result := k.run(b, s, f)
	if !sameBits(result, wantResult) {
		t.Errorf("%s of %d: %x, generic returns %x", k.name, len(s[0]), result, wantResult)
		return false
	}
	for i := range s {
		for j, v := range s[i] {
			if !sameBits(v, want[i][j]) {
				t.Errorf("%s: argument %d of length %d: element %d is %x after the call, not %x",
					k.name, i, len(s[i]), j, v, want[i][j])
				return false
			}
		}
	}
	return true
}
