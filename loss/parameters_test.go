package loss

import (
	"encoding/json"
	"maps"
	"math"
	"reflect"
	"testing"
)

// someLosses are losses with parameters that are no defaults.
func someLosses() []Loss {
	all := append(lossesAt(0.2, 3), uniformLosses(3)...)
	for _, m := range Family() {
		all = append(all, m.New())
	}
	all = append(all, Triplet{})
	for _, l := range []Loss{
		SupCon{Tau: 0.1, TauBase: 0.07, SkipLonely: true}, DCL{Tau: 0.1}, DCLW{Tau: 0.1, Sigma: 0.3},
		Debiased{Tau: 0.5, TauPlus: 0.1, Beta: 1}, SigLIP{Tau: 0.1, Bias: -10}, Triplet{Hinge: 0.2, Mean: true}, MACL{Tau: 0.1, Alpha: 0.5, Target: 0.2},
		AlignUniform{Alpha: 1, T: 3, Lambda: 0.5},
	} {
		all = append(all, l, Over(l, Selection{K: 5, Drop: Above(-0.1), OtherClass: true}), Over(l, Selection{Alpha: 0.5, Drop: Above(0)}))
	}
	return all
}

// TestMarshal reads every loss back from what is written of it.
func TestMarshal(t *testing.T) {
	for _, l := range someLosses() {
		text, err := Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := Unmarshal(text); again != l || err != nil {
			t.Errorf("%s is read as %#v, %v; want %#v", text, again, err, l)
		}
	}
	// Two selections become one.
	twice := Over(Over(Contrastive{Tau: 0.1}, Selection{K: 5, Drop: Above(0.3)}), Selection{OtherClass: true, Drop: Above(0.1)})
	text, err := Marshal(twice)
	if err != nil {
		t.Fatal(err)
	}
	want := Over(Contrastive{Tau: 0.1}, Selection{K: 5, OtherClass: true, Drop: Above(0.1)})
	if again, err := Unmarshal(text); again != want || err != nil {
		t.Errorf("%s is read as %#v, %v", text, again, err)
	}
}

// TestUnmarshalDefaults has them for what is left out.
func TestUnmarshalDefaults(t *testing.T) {
	for text, want := range map[string]Loss{
		`{"name":"contrastive"}`:                Contrastive{Tau: 0.2},
		`{"name":"siglip","tau":0.1}`:           SigLIP{Tau: 0.1, Bias: -10},
		`{"name":"dcl","margin":null}`:          DCL{Tau: 0.2},
		`{"name":"dcl","margin":0,"topk":0}`:    Over(DCL{Tau: 0.2}, Selection{Drop: Above(0)}),
		`{"name":"dcl","topk":7}`:               Over(DCL{Tau: 0.2}, Selection{K: 7}),
		`{"name":"hard"}`:                       Over(Contrastive{Tau: 0.2}, Selection{Alpha: PaperAlpha}),
		`{"name":"hard","topk":4}`:              Over(Contrastive{Tau: 0.2}, Selection{K: 4}),
		`{"name":"hard","topk":0}`:              Over(Contrastive{Tau: 0.2}, Selection{Alpha: PaperAlpha}),
		`{"name":"hard","alpha":0,"topk":4}`:    Over(Contrastive{Tau: 0.2}, Selection{K: 4}),
		`{"name":"supcon","skip_lonely":true}`:  SupCon{Tau: 0.2, SkipLonely: true},
		`{"name":"simple","other_class":true}`:  Over(Simple{}, Selection{OtherClass: true}),
		` {"tau": 1e-1, "name": "contrastive"}`: Contrastive{Tau: 0.1},
	} {
		if l, err := Unmarshal([]byte(text)); l != want || err != nil {
			t.Errorf("%s is read as %#v, %v; want %#v", text, l, err, want)
		}
	}
}

