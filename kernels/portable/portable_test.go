package portable

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"testing"
)

// ulps returns |got - want| in units of want's last place.
func ulps(got, want float64) float64 {
	if got == want || got != got && want != want {
		return 0
	}
	return math.Abs(got-want) / (math.Nextafter(math.Abs(want), math.Inf(1)) - math.Abs(want))
}

// logOfSubnormal goes round math.Log, which is wrong below the normal range on
// amd64.
func logOfSubnormal(x float64) float64 { return math.Log(x*0x1p54) - 54*math.Ln2 }

func TestAccuracy(t *testing.T) {
	const worst = 2 // units in the last place; math's own functions stay within 1
	r := NewRand(1)
	for _, f := range []struct {
		name      string
		got, want func(float64) float64
		from, to  float64
	}{
		{"Exp", Exp, math.Exp, -745, 709.7},
		{"Exp", Exp, math.Exp, -1, 1},
		{"Log", Log, math.Log, 0.5, 2},
		{"Log", Log, math.Log, 0, 1e300},
		{"Log", Log, logOfSubnormal, 0, 0x1p-1022},
		{"Log1p", Log1p, math.Log1p, -1, 1},
		{"Log1p", Log1p, math.Log1p, -1e-9, 1e-9},
		{"Log1p", Log1p, math.Log1p, 0, 1e20},
		{"Sin", Sin, math.Sin, -10, 10},
		{"Cos", Cos, math.Cos, -10, 10},
	} {
		for range 200_000 {
			x := f.from + float64((f.to-f.from)*r.Float64())
			got, want := f.got(x), f.want(x)
			// Near the zeros of sine and cosine math itself loses digits.
			if d := ulps(got, want); d > worst && math.Abs(got-want) > 0x1p-54 {
				t.Fatalf("%s(%g) = %g, want %g: %g ulp", f.name, x, got, want, d)
			}
		}
	}
}

func TestSpecialValues(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"Exp(0)", Exp(0), 1}, {"Exp(+Inf)", Exp(inf), inf}, {"Exp(-Inf)", Exp(-inf), 0},
		{"Exp(NaN)", Exp(nan), nan}, {"Exp(710)", Exp(710), inf}, {"Exp(-746)", Exp(-746), 0},
		{"Exp(-745)", Exp(-745), 5e-324},
		{"Log(0)", Log(0), -inf}, {"Log(1)", Log(1), 0}, {"Log(-1)", Log(-1), nan}, {"Log(+Inf)", Log(inf), inf},
		{"Log(NaN)", Log(nan), nan}, {"Log(5e-324)", Log(5e-324), -1074 * math.Ln2},
		{"Log1p(0)", Log1p(0), 0}, {"Log1p(-1)", Log1p(-1), -inf}, {"Log1p(-2)", Log1p(-2), nan}, {"Log1p(+Inf)", Log1p(inf), inf},
		{"Sin(0)", Sin(0), 0}, {"Cos(0)", Cos(0), 1}, {"Sin(+Inf)", Sin(inf), nan}, {"Cos(NaN)", Cos(nan), nan},
		{"Pow(2,10)", Pow(2, 10), 1024}, {"Pow(0,2)", Pow(0, 2), 0}, {"Pow(7,0)", Pow(7, 0), 1}, {"Pow(-1,2)", Pow(-1, 2), nan},
	} {
		if c.got != c.want && (c.got == c.got || c.want == c.want) {
			t.Errorf("%s = %g, want %g", c.name, c.got, c.want)
		}
	}
}

// TestGolden holds the bits themselves: the same on every architecture.
func TestGolden(t *testing.T) {
	const want = "c958831c17eca24b41eb7fcceb57b750528e0824d0054969980a8a69dfce32b2"
	h := sha256.New()
	r := NewRand(2026, 11)
	for range 20_000 {
		x := r.Float64()
		n := r.Normal()
		for _, v := range []float64{x, n, Exp(40 * n), Log(x), Log1p(n * n), Sin(9 * n), Cos(9 * n), Pow(x, n), float64(r.IntN(1000))} {
			binary.Write(h, binary.LittleEndian, v)
		}
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		t.Errorf("bits changed: SHA-256 %s, want %s", got, want)
	}
}

func TestStreamsDiffer(t *testing.T) {
	seen := map[uint64]string{}
	for name, r := range map[string]*Rand{
		"none": NewRand(), "0": NewRand(0), "1": NewRand(1), "0,1": NewRand(0, 1), "1,0": NewRand(1, 0), "0,0": NewRand(0, 0),
	} {
		v := r.Uint64()
		if other, ok := seen[v]; ok {
			t.Errorf("streams %s and %s start alike", name, other)
		}
		seen[v] = name
	}
}

func TestMoments(t *testing.T) {
	const n = 400_000
	r := NewRand(3)
	var mean, square, uniform float64
	for range n {
		x := r.Normal()
		mean += x / n
		square += x * x / n
		uniform += r.Float64() / n
	}
	// Five standard errors.
	if math.Abs(mean) > 0.008 || math.Abs(square-1) > 0.012 || math.Abs(uniform-0.5) > 0.0023 {
		t.Errorf("normal mean %g, mean square %g; uniform mean %g", mean, square, uniform)
	}
}

func TestIntNAndPerm(t *testing.T) {
	r := NewRand(4)
	counts := make([]int, 7)
	for range 70_000 {
		counts[r.IntN(7)]++
	}
	for v, c := range counts {
		if c < 9_500 || c > 10_500 {
			t.Errorf("IntN(7) gave %d %d times of 70000", v, c)
		}
	}
	seen := make([]bool, 100)
	for _, i := range r.Perm(100) {
		if seen[i] {
			t.Fatalf("Perm holds %d twice", i)
		}
		seen[i] = true
	}
	defer func() {
		if recover() == nil {
			t.Error("IntN(0) did not panic")
		}
	}()
	r.IntN(0)
}
