package train

import (
	"math"
	"testing"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
)

// Between orthogonal unit rows v and f, normalise(m·v + (1-m)·f) has the closed
// form (m, 1-m)/√(m² + (1-m)²) in their plane.
func TestBlendClosedForm(t *testing.T) {
	for _, m := range []float64{0, 0.25, 0.5, 0.9} {
		b := newMemory(2, 4, 1)
		copy(matrix.Row(b.slots, 1), []float32{0, 1, 0, 0})
		b.blend(1, []float32{0, 0, 0, 1}, float32(m))
		length := math.Sqrt(m*m + (1-m)*(1-m))
		want := []float64{0, m / length, 0, (1 - m) / length}
		for j, got := range matrix.Row(b.slots, 1) {
			if math.Abs(float64(got)-want[j]) > 1e-7 {
				t.Errorf("m = %v: %v, want %v", m, matrix.Row(b.slots, 1), want)
				break
			}
		}
		if b.written[0] != 0 || b.written[1] != 1 || b.neverWritten() != 0.5 {
			t.Errorf("written %v, share never written %v", b.written, b.neverWritten())
		}
	}
}

func TestBlendOfOpposites(t *testing.T) {
	b := newMemory(1, 2, 1)
	copy(matrix.Row(b.slots, 0), []float32{0.6, 0.8})
	b.blend(0, []float32{-0.6, -0.8}, 0.5)
	if v := matrix.Row(b.slots, 0); v[0] != -0.6 || v[1] != -0.8 {
		t.Errorf("opposite rows blend to %v, want the new one", v)
	}
}

func TestMemoryBeginsAsUnitNoise(t *testing.T) {
	const n, d = 200, 32
	m := newMemory(n, d, 3)
	if m.neverWritten() != 1 {
		t.Errorf("share never written at the start: %v", m.neverWritten())
	}
	var mean, square float64
	for i := range n {
		v := matrix.Row(m.slots, i)
		if norm := kernels.Dot(v, v); math.Abs(float64(norm)-1) > 1e-6 {
			t.Fatalf("row %d has squared length %v", i, norm)
		}
		s := float64(kernels.Dot(v, matrix.Row(m.slots, (i+1)%n)))
		mean += s / n
		square += s * s / n
	}
	// Cosines of independent directions: mean 0, mean square 1/d.
	if math.Abs(mean) > 0.05 || math.Abs(square*d-1) > 0.5 {
		t.Errorf("cosines of neighbours: mean %v, mean square %v", mean, square)
	}
}

// After any number of batches the ring holds the last keys, none of them lost,
// though its length is no multiple of the batch.
func TestQueueWrapsAround(t *testing.T) {
	const length, batch, d = 7, 3, 2
	q := &queue{memory: newMemory(length, d, 1)}
	key := func(n int) float32 { return float32(100 + n) } // the n-th key ever
	for step := range 6 {
		keys := matrix.New(batch, d)
		for i := range batch {
			matrix.Row(keys, i)[0] = key(step*batch + i)
		}
		q.push(keys, step*batch)
		for i, place := range q.places {
			if got := matrix.Row(q.slots, place)[0]; got != key(step*batch+i) {
				t.Errorf("step %d: key %d reads %v at its place %d", step, i, got, place)
			}
		}
		total := (step + 1) * batch
		held := map[float32]bool{}
		for i := range length {
			held[matrix.Row(q.slots, i)[0]] = true
		}
		for n := max(0, total-length); n < total; n++ {
			if !held[key(n)] {
				t.Errorf("after %d keys the queue of %d lost key %d", total, length, n)
			}
		}
		if want := float64(max(0, length-total)) / length; q.neverWritten() != want {
			t.Errorf("after %d keys: %v never written, want %v", total, q.neverWritten(), want)
		}
	}
}

// θ_k <- m·θ_k + (1-m)·θ_q, so that with θ_q fixed the distance shrinks by m.
func TestKeyEncoderFollows(t *testing.T) {
	trainer := newTrainer(t, "mlp", Queue)
	trainer.KeyMomentum = 0.75
	q := newTowers(trainer)
	weight, key := q.encoder.Params()[0].Value, q.key.Params()[0].Value
	start := key[0]
	if weight[0] != start {
		t.Fatalf("key encoder starts at %v, encoder at %v", start, weight[0])
	}
	for i := range weight {
		weight[i] += 1
	}
	q.follow()
	q.follow()
	want := float64(weight[0]) - 0.75*0.75
	if math.Abs(float64(key[0])-want) > 1e-6 {
		t.Errorf("after two updates %v, want %v", key[0], want)
	}
}
