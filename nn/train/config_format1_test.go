package train

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/format/safetensors"
	"github.com/abc86604/temper/nn/run"
)

func TestLossOfFormat1(t *testing.T) {
	contrastive := loss.Contrastive{Tau: 0.2}
	for _, c := range []struct {
		text string
		want loss.Loss
	}{
		{`{"name": "contrastive", "tau": 0.2}`, contrastive},
		{`{"name": "contrastive", "tau": 0.2, "mask": false}`, contrastive},
		{`{"name": "contrastive", "tau": 0.2, "mask": true}`, loss.Over(contrastive, loss.Selection{Drop: loss.Above(0)})},
		{`{"name": "contrastive", "tau": 0.2, "mask": true, "margin": -0.1}`, loss.Over(contrastive, loss.Selection{Drop: loss.Above(-0.1)})},
		{`{"name": "contrastive", "tau": 0.2, "other_class": true}`, loss.Over(contrastive, loss.Selection{OtherClass: true})},
		{`{"name": "contrastive", "tau": 0.2, "topk": 4}`, loss.Over(contrastive, loss.Selection{K: 4})},
		{`{"name": "hard", "tau": 0.2, "topk": 4}`, loss.Over(contrastive, loss.Selection{K: 4})},
		{`{"name": "hard", "tau": 0.2, "alpha": 0.0819}`, loss.Over(contrastive, loss.Selection{Alpha: 0.0819})},
		{`{"name": "hardsimple", "alpha": 0.5, "lambda": 0.3}`, loss.Over(loss.Simple{Lambda: 0.3}, loss.Selection{Alpha: 0.5})},
		{`{"name": "hardsimple", "topk": 7, "mask": true}`, loss.Over(loss.Simple{}, loss.Selection{K: 7, Drop: loss.Above(0)})},
		{`{"name": "simple"}`, loss.Simple{}},
		{`{"name": "triplet"}`, loss.Triplet{}},
		{`{"name": "supcon", "tau": 0.1}`, loss.SupCon{Tau: 0.1}},
		{`{"name": "supcon", "tau": 0.1, "tau_base": 0.07, "skip_lonely": true}`, loss.SupCon{Tau: 0.1, TauBase: 0.07, SkipLonely: true}},
		{`{"name": "dcl", "tau": 0.2, "alpha": 0.5}`, loss.Over(loss.DCL{Tau: 0.2}, loss.Selection{Alpha: 0.5})},
		{`{"name": "dclw", "tau": 0.2}`, loss.DCLW{Tau: 0.2, Sigma: 0.5}},
		{`{"name": "dclw", "tau": 0.2, "sigma": 0.3}`, loss.DCLW{Tau: 0.2, Sigma: 0.3}},
		{`{"name": "debiased", "tau": 0.2}`, loss.Debiased{Tau: 0.2}},
		{`{"name": "debiased", "tau": 0.2, "tau_plus": 0.1, "beta": 0.5}`, loss.Debiased{Tau: 0.2, TauPlus: 0.1, Beta: 0.5}},
		{`{"name": "siglip", "tau": 0.2}`, loss.SigLIP{Tau: 0.2}},
		{`{"name": "siglip", "tau": 0.2, "bias": -3}`, loss.SigLIP{Tau: 0.2, Bias: -3}},
		{`{"name": "macl", "tau": 0.2}`, loss.MACL{Tau: 0.2}},
		{`{"name": "macl", "tau": 0.2, "macl_alpha": 0.5, "macl_target": 0.3}`, loss.MACL{Tau: 0.2, Alpha: 0.5, Target: 0.3}},
	} {
		if got, err := lossOfFormat1([]byte(c.text)); err != nil || got != c.want {
			t.Errorf("%s: %+v, %v, want %+v", c.text, got, err, c.want)
		}
	}
}

func TestLossOfFormat1IsChecked(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{``, "loss: unexpected end"},
		{`{}`, `unknown loss ""`},
		{`{"name": "cosine"}`, `unknown loss "cosine"`},
		{`{"name": "contrastive"}`, "tau = 0"},
		{`{"name": "contrastive", "tau": "0.2"}`, "tau of contrastive is 0.2, want a float64"},
		{`{"name": "contrastive", "tau": 0.2, "topk": 2.5}`, "topk is 2.5"},
		{`{"name": "contrastive", "tau": 0.2, "mask": "yes"}`, "margin is yes"},
		{`{"name": "contrastive", "tau": 0.2, "sigma": 0.5}`, "contrastive has no parameter sigma"},
		{`{"name": "hard", "tau": 0.2}`, "hard without topk or alpha"},
		{`{"name": "hard", "tau": 0.2, "topk": 4, "alpha": 0.5}`, "not both"},
	} {
		_, err := lossOfFormat1([]byte(c.text))
		wantError(t, c.text, err, c.want)
	}
}

