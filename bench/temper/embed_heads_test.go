package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/adapt"
	"github.com/abc86604/temper/nn/format/npy"
	folder "github.com/abc86604/temper/nn/run"
	"gonum.org/v1/gonum/blas/blas32"
)

// adapterDim is the number of values that the heads of tests take: a file of manyRows is
// longer than a block then, and the last block is not full.
const adapterDim, manyRows = 128, 5000

// adapterRun makes the folder of an adapter whose heads have been trained, as it were.
func adapterRun(t *testing.T, dir, head string, towers adapt.Towers) {
	t.Helper()
	z := matrix.Of(drawRows(3, 12*adapterDim/goldenDim+1), 12, adapterDim)
	s := adapt.Defaults()
	s.Head, s.Towers, s.Passes = head, towers, 1
	trainer := adapt.Trainer{Settings: s, Loss: loss.Contrastive{Tau: 0.1}, Taus: []float64{0.1}}
	r, err := trainer.Train(t.Context(), adapt.Pairs(z, z))
	if err != nil {
		t.Fatal(err)
	}
	c, err := r.Checkpoint(nil)
	if err != nil {
		t.Fatal(err)
	}
	draw := portable.NewRand(5)
	for _, tensor := range c.Tensors {
		if !strings.HasSuffix(tensor.Name, ".base") && (towers != adapt.Query || strings.HasPrefix(tensor.Name, "query.")) {
			for i := range tensor.Data {
				tensor.Data[i] = float32(draw.Normal() / 16)
			}
		}
	}
	to, err := folder.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer to.Unlock()
	if err := to.Save(c); err != nil {
		t.Fatal(err)
	}
}

// wholeRows are rows of small whole numbers, which every type of number holds.
func wholeRows(rows int) blas32.General {
	z, r := matrix.New(rows, adapterDim), portable.NewRand(8)
	for i := range z.Data {
		z.Data[i] = float32(r.IntN(17) - 8)
	}
	return z
}

// half is a whole number up to 8 as float16.
func half(n int) uint16 {
	if n == 0 {
		return 0
	}
	sign, size := uint16(0), n
	if n < 0 {
		sign, size = 1<<15, -n
	}
	exponent := bits.Len(uint(size)) - 1
	return sign | uint16(exponent+15)<<10 | uint16(size<<(10-exponent)&1023)
}

// held is a .npy of whole numbers in a type of NumPy's, a file of .fvecs for "fvecs".
func held(z blas32.General, as string) (b []byte) {
	if as != "fvecs" {
		dict := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%d, %d), }\n", as, z.Rows, z.Cols)
		b = append([]byte("\x93NUMPY\x01\x00"), byte(len(dict)), 0)
		b = append(b, dict...)
	}
	for i := range z.Rows {
		if as == "fvecs" {
			b = binary.LittleEndian.AppendUint32(b, uint32(z.Cols))
		}
		for _, v := range matrix.Row(z, i) {
			switch as {
			case "|i1":
				b = append(b, byte(int8(v)))
			case "<f2":
				b = binary.LittleEndian.AppendUint16(b, half(int(v)))
			case ">f8":
				b = binary.BigEndian.AppendUint64(b, math.Float64bits(float64(v)))
			default:
				b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
			}
		}
	}
	return b
}

// mappedBytes is the .npy of rows by a head of a run, all in memory.
func mappedBytes(t *testing.T, head *adapt.Head, z blas32.General) []byte {
	t.Helper()
	y := matrix.New(z.Rows, head.Out())
	if err := head.Apply(1, y, z); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := npy.EncodeFloat32(&b, y); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
