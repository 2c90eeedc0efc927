package main

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A state is what a run's folder holds, by the names of its files.
type state map[string]string

const (
	configFile     = "config.json"
	metricsFile    = "metrics.csv"
	checkpointFile = "checkpoint.safetensors"
	beforeFile     = "checkpoint.before.safetensors"
)

// stateOf reads a folder.
func stateOf(t *testing.T, dir string) state {
	t.Helper()
	s := state{}
	for _, name := range tree(t, dir) {
		s[name] = string(get(t, filepath.Join(dir, name)))
	}
	return s
}

// write makes a folder that holds s.
func (s state) write(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range s {
		put(t, filepath.Join(dir, name), []byte(text))
	}
	return dir
}

// with returns s with some files of another state.
func (s state) with(from state, names ...string) state {
	s = maps.Clone(s)
	for _, name := range names {
		s[name] = from[name]
	}
	return s
}

// renamed returns s with one of its files under another name.
func (s state) renamed(from, to string) state {
	s = maps.Clone(s)
	s[to] = s[from]
	delete(s, from)
	return s
}

// A moment is the state that a death between two file operations leaves.
type moment struct {
	what string
	state
}

// replacing returns the moments while a process writes a file of the state that will be
// then, beside its target: made, half written, whole.
func replacing(name string, now, then state) []moment {
	beside := "." + name + "1234567890"
	text := then[name]
	return []moment{
		{name + ": an empty file beside it", now.with(state{beside: ""}, beside)},
		{name + ": half a file beside it", now.with(state{beside: text[:len(text)/2]}, beside)},
		{name + ": a whole file beside it", now.with(state{beside: text}, beside)},
	}
}

// saving returns the moments while a checkpoint is saved, in the order of run.Save and
// what follows it.
func saving(now, then state) []moment {
	all := replacing(checkpointFile, now, then)
	if now[checkpointFile] != "" {
		now = now.renamed(checkpointFile, beforeFile)
		all = append(all, moment{"between two renames", all[2].renamed(checkpointFile, beforeFile)})
	}
	now = now.with(then, checkpointFile)
	all = append(all, moment{"the checkpoint alone is new", now})
	return append(all, append(replacing(metricsFile, now, then), moment{"all is new", then})...)
}

// entering returns the moments while a process begins a run, up to its first checkpoint.
func entering(then state) []moment {
	locked := state{"lock": ""}
	all := append([]moment{{"an empty folder", state{}}, {"a lock", locked}}, replacing(configFile, locked, then)...)
	configured := locked.with(then, configFile)
	return append(append(all, moment{"a configuration", configured}), saving(configured, then)...)
}

// snapshots returns the states of a run's folder before its first step and after every
// epoch.
func snapshots(t *testing.T, args ...string) []state {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "run")
	args = append(args, "--out", dir)
	ctx, cancel := context.WithCancel(t.Context())
	var out bytes.Buffer
	run(endsWith{ctx, cancel, filepath.Join(dir, metricsFile)}, args, &out, &out)
	all := []state{stateOf(t, dir)}
	stderr := &trigger{text: "epoch ", action: func() { all = append(all, stateOf(t, dir)) }}
	if status := run(t.Context(), args, &out, stderr); status != exitOK {
		t.Fatalf("status %d: %s", status, stderr)
	}
	return all
}

// endsWith is a context that ends once there is a file.
type endsWith struct {
	context.Context
	cancel context.CancelFunc
	path   string
}

func (e endsWith) Err() error {
	if exists(e.path) {
		e.cancel()
	}
	return e.Context.Err()
}

// threeEpochs is a command line that trains for three epochs of three steps.
func threeEpochs(images string) []string {
	return strings.Fields("train --data " + images + " --encoder mlp --dim 8 --batch 16 --epochs 3")
}

