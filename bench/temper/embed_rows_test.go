package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/adapt"
	"github.com/abc86604/temper/nn/format/npy"
)

// A file of any type gives the bits that its rows give in memory, on any number of threads.
func TestMapRows(t *testing.T) {
	t.Chdir(t.TempDir())
	z := wholeRows(manyRows)
	for _, as := range []string{"<f4", "|i1", "<f2", ">f8", "fvecs"} {
		put(t, strings.Trim(as, "<>|")+".npy", held(z, as))
	}
	put(t, "z.fvecs", get(t, "fvecs.npy"))
	for i, head := range []string{"linear", "lowrank:5", "mlp"} {
		dir, towers := fmt.Sprint("run", i), adapt.Two
		adapterRun(t, dir, head, towers)
		a, err := adapt.Load(dir)
		if err != nil {
			t.Fatal(err)
		}
		for tower, of := range map[string]*adapt.Head{"query": a.Query, "corpus": a.Corpus} {
			want := mappedBytes(t, of, z)
			for _, in := range []string{"f4.npy", "i1.npy", "f2.npy", "f8.npy", "z.fvecs"} {
				line := "embed " + dir + " --in " + in + " --tower " + tower + " --threads 3 --out "
				put(t, "y.npy", []byte("what was there"))
				stdout, stderr := succeed(t, strings.Fields(line+"y.npy")...)
				if said := "5000 rows of 128 values at unit length, head: " + head + ", rows of 128 values to 128: y.npy\n"; stdout != said || stderr != "" {
					t.Errorf("%s: %q, %q, want %q", line, stdout, stderr, said)
				}
				if !bytes.Equal(get(t, "y.npy"), want) {
					t.Errorf("%s, %s of %s: other bits", head, tower, in)
				}
			}
			stdout, stderr := succeed(t, "embed", dir, "--in", "f4.npy", "--tower", tower, "--threads", "1", "--out", "-")
			if stdout != string(want) || !strings.HasPrefix(stderr, "5000 rows") {
				t.Errorf("%s of %s: %d bytes on standard output, %q", tower, head, len(stdout), stderr)
			}
		}
	}
}

// Of an adapter of queries the documents are as they are, at unit length.
func TestMapRowsOfOneTower(t *testing.T) {
	t.Chdir(t.TempDir())
	adapterRun(t, "queries", "linear", adapt.Query)
	adapterRun(t, "shared", "mlp", adapt.Shared)
	z := wholeRows(30)
	put(t, "z.npy", held(z, "<f4"))
	stdout, _ := succeed(t, strings.Fields("embed queries --in z.npy --tower corpus --out y.npy")...)
	if want := "30 rows of 128 values at unit length, head: none, rows stay as they are: y.npy\n"; stdout != want {
		t.Errorf("%q, want %q", stdout, want)
	}
	y, err := npy.ReadFloat32("y.npy")
	if err != nil {
		t.Fatal(err)
	}
	unit := matrix.New(30, adapterDim)
	if err := matrix.Unit(unit, z, make([]float32, 30)); err != nil || !slices.Equal(y.Data, unit.Data) {
		t.Errorf("documents are other than the unit rows, %v", err)
	}
	succeed(t, strings.Fields("embed queries --in y.npy --tower corpus --out again.npy")...)
	if !bytes.Equal(get(t, "again.npy"), get(t, "y.npy")) {
		t.Error("unit rows have changed")
	}
	out, _ := succeed(t, strings.Fields("embed shared --in z.npy --out y.npy --json")...)
	if o := object(t, out); o["items"] != 30.0 || o["dim"] != 128.0 || o["bad"] != 0.0 || o["tower"] != nil || o["head"].(map[string]any)["head"] != "mlp" {
		t.Errorf("%s", out)
	}
	want := get(t, "y.npy")
	for _, tower := range []string{"query", "corpus"} {
		succeed(t, "embed", "shared", "--in", "z.npy", "--tower", tower, "--out", "y.npy")
		if !bytes.Equal(get(t, "y.npy"), want) {
			t.Errorf("the tower %s of one head for both has other rows", tower)
		}
	}
	fail(t, exitUsage, "embed --in needs --tower query or corpus: queries has not one head for both", strings.Fields("embed queries --in z.npy --out no.npy")...)
}

