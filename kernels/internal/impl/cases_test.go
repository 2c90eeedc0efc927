package impl_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unsafe"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/internal/kerneltest"
)

// kernelCase is one entry of a backend's table. args has a letter for each
// slice argument: w if it is written, r if it is only read, capital if it has
// one element for each column of the matrices.
type kernelCase struct {
	name string
	args string
	run  func(b *impl.Table, s [][]float32, f [6]float32) float32
}

var kernelCases = []kernelCase{
	{"Dot", "rr", func(b *impl.Table, s [][]float32, _ [6]float32) float32 { return b.Dot(s[0], s[1]) }},
	{"Sum", "r", func(b *impl.Table, s [][]float32, _ [6]float32) float32 { return b.Sum(s[0]) }},
	{"Max", "r", func(b *impl.Table, s [][]float32, _ [6]float32) float32 { return b.Max(s[0]) }},
	{"Exp", "wr", quiet(func(b *impl.Table, s [][]float32, _ [6]float32) { b.Exp(s[0], s[1]) })},
	{"ExpSum", "wr", func(b *impl.Table, s [][]float32, f [6]float32) float32 { return b.ExpSum(s[0], s[1], f[0], f[1]) }},
	{"Log", "wr", quiet(func(b *impl.Table, s [][]float32, _ [6]float32) { b.Log(s[0], s[1]) })},
	{"Axpy", "rw", quiet(func(b *impl.Table, s [][]float32, f [6]float32) { b.Axpy(f[0], s[0], s[1]) })},
	{"Scale", "wr", quiet(func(b *impl.Table, s [][]float32, f [6]float32) { b.Scale(f[0], s[0], s[1]) })},
	{"Divide", "wr", quiet(func(b *impl.Table, s [][]float32, f [6]float32) { b.Divide(s[0], s[1], f[0]) })},
	{"Add", "wrr", quiet(func(b *impl.Table, s [][]float32, _ [6]float32) { b.Add(s[0], s[1], s[2]) })},
	{"Mul", "wrr", quiet(func(b *impl.Table, s [][]float32, _ [6]float32) { b.Mul(s[0], s[1], s[2]) })},
	{"ReLU", "wr", quiet(func(b *impl.Table, s [][]float32, _ [6]float32) { b.ReLU(s[0], s[1]) })},
	{"ReLUBackward", "wrr", quiet(func(b *impl.Table, s [][]float32, _ [6]float32) { b.ReLUBackward(s[0], s[1], s[2]) })},
	{"SGD", "wwr", quiet(func(b *impl.Table, s [][]float32, f [6]float32) { b.SGD(s[0], s[1], s[2], f[0], f[1], f[2]) })},
	{"Nesterov", "wwr", quiet(func(b *impl.Table, s [][]float32, f [6]float32) { b.Nesterov(s[0], s[1], s[2], f[0], f[1], f[2]) })},
	{"AdamW", "wwwr", quiet(func(b *impl.Table, s [][]float32, f [6]float32) {
		b.AdamW(s[0], s[1], s[2], s[3], f[0], f[1], f[2], f[3], f[4], f[5])
	})},
	{"Affine", "wrRR", quiet(func(b *impl.Table, s [][]float32, _ [6]float32) { b.Affine(s[0], s[1], s[2], s[3]) })},
	{"AffineSum", "wrrRRR", quiet(func(b *impl.Table, s [][]float32, _ [6]float32) { b.AffineSum(s[0], s[1], s[2], s[3], s[4], s[5]) })},
	{"ColumnSums", "Wr", quiet(func(b *impl.Table, s [][]float32, _ [6]float32) { b.ColumnSums(s[0], s[1]) })},
	{"ColumnDots", "Wrr", quiet(func(b *impl.Table, s [][]float32, _ [6]float32) { b.ColumnDots(s[0], s[1], s[2]) })},
	{"GatherSum", "Wrr", quiet(func(b *impl.Table, s [][]float32, _ [6]float32) {
		b.GatherSum(s[0], s[1], len(s[0]), indexFrom(s[2], len(s[1])/len(s[0])), s[2])
	})},
}

// quiet is for kernels that return nothing.
func quiet(run func(b *impl.Table, s [][]float32, f [6]float32)) func(*impl.Table, [][]float32, [6]float32) float32 {
	return func(b *impl.Table, s [][]float32, f [6]float32) float32 {
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

// compare runs k with the generic backend on copies of s and with b on s itself,
// and reports a difference, also of an argument that must not change. It returns
// false if there is one. s[0] may be one of the others.
func (k kernelCase) compare(t *testing.T, b *impl.Table, s [][]float32, f [6]float32) bool {
	t.Helper()
	want := make([][]float32, len(s))
	inPlace := func(i int) bool { return unsafe.SliceData(s[i]) == unsafe.SliceData(s[0]) }
	for i := range s {
		if want[i] = slices.Clone(s[i]); inPlace(i) {
			want[0] = want[i]
		}
	}
	wantResult := k.run(impl.Generic, want, f)
	for i := range s {
		if !k.writes(i) && !inPlace(i) {
			want[i] = slices.Clone(s[i])
		}
	}
	result := k.run(b, s, f)
	if !kerneltest.SameBits(result, wantResult) {
		t.Errorf("%s of %d: %x, generic returns %x", k.name, len(s[0]), result, wantResult)
		return false
	}
	for i := range s {
		for j, v := range s[i] {
			if !kerneltest.SameBits(v, want[i][j]) {
				t.Errorf("%s: argument %d of length %d: element %d is %x after the call, not %x",
					k.name, i, len(s[i]), j, v, want[i][j])
				return false
			}
		}
	}
	return true
}

// indexFrom makes an index of rows from any numbers, by their bits.
func indexFrom(numbers []float32, rows int) []int32 {
	index := make([]int32, len(numbers))
	for t, v := range numbers {
		index[t] = int32(math.Float32bits(v) % uint32(rows))
	}
	return index
}
