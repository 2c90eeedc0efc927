package impl

import (
	"strings"
	"testing"
)

func TestChoose(t *testing.T) {
	a, b := &Table{Name: "a"}, &Table{Name: "b"}
	for name, want := range map[string]*Table{"": b, "a": a, "b": b} {
		if got, err := choose(name, []*Table{a, b}); got != want || err != nil {
			t.Errorf("choose(%q) = %s, %v", name, got.Name, err)
		}
	}
	got, err := choose("mmx", []*Table{a, b})
	if got != b || err == nil || !strings.Contains(err.Error(), "TEMPER_ISA=mmx") {
		t.Errorf("choose(mmx) = %s, %v", got.Name, err)
	}
}

// Every instruction set that not all CPUs of its architecture have is asked for.
func TestNeeds(t *testing.T) {
	for _, table := range assembly() {
		if _, ok := needs[table.Name]; !ok && table != NEON {
			t.Errorf("whether a CPU has %s is not asked", table.Name)
		}
	}
}