// goesOn resumes a run in each state, and compares the end with that of one that was
// never interrupted. Where no run has been begun it must begin instead.
func goesOn(t *testing.T, moments []moment, end state, begin ...string) {
	t.Helper()
	for _, m := range moments {
		dir := m.write(t)
		args := []string{"train", "--resume", "--out", dir}
		if m.state[configFile] == "" {
			fail(t, exitError, "holds no run", args...)
			args = append(begin, "--out", dir)
		}
		succeed(t, args...)
		got := stateOf(t, dir)
		for _, name := range []string{configFile, checkpointFile} {
			if got[name] != end[name] {
				t.Errorf("%s: %s is another in the end", m.what, name)
			}
		}
		if len(got) != 5 {
			t.Errorf("%s: in the end there are %v", m.what, tree(t, dir))
		}
		if lines := strings.Count(got[metricsFile], "\n"); lines != strings.Count(end[metricsFile], "\n") {
			t.Errorf("%s: metrics.csv has %d lines", m.what, lines)
		}
	}
}

// A process may die between any two of its file operations.
func TestDeathBetweenFileOperations(t *testing.T) {
	begin := threeEpochs(tinyData(t))
	at := snapshots(t, begin...)
	moments := entering(at[0])
	for epoch := range 3 {
		moments = append(moments, saving(at[epoch], at[epoch+1])...)
	}
	goesOn(t, moments, at[3], begin...)
}

// So may one that goes on from a damaged checkpoint: the older one is whole until there is
// another.
func TestDeathOverDamagedCheckpoint(t *testing.T) {
	at := snapshots(t, threeEpochs(tinyData(t))...)
	damaged := at[2].with(state{checkpointFile: ""}, checkpointFile)
	moments := append([]moment{{"an empty checkpoint", damaged}}, replacing(checkpointFile, damaged, at[2])...)
	for what, text := range map[string]string{"half a checkpoint": at[2][checkpointFile][:2000], "no checkpoint": "{}"} {
		moments = append(moments, moment{what, at[2].with(state{checkpointFile: text}, checkpointFile)})
	}
	goesOn(t, moments, at[3])

	dir := damaged.write(t)
	_, stderr := succeed(t, "train", "--resume", "--out", dir)
	if want := "going on from the checkpoint before it, " + filepath.Join(dir, beforeFile); !strings.Contains(stderr, want) {
		t.Errorf("it says %q, want %q", stderr, want)
	}
}

// So may one that gives a run more epochs.
func TestDeathWhileEpochsGrow(t *testing.T) {
	at := snapshots(t, threeEpochs(tinyData(t))...)
	dir := at[2].write(t)
	succeed(t, "train", "--resume", "--out", dir, "--epochs", "5")
	end := stateOf(t, dir)
	grown := at[2].with(end, configFile)
	moments := append(replacing(metricsFile, grown, end), moment{"a configuration", grown})
	goesOn(t, moments, end)
}

// What is no state of a run that died, or was lost since.
func TestLostFiles(t *testing.T) {
	images := tinyData(t)
	begin := threeEpochs(images)
	at := snapshots(t, begin...)
	without := func(s state, names ...string) state {
		s = maps.Clone(s)
		for _, name := range names {
			delete(s, name)
		}
		return s
	}
	moments := []moment{
		{"no lock", without(at[2], "lock")},
		{"no metrics", without(at[2], metricsFile)},
		{"damaged metrics", at[2].with(state{metricsFile: "epoch,\x00\"\n1,2"}, metricsFile)},
		{"no older checkpoint", without(at[2], beforeFile)},
		{"the older checkpoint alone", without(at[2], checkpointFile)},
		{"a complete run without metrics", without(at[3], metricsFile)},
		{"leftovers of two dead processes", at[1].with(state{".config.json1": "{", ".metrics.csv22": ""}, ".config.json1", ".metrics.csv22")},
	}
	goesOn(t, moments, at[3])

	for what, names := range map[string][]string{"both": nil, "the only one": {beforeFile}} {
		damaged := without(at[2].with(state{checkpointFile: "", beforeFile: "{"}, checkpointFile, beforeFile), names...)
		dir := damaged.write(t)
		for _, args := range [][]string{{"train", "--resume", "--out", dir}, append(begin, "--out", dir)} {
			fail(t, exitError, "no whole checkpoint is left: begin the run anew, in another folder", args...)
		}
		if got := stateOf(t, dir); !maps.Equal(without(got, "lock"), without(damaged, "lock")) {
			t.Errorf("%s: a refused run was changed", what)
		}
	}

	dir := without(at[2], configFile).write(t)
	fail(t, exitUsage, "does not say where its data came from", "train", "--resume", "--out", dir)
	succeed(t, "train", "--resume", "--out", dir, "--data", images)
	if got := stateOf(t, dir); got[checkpointFile] != at[3][checkpointFile] || got[configFile] != at[3][configFile] {
		t.Error("without config.json the run ends in other bits, or does not get it back")
	}
}

