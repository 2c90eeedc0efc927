package impl_test

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/abc86604/temper/kernels/internal/impl"
	"github.com/abc86604/temper/kernels/internal/kerneltest"
)

// FuzzBackends looks for arguments on which a backend differs from the generic
// one. The kernel's slices are filled from the same numbers, each from another
// place on.
func FuzzBackends(f *testing.F) {
	p := kerneltest.Odd()
	for i := range kernelCases {
		data := make([]byte, 0, 4*(i+60))
		for _, v := range p[100*i:][:i+60] {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
		}
		f.Add(uint8(i), uint8(3*i), uint8(i), data)
	}
	f.Fuzz(func(t *testing.T, kernel, cols, offset uint8, data []byte) {
		k := kernelCases[int(kernel)%len(kernelCases)]
		numbers := float32s(data[:min(len(data), 4*impl.Block)])
		if len(numbers) < 6 {
			return
		}
		shape := [2]int{1, len(numbers)}
		if k.hasColumns() {
			shape[1] = 1 + int(cols)%len(numbers)
			shape[0] = len(numbers) / shape[1]
		}
		for _, b := range impl.Available[1:] {
			k.compare(t, b, cycled(numbers, int(offset), k.lengths(shape[0], shape[1])), [6]float32(numbers))
		}
	})
}

func float32s(data []byte) []float32 {
	x := make([]float32, len(data)/4)
	for i := range x {
		x[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
	return x
}

// cycled returns slices of the given lengths, aligned as those of a pool are,
// and filled from numbers again and again.
func cycled(numbers []float32, offset int, lengths []int) [][]float32 {
	s := make([][]float32, len(lengths))
	for i, n := range lengths {
		at := (offset + 5*i) % 16
		s[i] = kerneltest.Aligned(n + 16)[at : at+n : at+n]
		for j := range s[i] {
			s[i][j] = numbers[(j+7*i)%len(numbers)]
		}
	}
	return s
}