// Rows without direction are all told, and become zeros if that is asked for.
func TestMapBadRows(t *testing.T) {
	t.Chdir(t.TempDir())
	adapterRun(t, "run", "linear", adapt.Shared)
	good := wholeRows(manyRows)
	z := matrix.New(manyRows, adapterDim)
	copy(z.Data, good.Data)
	bad := []int{0, 7, 2047, 2048, 4000, manyRows - 1}
	for _, row := range bad {
		clear(matrix.Row(z, row))
	}
	matrix.Row(z, 7)[5] = nan
	put(t, "z.npy", held(z, "<f4"))
	put(t, "y.npy", []byte("before"))
	line := strings.Fields("embed run --in z.npy --out y.npy")
	const first = "row 0: all zeros, which has no direction; row 7: NaN in column 5; row 2047: all zeros, which has no direction; " +
		"row 2048: all zeros, which has no direction; row 4000: all zeros, which has no direction; and 1 more"
	fail(t, exitError, "temper: z.npy: 6 of 5000 items are bad: "+first+"; --skip-bad makes zeros of them\n", line...)
	if string(get(t, "y.npy")) != "before" || len(tree(t, ".")) != len(tree(t, "run"))+2 {
		t.Errorf("left behind: %v", tree(t, "."))
	}
	var stdout, stderr bytes.Buffer
	if status := run(t.Context(), strings.Fields("embed run --in z.npy --out -"), &stdout, &stderr); status != exitError || !strings.HasPrefix(stderr.String(), "temper: z.npy: 6 of") {
		t.Errorf("standard output: %d, %q", status, &stderr)
	}
	_, said := succeed(t, append(line, "--skip-bad")...)
	if said != "z.npy: 6 of 5000 rows are zeros in y.npy: "+first+"\n" {
		t.Errorf("%q", said)
	}
	got, err := npy.ReadFloat32("y.npy")
	if err != nil {
		t.Fatal(err)
	}
	a, err := adapt.Load("run")
	if err != nil {
		t.Fatal(err)
	}
	want := matrix.New(manyRows, adapterDim)
	if err := a.Query.Apply(1, want, good); err != nil {
		t.Fatal(err)
	}
	for _, row := range bad {
		clear(matrix.Row(want, row))
	}
	if !slices.Equal(got.Data, want.Data) {
		t.Error("other rows than zeros in the places of bad ones")
	}
	clear(z.Data)
	put(t, "z.npy", held(matrix.Rows(z, 0, 2), "<f4"))
	fail(t, exitError, "z.npy: 2 of 2 items are bad: row 0: all zeros, which has no direction; row 1: all zeros, which has no direction\n", append(line, "--skip-bad")...)
}