// Where nothing was learned a command begins anew, whatever the settings were; where
// something was, it refuses.
func TestBeginOverARun(t *testing.T) {
	images := tinyData(t)
	begin := threeEpochs(images)
	at, other := snapshots(t, append(begin, "--seed", "7", "--negatives", "inbatch")...), snapshots(t, begin...)
	for _, m := range append(entering(at[0]), moment{"two of them", at[0].with(state{beforeFile: at[0][checkpointFile]}, beforeFile)}) {
		dir := m.write(t)
		succeed(t, append(begin, "--out", dir)...)
		if got := stateOf(t, dir); got[checkpointFile] != other[3][checkpointFile] || len(got) != 5 {
			t.Errorf("%s: the run that begins ends in other bits, with %v", m.what, tree(t, dir))
		}
	}
	for epoch := 1; epoch <= 3; epoch++ {
		dir := at[epoch].write(t)
		fail(t, exitError, "holds a run: resume it or choose another folder", append(begin, "--out", dir)...)
		if !maps.Equal(stateOf(t, dir), at[epoch]) {
			t.Errorf("epoch %d: a refused run was changed", epoch)
		}
	}
}

// What a run took is not known without metrics.csv, and nothing is made up.
func TestSummaryWithoutMetrics(t *testing.T) {
	at := snapshots(t, threeEpochs(tinyData(t))...)
	delete(at[3], metricsFile)
	dir := at[3].write(t)
	stdout, _ := succeed(t, "train", "--resume", "--out", dir)
	if strings.Contains(stdout, "throughput") || !strings.Contains(stdout, "final loss") {
		t.Errorf("%s", stdout)
	}
	stdout, _ = succeed(t, "train", "--resume", "--out", dir, "--json")
	var said map[string]any
	if err := json.Unmarshal([]byte(stdout), &said); err != nil || said["items_per_second"] != 0.0 || said["seconds"] != 0.0 {
		t.Errorf("%v, %s", err, stdout)
	}
	if _, err := os.Stat(filepath.Join(dir, metricsFile)); err != nil {
		t.Error(err)
	}
}

// embed says which weights it embeds with: of a run whose newest checkpoint is damaged
// those of the one before, with a word.
func TestEmbedSaysWhichWeights(t *testing.T) {
	images, z := tinyData(t), filepath.Join(t.TempDir(), "z.npy")
	at := snapshots(t, threeEpochs(images)...)
	damaged := at[3].with(state{checkpointFile: at[3][checkpointFile][:500]}, checkpointFile)
	between := at[2].renamed(checkpointFile, beforeFile)
	configured := state{configFile: at[0][configFile]}
	rows := map[string]string{} // by the weights they are of
	for _, c := range []struct {
		state
		weights, word string
	}{
		{configured, "the weights before the first step", ""},
		{at[0], "the weights before the first step", ""},
		{at[2], "the weights after epoch 2 of 3", ""},
		{at[3], "the weights after epoch 3 of 3", ""},
		{damaged, "the weights after epoch 2 of 3", "going on from the checkpoint before it"},
		{between, "the weights after epoch 2 of 3", ""},
	} {
		dir := c.write(t)
		stdout, stderr := succeed(t, "embed", dir, "--data", images, "--out", z)
		if want := "16 rows of 8 values, of " + c.weights + ": " + z + "\n"; stdout != want {
			t.Errorf("%q, want %q", stdout, want)
		}
		if (stderr == "") != (c.word == "") || !strings.Contains(stderr, c.word) {
			t.Errorf("%s: it says %q, want %q", c.weights, stderr, c.word)
		}
		if got := string(get(t, z)); rows[c.weights] != "" && rows[c.weights] != got {
			t.Errorf("two embeddings of %s differ", c.weights)
		} else {
			rows[c.weights] = got
		}
		if files := stateOf(t, dir); !maps.Equal(files, c.state) {
			t.Errorf("%s: embed changes the run", c.weights)
		}
	}
	if len(rows) != 3 {
		t.Errorf("%d embeddings", len(rows))
	}
}
