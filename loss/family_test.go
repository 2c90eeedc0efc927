package loss

import (
	"reflect"
	"slices"
	"testing"
)

// TestFamilyIsSound checks that declarations say what is there.
func TestFamilyIsSound(t *testing.T) {
	names := Names()
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("names %q are not sorted or come twice", names)
	}
	for i, m := range Family() {
		if found, err := Find(m.Name); found != m || err != nil || names[i] != m.Name {
			t.Errorf("%s: found %v, %v", m.Name, found, err)
		}
		if m.Title == "" || m.Help == "" {
			t.Errorf("%s has no title or help", m.Name)
		}
		l, err := New(m.Name)
		if err != nil || l != m.New() {
			t.Errorf("New(%q) = %v, %v; the member gives %v", m.Name, l, err, m.New())
		}
		if err := Check(l); err != nil {
			t.Errorf("%s: its defaults are refused: %v", m.Name, err)
		}
		if MemberOf(l) != m || Name(l) != m.Name {
			t.Errorf("%s is the member %s", m.Name, MemberOf(l).Name)
		}
		checkFields(t, m, l)
	}
}

// TestAliases name one loss each, which goes by its own name.
func TestAliases(t *testing.T) {
	names := Names()
	for _, m := range Family() {
		for _, alias := range m.Aliases {
			if slices.Contains(names, alias) {
				t.Errorf("%s is the name of two losses, or twice that of one", alias)
			}
			names = append(names, alias)
			l, err := Unmarshal([]byte(`{"name": "` + alias + `"}`))
			if err != nil || Name(l) != m.Name {
				t.Errorf("%s: %v, %v, want %s", alias, l, err, m.Name)
			}
		}
	}
	for _, alias := range []string{"infonce", "ntxent", "nt-xent", "simclr", "clip"} {
		if m, err := Find(alias); err != nil || m.Name != "contrastive" {
			t.Errorf("%s: %v, %v", alias, m, err)
		}
	}
}

// checkFields sets every field to its ends and beyond.
func checkFields(t *testing.T, m *Member, l Loss) {
	t.Helper()
	for _, f := range m.Fields {
		if f.Help == "" || m.Field(f.Name) == nil || m.Field(f.Name).Name != f.Name {
			t.Errorf("%s: field %s has no help or is not found", m.Name, f.Name)
		}
		if got := Get(l, f.Name); got != f.Default {
			t.Errorf("%s: %s is %v by default, declared is %v", m.Name, f.Name, got, f.Default)
		}
		if _, isNumber := f.Default.(float64); !isNumber {
			continue
		}
		for v, sound := range map[float64]bool{f.Least: true, f.Most: !f.Below, f.Least - 1e33: false, f.Most * 1.001: false, 0: f.OrZero || f.Least <= 0} {
			changed, err := Set(l, f.Name, v)
			if err != nil || Get(changed, f.Name) != v {
				t.Errorf("%s: %s = %v is not set: %v, %v", m.Name, f.Name, v, changed, err)
			}
			if err := Check(changed); (err == nil) != sound {
				t.Errorf("%s: %s = %v: error %v", m.Name, f.Name, v, err)
			} else if err != nil {
				wantError(t, m.Name, err, f.Name+" = ")
			}
		}
	}
}

// TestFamilyIsACopy that nobody can change the family by.
func TestFamilyIsACopy(t *testing.T) {
	first := Family()
	first[0] = nil
	if Family()[0] == nil {
		t.Error("the family has a hole")
	}
}

// TestHardMembers are other members over selections of the hardest.
func TestHardMembers(t *testing.T) {
	hard := Selection{K: 3}
	for _, c := range []struct {
		l    Loss
		name string
	}{
		{Over(Contrastive{Tau: 0.1}, hard), "hard"},
		{Over(Contrastive{Tau: 0.1}, Selection{Alpha: 0.3}), "hard"},
		{Over(Contrastive{Tau: 0.1}, Selection{Drop: Above(0)}), "contrastive"},
		{Over(Simple{}, hard), "hardsimple"},
		{Over(DCL{Tau: 0.1}, hard), "dcl"},
		{Over(Contrastive{Tau: 0.1}, Selection{}), "contrastive"},
		{Over(Over(Contrastive{Tau: 0.1}, Selection{OtherClass: true}), hard), "hard"},
	} {
		if Name(c.l) != c.name || MemberOf(c.l).Name != c.name {
			t.Errorf("%#v is called %q, want %q", c.l, Name(c.l), c.name)
		}
	}
	for name, base := range map[string]Loss{"hard": Contrastive{Tau: 0.2}, "hardsimple": Simple{}} {
		l, err := New(name)
		if want := Over(base, Selection{Alpha: PaperAlpha}); l != want || err != nil {
			t.Errorf("New(%q) = %#v, %v; want %#v", name, l, err, want)
		}
		if m, _ := Find(name); !m.Hardest {
			t.Errorf("%s is not over the hardest", name)
		}
	}
}

// TestNeedsLabels of what looks at classes.
func TestNeedsLabels(t *testing.T) {
	other := Selection{OtherClass: true}
	for _, m := range Family() {
		if got, want := NeedsLabels(m.New()), m.Name == "supcon"; got != want {
			t.Errorf("%s needs labels: %v", m.Name, got)
		}
		if !NeedsLabels(Over(m.New(), other)) {
			t.Errorf("%s over other classes needs no labels", m.Name)
		}
	}
}

// TestLearned holds what training may learn, and by which derivative.
func TestLearned(t *testing.T) {
	scalars := Scalars{LogScale: 3, Bias: 5}
	for kind, want := range map[Learned]float64{NotLearned: 0, LearnedScale: 3, LearnedBias: 5} {
		if got := kind.Of(scalars); got != want {
			t.Errorf("%v: derivative %v, want %v", kind, got, want)
		}
	}
	learned := map[string][]string{}
	for _, m := range Family() {
		for _, f := range m.Fields {
			if f.Learned != NotLearned {
				learned[m.Name] = append(learned[m.Name], f.Name)
			}
		}
	}
	tau := []string{"tau"}
	want := map[string][]string{"contrastive": tau, "dcl": tau, "dclw": tau, "debiased": tau, "hard": tau, "macl": tau, "siglip": {"tau", "bias"}, "supcon": tau}
	if !reflect.DeepEqual(learned, want) {
		t.Errorf("learned are %v, want %v", learned, want)
	}
}
