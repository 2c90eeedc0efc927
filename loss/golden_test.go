package loss

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"math"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
)

func hashFloats(h hash.Hash, x ...float64) {
	for _, v := range x {
		h.Write(binary.LittleEndian.AppendUint64(nil, math.Float64bits(v)))
	}
}

func hashResult(h hash.Hash, res Result) {
	hashFloats(h, res.Loss)
	hashFloats(h, res.PerAnchor...)
	for _, v := range res.Grad0.Data {
		hashFloats(h, float64(v))
	}
	for _, v := range res.Grad1.Data {
		hashFloats(h, float64(v))
	}
}

// digest is a hash of every bit of a result.
func digest(res Result) string {
	h := sha256.New()
	hashResult(h, res)
	return hex.EncodeToString(h.Sum(nil))
}

// goldenLosses is the hash of every bit of the losses of fixed inputs, the same on
// every instruction set and architecture.
const goldenLosses = "afae42bc4c30d1193022d902ac0dda46690316d25f10e7e0a23c853de900ca3f"

// TestGoldenLosses covers all losses and arrangements, on several panels, with
// widths that leave tails in every kernel, and a bank longer than a long sum.
func TestGoldenLosses(t *testing.T) {
	h := sha256.New()
	ws := &Workspace{Threads: 2}
	for _, shape := range [][2]int{{2, 1}, {7, 19}, {140, 33}} {
		b, d := shape[0], shape[1]
		for _, cosine := range []float64{0, 0.9} {
			if d == 1 && cosine != 0 {
				continue
			}
			z0, z1 := pairs(31, b, d, cosine)
			for _, arrangement := range arrangements {
				for _, l := range append(lossesAt(0.07, 1), uniformLosses(1)...) {
					hashResult(h, mustCompute(t, ws, arrangement, l, z0, z1, reversed(b)))
				}
			}
		}
	}
	const n, d = longSum + 77, 3
	rng := portable.NewRand(32)
	z, bank := normal(rng, 2, d), normal(rng, n, d)
	for _, l := range []Loss{Contrastive{Tau: 0.2}, HardContrastive{Tau: 0.2, K: 4095}, Simple{}} {
		hashResult(h, mustCompute(t, ws, "bank", l, z, bank, []int{n - 1, 0}))
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != goldenLosses {
		t.Errorf("hash %s, want %s", got, goldenLosses)
	}
}

func must[T any](t *testing.T, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}
