package array

import (
	"bytes"
	"math"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
)

// Numbers are the same bytes on every machine, and come back from them with every bit.
func TestFloat32Bytes(t *testing.T) {
	payload := math.Float32frombits(0x7fa12345)
	x := []float32{1, -2.5, payload, float32(math.Copysign(0, -1)), 1e-45, 7}
	want := []byte{0, 0, 128, 63, 0, 0, 32, 192, 0x45, 0x23, 0xa1, 0x7f, 0, 0, 0, 128, 1, 0, 0, 0, 0, 0, 224, 64}
	defer func(was bool) { littleEndian = was }(littleEndian)
	machines := []bool{false}
	if littleEndian {
		machines = append(machines, true)
	}
	for _, littleEndian = range machines {
		if b := Float32Bytes(x); !bytes.Equal(b, want) || len(Float32Bytes(nil)) > 0 {
			t.Errorf("little-endian %v: %x, want %x", littleEndian, b, want)
		}
		a := Array{Type{Kind: Float, Size: 4}, []int64{3, 2}, false, bytes.NewReader(want), int64(len(want))}
		rows, err := a.Rows()
		if err != nil {
			t.Fatal(err)
		}
		for _, stride := range []int{2, 5} {
			y := matrix.Columns(matrix.New(2, stride), 0, 2)
			if err := rows.Read(y, 1); err != nil {
				t.Fatal(err)
			}
			for i := range 2 {
				for j, v := range matrix.Row(y, i) {
					if want := x[2+2*i+j]; math.Float32bits(v) != math.Float32bits(want) {
						t.Errorf("little-endian %v, stride %d: row %d, column %d is %v, want %v", littleEndian, stride, i, j, v, want)
					}
				}
			}
		}
	}
}