func TestUnmarshalErrors(t *testing.T) {
	for text, words := range map[string][]string{
		`{`:                                        {"JSON"},
		`[]`:                                       {"array"},
		`{"name":"soft"}`:                          {`"soft"`, "alignuniform, contrastive, dcl, dclw, debiased, hard, hardsimple, macl, siglip, simple, supcon, triplet"},
		`{"tau":1}`:                                {"unknown loss"},
		`{"name":3}`:                               {"unknown loss"},
		`{"name":"contrastive","tau":0}`:           {"tau = 0"},
		`{"name":"contrastive","beta":1}`:          {"contrastive has no parameter beta"},
		`{"name":"contrastive","tau":"low"}`:       {"tau", "low"},
		`{"name":"contrastive","tau":null}`:        {"tau"},
		`{"name":"hard","topk":2,"alpha":1}`:       {"not both"},
		`{"name":"hard","alpha":0}`:                {"hard", "topk and alpha are 0"},
		`{"name":"hardsimple","alpha":0,"topk":0}`: {"hardsimple", "topk and alpha are 0"},
		`{"name":"dcl","topk":"two"}`:              {"topk", "two"},
		`{"name":"dcl","topk":2.5}`:                {"topk", "2.5"},
		`{"name":"dcl","topk":1e300}`:              {"topk", "1e+300"},
		`{"name":"dcl","topk":-1}`:                 {"topk = -1"},
		`{"name":"dcl","margin":true}`:             {"margin", "true"},
		`{"name":"dcl","alpha":"all"}`:             {"alpha", "all"},
		`{"name":"dcl","other_class":1}`:           {"other_class", "1"},
		`{"name":"dclw","sigma":0}`:                {"sigma = 0"},
		`{"name":"supcon","tau_base":-1}`:          {"tau_base = -1", "0 or"},
		`{"name":"supcon","skip_lonely":1}`:        {"skip_lonely", "bool"},
		`{"name":"debiased","tau_plus":1}`:         {"tau_plus = 1", "[0, 1)"},
		`{"name":"debiased","beta":-1}`:            {"beta = -1", "[0, 10000]"},
		`{"name":"siglip","bias":1e39}`:            {"bias", "finite"},
		`{"name":"simple","lambda":-1}`:            {"lambda = -1", "at least 0 and finite"},
		`{"name":"triplet","margin":0.1}`:          {"margin", "hinge"},
	} {
		_, err := Unmarshal([]byte(text))
		wantError(t, text, err, words...)
	}
}

// TestParameters are those of the loss and of its selection, each as Get has it, and
// setting them all on the defaults gives the loss.
func TestParameters(t *testing.T) {
	for _, l := range someLosses() {
		all := Parameters(l)
		want := map[string]any{}
		for _, f := range MemberOf(l).Fields {
			want[f.Name] = Get(l, f.Name)
		}
		for _, name := range []string{"topk", "alpha", "margin", "other_class"} {
			want[name] = Get(l, name)
		}
		if !reflect.DeepEqual(all, want) {
			t.Errorf("%#v has the parameters %v, want %v", l, all, want)
		}
		again, err := lossWith(MemberOf(l).New(), all)
		if again != l || err != nil {
			t.Errorf("%v give %#v, %v; want %#v", all, again, err, l)
		}
		text, _ := Marshal(l)
		var written map[string]any
		if err := json.Unmarshal(text, &written); err != nil || len(written) != len(all)+1 || written["name"] != Name(l) {
			t.Errorf("%s are not %v with a name", text, all)
		}
	}
}

func TestGetAndSet(t *testing.T) {
	l := Over(DCLW{Tau: 0.1, Sigma: 0.3}, Selection{K: 4, Drop: Above(-0.25)})
	want := map[string]any{"tau": 0.1, "sigma": 0.3, "topk": 4, "alpha": 0.0, "margin": -0.25, "other_class": false}
	if got := Parameters(l); !maps.Equal(got, want) {
		t.Errorf("parameters %v, want %v", got, want)
	}
	for _, name := range []string{"", "beta", "k", "Tau", "name"} {
		if v := Get(l, name); v != nil {
			t.Errorf("%q is %v", name, v)
		}
	}
	for _, c := range []struct {
		name  string
		value any
		want  Loss
	}{
		{"tau", 7.0, Over(DCLW{Tau: 7, Sigma: 0.3}, Selection{K: 4, Drop: Above(-0.25)})},
		{"tau", -1.0, Over(DCLW{Tau: -1, Sigma: 0.3}, Selection{K: 4, Drop: Above(-0.25)})}, // which Check refuses
		{"margin", nil, Over(DCLW{Tau: 0.1, Sigma: 0.3}, Selection{K: 4})},
		{"margin", 0.0, Over(DCLW{Tau: 0.1, Sigma: 0.3}, Selection{K: 4, Drop: Above(0)})},
		{"other_class", true, Over(DCLW{Tau: 0.1, Sigma: 0.3}, Selection{K: 4, Drop: Above(-0.25), OtherClass: true})},
		{"topk", 0, Over(DCLW{Tau: 0.1, Sigma: 0.3}, Selection{Drop: Above(-0.25)})},
		{"alpha", 0.5, Over(DCLW{Tau: 0.1, Sigma: 0.3}, Selection{K: 4, Alpha: 0.5, Drop: Above(-0.25)})},
	} {
		if got, err := Set(l, c.name, c.value); got != c.want || err != nil {
			t.Errorf("%s = %v gives %#v, %v; want %#v", c.name, c.value, got, err, c.want)
		}
	}
	for name, value := range map[string]any{"tau": 1, "sigma": nil, "topk": 2.0, "alpha": 1, "margin": 1, "other_class": "yes", "beta": 1.0, "": 1.0} {
		if got, err := Set(l, name, value); err == nil {
			t.Errorf("%q = %v (%T) gives %#v", name, value, value, got)
		}
	}
	_, err := Set(Over(nil, Selection{K: 1}), "tau", 1.0)
	wantError(t, "nothing", err, "no loss")
	// Without its last selection it is the loss itself.
	if got, err := Set(Over(Simple{}, Selection{K: 4}), "topk", 0); got != (Simple{}) || err != nil {
		t.Errorf("%#v, %v", got, err)
	}
}

