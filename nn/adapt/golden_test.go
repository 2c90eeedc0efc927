package adapt

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/internal/golden"
)

// TestGolden holds the bits of searches, of trainings and of what heads make of rows, of all heads and
// towers. Fewer dimensions are not among them: the projection that they begin with is gonum's.
func TestGolden(t *testing.T) {
	d, got := drawn(60, 80, 20, 1), map[string]string{}
	kinds(func(name string, change func(*Trainer)) {
		s := quick(change).Settings
		task := newTask(t, s, d)
		got["weights/"+name] = passes(t, task, 2, 0.05, 3)
		got["found/"+name] = trained(t, change, d).hash()
		got["applied/"+name] = appliedHash(t, shaken(t, s, 20).Query)
	})
	for name, change := range map[string]func(*Trainer){
		"prefixes": func(t *Trainer) { t.Prefixes = "5,16" },
		"queries":  func(t *Trainer) { t.Validate = Queries },
		"siglip":   func(t *Trainer) { t.Loss = loss.SigLIP{Tau: 0.1} },
		"hardest":  func(t *Trainer) { t.Loss = loss.Over(loss.DCL{Tau: 0.1}, loss.Selection{K: 9}) },
		"simple":   func(t *Trainer) { t.Loss = loss.Simple{} },
	} {
		got["found/"+name] = trained(t, change, d).hash()
	}
	got["weights/pool"] = passes(t, newTask(t, quick(nil).Settings, large()), 2, 0.05, 2)
	r, err := quick(func(t *Trainer) { t.Loss = loss.SupCon{Tau: 0.1, SkipLonely: true} }).TrainClasses(t.Context(), labelled(60, 12, 20, 1))
	if err != nil {
		t.Fatal(err)
	}
	got["found/classes"] = r.hash()
	golden.Check(t, got, "weights/", "found/", "applied/")
}

// appliedHash is a hash of the rows that a head makes.
func appliedHash(t *testing.T, h *Head) string {
	t.Helper()
	hash := sha256.New()
	y := matrix.New(33, h.Out())
	if err := h.Apply(2, y, normal(33, h.In(), 8)); err != nil {
		t.Fatal(err)
	}
	for _, v := range y.Data {
		fmt.Fprintln(hash, math.Float32bits(v))
	}
	return hex.EncodeToString(hash.Sum(nil))
}
