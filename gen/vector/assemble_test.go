package vector

import (
	"strings"
	"testing"
)

// sumOf adds n vectors that are all alive at once.
func sumOf(n int) Kernel {
	return Kernel{Name: "SumOf", Signature: "func(x []float32) float32", Body: func(b *Builder) {
		x, v := b.Pointer("x"), b.Vecs(n)
		for i := range v {
			b.Load(v[i], x.At(i*b.Lanes()))
		}
		for i := range v[1:] {
			b.Add(v[0], v[0], v[i+1])
		}
		b.Return(v[0])
	}}
}

func TestRegistersRunOut(t *testing.T) {
	for _, isa := range ISAs {
		if _, err := Assemble(isa, []Kernel{sumOf(isa.Registers())}); err != nil {
			t.Errorf("%v: %d vectors: %v", isa, isa.Registers(), err)
		}
		_, err := Assemble(isa, []Kernel{sumOf(isa.Registers() + 1)})
		if err == nil || !strings.Contains(err.Error(), "SumOf") && isa != AVX512 {
			t.Errorf("%v: %d vectors: error %v, want one that names the kernel", isa, isa.Registers()+1, err)
		}
	}
}

func TestSignatureMustParse(t *testing.T) {
	_, err := Assemble(AVX2, []Kernel{{Name: "Odd", Signature: "func(", Body: func(*Builder) {}}})
	if err == nil || !strings.Contains(err.Error(), "Odd") {
		t.Errorf("error %v, want one that names the kernel", err)
	}
}
