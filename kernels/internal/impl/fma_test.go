package impl

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// exactFMA rounds a*b + c once, with numbers of any precision.
func exactFMA(a, b, c float32) float32 {
	x := new(big.Float).SetPrec(600).SetFloat64(float64(a))
	x.Mul(x, new(big.Float).SetFloat64(float64(b)))
	x.Add(x, new(big.Float).SetFloat64(float64(c)))
	v, _ := x.Float32()
	return v
}

// TestFMA aims at what two roundings get wrong: sums that lie close to halfway
// between two float32, and results below the normal range.
func TestFMA(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	random := func() float32 { return math.Float32frombits(r.Uint32()) }
	for range 300_000 {
		a, b, c := random(), random(), random()
		switch r.IntN(3) {
		case 0: // c about as large as the product
			c = a * b * (1 + float32(r.IntN(8))*0x1p-23)
		case 1: // a product far below c's last place beside a halfway point
			a = float32(1+r.IntN(1<<12)) * 0x1p-12
			b = float32(1+r.IntN(1<<12)) * 0x1p-12
			c = float32(r.IntN(1<<24)) * float32(math.Ldexp(1, r.IntN(60)-30))
		}
		p := float64(a) * float64(b)
		if s := p + float64(c); math.IsInf(float64(a), 0) || math.IsInf(float64(b), 0) || math.IsInf(float64(c), 0) || s != s || s == 0 {
			continue
		}
		if got, want := FMA(a, b, c), exactFMA(a, b, c); got != want {
			t.Fatalf("FMA(%x, %x, %x) = %x, want %x", a, b, c, got, want)
		}
	}
}

func TestFMASpecialValues(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	zero := float32(0)
	for _, c := range []struct{ a, b, c, want float32 }{
		{0x1p-149, 0x1p-149, 0, 0},
		{-0x1p-149, 0x1p-149, 0, -zero},
		{0x1.fffffep127, 0x1.fffffep127, 0, inf},
		{0x1.fffffep127, 1, 0x1p103, inf},
		{0x1.fffffep127, 1, 0x1.fffffep102, 0x1.fffffep127},
		{inf, 0, 1, nan}, {inf, 1, -inf, nan}, {nan, 1, 1, nan}, {1, 1, -1, 0},
	} {
		got := FMA(c.a, c.b, c.c)
		if got != c.want && (got == got || c.want == c.want) {
			t.Errorf("FMA(%x, %x, %x) = %x, want %x", c.a, c.b, c.c, got, c.want)
		}
	}
	if v := FMA(-0x1p-149, 0x1p-149, 0); v != 0 || !math.Signbit(float64(v)) {
		t.Errorf("a vanishing negative product gave %x, want -0", v)
	}
}