// inFormat1 is a configuration as its first writers would have written it, but for
// the keys given, which are set, or left out if they are nil.
func inFormat1(t *testing.T, text []byte, keys map[string]any) []byte {
	t.Helper()
	var settings map[string]any
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber() // a seed has 64 bits
	if err := dec.Decode(&settings); err != nil {
		t.Fatal(err)
	}
	settings["format"] = 1
	delete(settings, "tau_min")
	maps.Copy(settings, keys)
	maps.DeleteFunc(settings, func(_ string, v any) bool { return v == nil })
	text, err := json.MarshalIndent(settings, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// makeFormat1 makes a run's folder one of format 1.
func makeFormat1(t *testing.T, dir string, keys map[string]any) {
	t.Helper()
	path := filepath.Join(dir, run.CheckpointFile)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := safetensors.Open(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	var ts []safetensors.Tensor
	for _, name := range f.Names() {
		shape, _ := f.Shape(name)
		size := 1
		for _, n := range shape {
			size *= n
		}
		ts = append(ts, safetensors.Tensor{Name: name, Shape: shape, Data: make([]float32, size)})
		if err := f.Read(ts[len(ts)-1]); err != nil {
			t.Fatal(err)
		}
	}
	config := inFormat1(t, []byte(f.Metadata[metaConfig]), keys)
	f.Metadata[metaConfig] = string(config)
	var older bytes.Buffer
	if err := safetensors.Write(&older, f.Metadata, ts); err != nil {
		t.Fatal(err)
	}
	for path, bytes := range map[string][]byte{path: older.Bytes(), filepath.Join(dir, run.ConfigFile): config} {
		if err := os.WriteFile(path, bytes, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func TestResumeFormat1(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Trainer)
		keys   map[string]any
	}{
		{"no schedule", func(*Trainer) {}, map[string]any{
			"loss": json.RawMessage(`{"name": "contrastive", "tau": 0.2}`), "tau_schedule": nil,
		}},
		{"cosine", func(t *Trainer) { t.TauSchedule, t.Loss = CosineTau, loss.DCLW{Tau: 0.2, Sigma: 0.5} }, map[string]any{
			"loss": json.RawMessage(`{"name": "dclw", "tau": 0.2}`),
		}},
		// The highest temperature that stands there had no meaning, as this one reaches.
		{"learnable", func(t *Trainer) {
			t.TauSchedule, t.TauMax, t.LR, t.Loss = LearnableTau, 1e4, 10, loss.DCL{Tau: 0.9}
		}, map[string]any{
			"loss": json.RawMessage(`{"name": "dcl", "tau": 0.9}`), "tau_min": nil, "tau_max": 1,
		}},
	} {
		whole, half := newTrainer(t, "mlp", Bank), newTrainer(t, "mlp", Bank)
		c.change(whole)
		c.change(half)
		mustTrain(t, whole)
		half.Dir = t.TempDir()
		if err := half.Train(cancelAt(half, 3)); !errors.Is(err, context.Canceled) {
			t.Fatalf("%s: cancelled run returned %v", c.name, err)
		}
		makeFormat1(t, half.Dir, c.keys)
		if _, err := LoadEncoder(half.Dir); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		resumed, err := Resume(half.Dir, half.Source)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		mustTrain(t, resumed)
		if fingerprint(resumed) != fingerprint(whole) {
			t.Errorf("%s: other bits", c.name)
		}
		if h := resumed.run.at.History; c.name == "learnable" && h[1].Tau <= 1 {
			t.Errorf("the temperature reaches no more than %v", h[1].Tau)
		}
		// From now on it is one of today.
		if text, err := os.ReadFile(filepath.Join(half.Dir, run.ConfigFile)); err != nil || !bytes.Contains(text, []byte(`"format": 3`)) {
			t.Errorf("%s: %v, the configuration of the run that went on is\n%s", c.name, err, text)
		}
		if _, err := Resume(half.Dir, half.Source); err != nil {
			t.Errorf("%s, once more: %v", c.name, err)
		}
	}
}

func TestConfigOfFormat1IsChecked(t *testing.T) {
	settings, err := newTrainer(t, "mlp", Bank).settled()
	if err != nil {
		t.Fatal(err)
	}
	text, err := describe(settings).encode()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		key, value, want string
	}{
		{"loss", `{"name": "contrastive", "tau": 0.2, "lambda": 1}`, "format 1: loss: contrastive has no parameter lambda"},
		{"optimizer", `"adam"`, `unknown field "optimizer"`},
		{"tau_min", `0.01`, `format 1: unknown field "tau_min"`},
	} {
		keys := map[string]any{"loss": json.RawMessage(`{"name": "contrastive", "tau": 0.2}`)}
		keys[c.key] = json.RawMessage(c.value)
		_, err := decodeConfig(inFormat1(t, text, keys))
		wantError(t, c.key, err, c.want)
	}
}