// TestOverMerges selections over selections.
func TestOverMerges(t *testing.T) {
	l := Contrastive{Tau: 0.2}
	for _, c := range []struct {
		outer, inner, want Selection
	}{
		{Selection{}, Selection{}, Selection{}},
		{Selection{K: 3}, Selection{}, Selection{K: 3}},
		{Selection{}, Selection{Alpha: 0.5}, Selection{Alpha: 0.5}},
		{Selection{OtherClass: true}, Selection{K: 3}, Selection{K: 3, OtherClass: true}},
		{Selection{Drop: Above(0.1)}, Selection{Drop: Above(0.3)}, Selection{Drop: Above(0.1)}},
		{Selection{Drop: Above(0.3)}, Selection{Drop: Above(0.1)}, Selection{Drop: Above(0.1)}},
		{Selection{Drop: Above(0.3)}, Selection{Drop: Above(-0.1)}, Selection{Drop: Above(-0.1)}},
		{Selection{Drop: Above(0)}, Selection{}, Selection{Drop: Above(0)}},
		{Selection{}, Selection{Drop: Above(0)}, Selection{Drop: Above(0)}},
	} {
		got := Parameters(Over(Over(l, c.inner), c.outer))
		if want := Parameters(Over(l, c.want)); !maps.Equal(got, want) {
			t.Errorf("%+v over %+v: %v, want %v", c.outer, c.inner, got, want)
		}
	}
	z0, z1 := pairs(82, 12, 5, 0.6)
	p := InBatch(z0, z1)
	p.Labels = []int{0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2}
	twice := Over(Over(l, Selection{K: 5, Drop: Above(0.4)}), Selection{OtherClass: true, Drop: Above(0.1)})
	once := Over(l, Selection{K: 5, Drop: Above(0.1), OtherClass: true})
	if digest(mustWork(t, new(Workspace), twice, p)) != digest(mustWork(t, new(Workspace), once, p)) {
		t.Error("two selections select something else than the one they merge to")
	}
}

func TestCheck(t *testing.T) {
	hard := Selection{K: 2}
	for _, c := range []struct {
		l     Loss
		words []string
	}{
		{nil, []string{"no loss"}},
		{Over(nil, hard), []string{"no loss"}},
		{Over(Over(nil, hard), Selection{OtherClass: true}), []string{"no loss"}},
		{Over(Over(Simple{}, hard), hard), []string{"hard"}},
		{Over(Over(Simple{}, hard), Selection{Alpha: 0.5}), []string{"hard"}},
		{Over(Simple{}, Selection{K: 2, Alpha: 0.5}), []string{"not both", "topk = 2", "alpha = 0.5"}},
		{Over(Simple{}, Selection{K: -2}), []string{"topk = -2", "at least 1"}},
		{Over(Simple{}, Selection{Alpha: 1.5}), []string{"alpha = 1.5", "(0, 1]"}},
		{Over(Simple{}, Selection{Drop: Above(math.NaN())}), []string{"margin = NaN", "finite"}},
		{Over(Simple{}, Selection{Drop: Above(math.Inf(-1))}), []string{"margin = -Inf"}},
		{Over(Triplet{}, Selection{Drop: Above(0.1)}), []string{"margin", "hinge"}},
		{Triplet{Hinge: -0.1}, []string{"hinge = -0.1"}},
		{AlignUniform{Alpha: 0.5, T: 2}, []string{"align_alpha = 0.5", "[1, 16]"}},
		{AlignUniform{Alpha: 2, T: 20}, []string{"uniform_t = 20", "20)"}},
		{MACL{Tau: 0.2, Alpha: math.Inf(1)}, []string{"macl_alpha = +Inf", "finite"}},
		{Debiased{Tau: 0.2, TauPlus: 1}, []string{"tau_plus = 1", "[0, 1)"}},
		{SupCon{Tau: 0.2, TauBase: 1e5}, []string{"tau_base = 100000", "0 or"}},
		{DCLW{Tau: 0.2}, []string{"sigma = 0"}},
	} {
		err := Check(c.l)
		wantError(t, "Check", err, c.words...)
		if _, computed := Compute(c.l, Problem{}); err != nil && (computed == nil || computed.Error() != err.Error()) {
			t.Errorf("Compute says %v, Check %v", computed, err)
		}
	}
	for _, l := range someLosses() {
		if err := Check(l); err != nil {
			t.Errorf("%#v: %v", l, err)
		}
	}
}