func TestMapRowsRefuses(t *testing.T) {
	t.Chdir(t.TempDir())
	adapterRun(t, "run", "lowrank:3", adapt.Two)
	images(t)
	succeed(t, trainTiny("images", "encoder", "--epochs", "1")...)
	put(t, "z.npy", held(wholeRows(3), "<f4"))
	put(t, "wide.npy", held(matrix.Of(wholeRows(3).Data, 2, 150), "<f4"))
	beyond := held(wholeRows(3), ">f8")
	copy(beyond[len(beyond)-8:], binary.BigEndian.AppendUint64(nil, math.Float64bits(1e300)))
	put(t, "beyond.npy", beyond)
	before := tree(t, ".")
	for _, c := range []struct {
		status     int
		want, line string
	}{
		{exitUsage, `--tower "documents": want query, corpus`, "run --in z.npy --tower documents --out y.npy"},
		{exitUsage, "embed --in takes no --split", "run --in z.npy --tower query --split test --out y.npy"},
		{exitUsage, "embed --in takes no --data", "run --in z.npy --tower query --data images --out y.npy"},
		{exitUsage, "embed --in takes no --names-out", "run --in z.npy --tower query --names-out n.txt --out y.npy"},
		{exitUsage, "embed without --in takes no --tower", "encoder --data images --tower query --out y.npy"},
		{exitUsage, "embed needs --out", "run --in z.npy --tower query"},
		{exitUsage, "--json and --out - both want standard output", "run --in z.npy --tower query --out - --json"},
		{exitError, "run: the run of an adapter, which maps embeddings and embeds no items: see temper embed --in", "run --data images --out y.npy"},
		{exitError, "encoder: no run of an adapter; the encoder of a run embeds items without --in", "encoder --in z.npy --tower query --out y.npy"},
		{exitError, "images: no checkpoint", "images --in z.npy --tower query --out y.npy"},
		{exitError, "wide.npy has 150 columns, the head of run takes 128", "run --in wide.npy --tower query --out y.npy"},
		{exitError, "temper: beyond.npy: row 2, column 127: float32 cannot hold 1e+300", "run --in beyond.npy --tower query --out y.npy"},
		{exitError, "temper: beyond.npy: row 2, column 127: float32 cannot hold 1e+300", "run --in beyond.npy --tower query --out -"},
		{exitError, "no such file", "run --in none.npy --tower query --out y.npy"},
		{exitError, "no such file", "run --in z.npy --tower query --out none/y.npy"},
		{exitError, "named twice", "run --in z.npy --tower query --out z.npy"},
	} {
		fail(t, c.status, c.want, strings.Fields("embed "+c.line)...)
	}
	fail(t, exitError, "run: the run of an adapter", strings.Fields("train --data images --out run --resume")...)
	if after := tree(t, "."); !slices.Equal(after, before) {
		t.Errorf("left behind: %v, before: %v", after, before)
	}
	var stderr bytes.Buffer
	if status := run(t.Context(), strings.Fields("embed run --in z.npy --tower query --out -"), closed{}, &stderr); status != exitError ||
		stderr.String() != "temper: standard output: cannot write: io: read/write on closed pipe\n" {
		t.Errorf("status %d, %q", status, &stderr)
	}
}

// expiring is a context that ends when it has been looked at so often.
type expiring struct {
	context.Context
	looks atomic.Int32
}

func (e *expiring) Err() error {
	if e.looks.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// Who is interrupted, whenever that is, leaves what was there.
func TestMapRowsInterrupted(t *testing.T) {
	t.Chdir(t.TempDir())
	adapterRun(t, "run", "linear", adapt.Shared)
	put(t, "z.npy", held(wholeRows(manyRows), "<f2"))
	put(t, "y.npy", []byte("before"))
	before := tree(t, ".")
	interrupted := 0
	for looks := int32(0); ; looks++ {
		ctx := &expiring{Context: t.Context()}
		ctx.looks.Store(looks)
		var stdout, stderr bytes.Buffer
		status := run(ctx, strings.Fields("embed run --in z.npy --out y.npy --threads 2"), &stdout, &stderr)
		if status == exitOK {
			break
		}
		interrupted++
		if after := tree(t, "."); stderr.String() != "temper: interrupted\n" || !slices.Equal(after, before) || string(get(t, "y.npy")) != "before" {
			t.Fatalf("after %d looks: %q, %v", looks, &stderr, after)
		}
	}
	if interrupted < 5 {
		t.Errorf("it was interrupted %d times", interrupted)
	}
}

func TestInfoOfAdapter(t *testing.T) {
	t.Chdir(t.TempDir())
	adapterRun(t, "run", "lowrank:3", adapt.Query)
	stdout, _ := succeed(t, "info", "run")
	for _, want := range []string{
		"towers              query\n",
		"head of queries     lowrank:3, rows of 128 values to 128\n",
		"head of the corpus  none, rows stay as they are\n",
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("%s\nwant %s", stdout, want)
		}
	}
	out, _ := succeed(t, "info", "run", "--json")
	o := object(t, out)
	if query := o["query"].(map[string]any); o["run"] != "run" || len(o["digest"].(string)) != 64 || query["in"] != 128.0 || query["identity"] != false || o["corpus"].(map[string]any)["identity"] != true {
		t.Errorf("%s", out)
	}
}
