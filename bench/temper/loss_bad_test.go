package main

import (
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/nn/format/npy"
)

// inputs are the files of temper loss in a test, with how they are to be named.
type inputs struct {
	z0, z1, bank, extra file
	index, labels       []int
}

// args writes the files that there are, and names them.
func (in inputs) args(t *testing.T, dir string) (args []string) {
	t.Helper()
	for _, m := range []struct {
		name string
		rows file
	}{{"z0", in.z0}, {"z1", in.z1}, {"bank", in.bank}, {"extra", in.extra}} {
		if m.rows != nil {
			args = append(args, "--"+m.name, m.rows.save(t, dir, m.name))
		}
	}
	for _, v := range []struct {
		name   string
		values []int
	}{{"index", in.index}, {"labels", in.labels}} {
		if v.values != nil {
			args = append(args, "--"+v.name, saveInts(t, dir, v.name, v.values...))
		}
	}
	return args
}

// lossOutput is what temper loss says of inputs, but for the time it took.
type lossOutput struct {
	object map[string]any
	grads  map[string]file
	stderr string
}

func computed(t *testing.T, in inputs, more ...string) lossOutput {
	t.Helper()
	dir := t.TempDir()
	out := lossOutput{grads: map[string]file{}}
	args := append(append([]string{"loss", "--json"}, in.args(t, dir)...), more...)
	for name, there := range map[string]bool{"grad0": true, "grad1": in.z1 != nil, "grad-extra": in.extra != nil} {
		if there {
			args = append(args, "--"+name, filepath.Join(dir, name+".npy"))
		}
	}
	stdout, stderr := succeed(t, args...)
	out.object, out.stderr = object(t, stdout), strings.ReplaceAll(stderr, dir+"/", "")
	maps.DeleteFunc(out.object, func(name string, _ any) bool { return strings.HasPrefix(name, "seconds") })
	for _, name := range []string{"grad0", "grad1", "grad-extra"} {
		if !slices.Contains(args, "--"+name) {
			continue
		}
		m, err := npy.ReadFloat32(filepath.Join(dir, name+".npy"))
		if err != nil {
			t.Fatal(err)
		}
		for row := range slices.Chunk(m.Data, m.Cols) {
			out.grads[name] = append(out.grads[name], row)
		}
	}
	return out
}

// at has a value for each of these places.
func at[T any](value func(place int) T, places ...int) map[int]T {
	all := map[int]T{}
	for _, place := range places {
		all[place] = value(place)
	}
	return all
}

// What is left out is bad, or good and goes with it.
func zeroRow(int) []float32       { return make([]float32, 4) }
func nanRow(int) []float32        { return []float32{0, nan, 0, 1} }
func goodRow(place int) []float32 { return draw(uint64(100+place), 1, 4)[0] }

func both[T any](a, b map[int]T) map[int]T {
	a = maps.Clone(a)
	maps.Copy(a, b)
	return a
}

// The loss and the gradients are those of files without what is left out, to the bit; where
// that stood gradients are zero.
func TestLossSkipBad(t *testing.T) {
	z0, z1, bank := draw(1, 6, 4), draw(2, 6, 4), draw(3, 8, 4)
	own, shared := draw(4, 12, 4), draw(5, 5, 4)
	labels, slots, index := []int{1, 0, -1, 1, 0, -1}, []int{5, 5, 7, 7, 5, 5, 7, 7}, []int{4, 0, 6, 1, 3, 7}
	zeroLabels := func(places ...int) map[int]int { return at(func(int) int { return 0 }, places...) }

	// Pairs 0, 3, 4 and 9 of ten have a bad row.
	pairs := []int{0, 3, 4, 9}
	z0Holes := z0.with(both(at(goodRow, 3), at(zeroRow, 0, 4, 9)))
	z1Holes := z1.with(both(at(goodRow, 0, 9), at(nanRow, 3, 4)))
	saysPairs := "z0.npy: 3 of 10 rows left out as bad: row 0: all zeros, which has no direction; row 4: all zeros, which has no direction; row 9: all zeros, which has no direction\n" +
		"z1.npy: 2 of 10 rows left out as bad: row 3: NaN in column 1; row 4: NaN in column 1\n" +
		"4 of 10 pairs left out for a bad row\n"
	// Bank rows 0, 5 and 10 of eleven are bad, the second the positive of anchor 2 of seven.
	bankHoles := bank.with(at(nanRow, 0, 5, 10))
	place := func(row int) int { // of a row of bank in bankHoles
		for _, hole := range []int{0, 5, 10} {
			if hole <= row {
				row++
			}
		}
		return row
	}
	var indexHoles []int
	for _, row := range index {
		indexHoles = append(indexHoles, place(row))
	}
	indexHoles = slices.Insert(indexHoles, 2, 5)
	slotsHoles := inserted(slots, zeroLabels(0, 5, 10))
	saysBank := "bank.npy: 3 of 11 rows left out as bad: row 0: NaN in column 1; row 5: NaN in column 1; row 10: NaN in column 1\n"

	for name, c := range map[string]struct {
		args          string
		clean, holes  inputs
		pairs, extras []int // places of what is left out
		bank          float64
		says          string
	}{
		"in batch": {"--tau 0.3", inputs{z0: z0, z1: z1}, inputs{z0: z0Holes, z1: z1Holes}, pairs, nil, 0, saysPairs},
		"cross": {"--loss hard --topk 2 --tau 0.3 --negatives cross", inputs{z0: z0, z1: z1},
			inputs{z0: z0Holes, z1: z1Holes}, pairs, nil, 0, saysPairs},
		"symmetric": {"--loss siglip --tau 0.3 --negatives symmetric --threads 2", inputs{z0: z0, z1: z1},
			inputs{z0: z0Holes, z1: z1Holes}, pairs, nil, 0, saysPairs},
		"labels": {"--loss supcon --tau 0.3", inputs{z0: z0, z1: z1, labels: labels},
			inputs{z0: z0Holes, z1: z1Holes, labels: inserted(labels, zeroLabels(pairs...))}, pairs, nil, 0, saysPairs},
		"one view": {"--loss supcon --tau 0.3 --skip-lonely", inputs{z0: z0, labels: labels},
			inputs{z0: z0.with(at(nanRow, 0, 7)), labels: inserted(labels, zeroLabels(0, 7))}, []int{0, 7}, nil, 0,
			"z0.npy: 2 of 8 rows left out as bad: row 0: NaN in column 1; row 7: NaN in column 1\n"},
		"own extra negatives": {"--tau 0.3", inputs{z0: z0, z1: z1, extra: own},
			inputs{z0: z0.with(both(at(goodRow, 1), at(zeroRow, 5))), z1: z1.with(at(goodRow, 1, 5)),
				extra: own.with(both(at(goodRow, 2, 10, 11), at(zeroRow, 3)))}, []int{1, 5}, []int{2, 3, 10, 11}, 0,
			"z0.npy: 1 of 8 rows left out as bad: row 5: all zeros, which has no direction\n" +
				"extra.npy: 1 of 16 rows left out as bad: row 3: all zeros, which has no direction\n" +
				"2 of 8 pairs left out for a bad row\n"},
		"shared extra negatives": {"--loss dcl --tau 0.3 --extra-shared", inputs{z0: z0, z1: z1, extra: shared},
			inputs{z0: z0, z1: z1, extra: shared.with(at(zeroRow, 0, 3))}, nil, []int{0, 3}, 0,
			"extra.npy: 2 of 7 rows left out as bad: row 0: all zeros, which has no direction; row 3: all zeros, which has no direction\n"},
		"bank": {"--tau 0.3 --negatives bank", inputs{z0: z0, bank: bank, index: index},
			inputs{z0: z0.with(at(goodRow, 2)), bank: bankHoles, index: indexHoles}, []int{2}, nil, 3,
			saysBank + "1 of 7 pairs left out for a bad row\n"},
		"bank with labels and own extra negatives": {"--loss hard --topk 2 --tau 0.3 --negatives bank --other-class",
			inputs{z0: z0, bank: bank, index: index, labels: slots, extra: own},
			inputs{z0: z0.with(at(goodRow, 2)), bank: bankHoles, index: indexHoles, labels: slotsHoles, extra: own.with(at(goodRow, 4, 5))},
			[]int{2}, []int{4, 5}, 3, saysBank + "1 of 7 pairs left out for a bad row\n"},
		"bank whose bad rows are nobody's positive": {"--loss supcon --tau 0.3 --negatives bank",
			inputs{z0: z0, bank: bank, index: index, labels: slots},
			inputs{z0: z0, bank: bankHoles, index: slices.Delete(slices.Clone(indexHoles), 2, 3), labels: slotsHoles}, nil, nil, 3, saysBank},
		"unit vectors": {"--tau 0.3 --normalized", inputs{z0: units(6), z1: units(6)},
			inputs{z0: units(6).with(at(zeroRow, 6)), z1: units(7)}, []int{6}, nil, 0,
			"z0.npy: 1 of 7 rows left out as bad: row 6: all zeros, which has no direction\n"},
	} {
		t.Run(name, func(t *testing.T) {
			flags := strings.Fields(c.args)
			want := computed(t, c.clean, append(flags, "--skip-bad")...)
			got := computed(t, c.holes, append(flags, "--skip-bad")...)
			if want.stderr != "" || got.stderr != c.says {
				t.Errorf("without bad rows it says %q, with them %q, want %q", want.stderr, got.stderr, c.says)
			}
			for name, n := range map[string]float64{"skipped_pairs": float64(len(c.pairs)), "skipped_bank": c.bank, "skipped_extra": float64(len(c.extras))} {
				if n > 0 {
					want.object[name] = n
				}
			}
			if fmt.Sprint(got.object) != fmt.Sprint(want.object) {
				t.Errorf("%v, want %v", got.object, want.object)
			}
			for name, grad := range want.grads {
				places := c.pairs
				if name == "grad-extra" {
					places = c.extras
				}
				if !sameBits(got.grads[name], grad.with(at(zeroRow, places...))) {
					t.Errorf("%s is %v, want %v with zeros at %v", name, got.grads[name], grad, places)
				}
			}
			fail(t, exitError, "; --skip-bad leaves bad items out\n", append(append([]string{"loss"}, flags...), c.holes.args(t, t.TempDir())...)...)
		})
	}
}

// units are unit vectors.
func units(rows int) file {
	f := make(file, rows)
	for i := range f {
		f[i] = make([]float32, 4)
		f[i][i%4] = 1
	}
	return f
}

// sameBits tells whether files are the same to the bit, the signs of zeros too.
func sameBits(a, b file) bool {
	same := func(x, y float32) bool { return math.Float32bits(x) == math.Float32bits(y) }
	return slices.EqualFunc(a, b, func(x, y []float32) bool { return slices.EqualFunc(x, y, same) })
}

// All bad rows of all matrices are listed, of a file that is two of them once.
func TestLossListsBad(t *testing.T) {
	z := draw(1, 4, 4)
	in := inputs{z0: z.with(at(zeroRow, 0, 5)), z1: z.with(at(nanRow, 2, 3)), extra: z.with(at(zeroRow, 1))}
	dir := t.TempDir()
	args := append(in.args(t, dir), "--tau", "1", "--extra-shared")
	list := func(name, bad string) string { return filepath.Join(dir, name) + ".npy: " + bad }
	fail(t, exitError, "temper: "+strings.Join([]string{
		list("z0", "2 of 6 items are bad: row 0: all zeros, which has no direction; row 5: all zeros, which has no direction"),
		list("z1", "2 of 6 items are bad: row 2: NaN in column 1; row 3: NaN in column 1"),
		list("extra", "1 of 5 items is bad: row 1: all zeros, which has no direction"),
	}, "; ")+"; --skip-bad leaves bad items out\n", append([]string{"loss"}, args...)...)
	fail(t, exitError, "temper: "+list("z1", "2 of 6 items are bad: row 2: NaN in column 1; row 3: NaN in column 1; --skip-bad leaves bad items out\n"),
		"loss", "--tau", "1", "--z0", filepath.Join(dir, "z1.npy"), "--z1", filepath.Join(dir, "z1.npy"))
}

// What is left out is no cure where nothing is left, where files do not fit each other, or
// where rows are wrong in another way.
func TestLossSkipBadRefuses(t *testing.T) {
	z, bank := draw(1, 3, 4), draw(2, 3, 4)
	hole, bankHole := z.with(at(zeroRow, 1)), bank.with(at(zeroRow, 1))
	for _, c := range []struct {
		want string
		in   inputs
		args string
	}{
		{"no pair is left without a bad row: DIR/z0.npy: 1 of 2 items is bad: row 0: all zeros, which has no direction; DIR/z1.npy: 1 of 2 items is bad: row 1: NaN in column 1\n",
			inputs{z0: z[:1].with(at(zeroRow, 0)), z1: z[:1].with(at(nanRow, 1))}, ""},
		{"DIR/extra.npy: 2 of 2 items are bad: ", inputs{z0: z, z1: z, extra: file{zeroRow(0), zeroRow(0)}}, "--extra-shared"},
		{"DIR/bank.npy: 1 of 1 items is bad: ", inputs{z0: z, bank: file{zeroRow(0)}, index: []int{0, 0, 0}}, "--negatives bank"},
		{"no pair is left without a bad row: DIR/bank.npy: 1 of 4 items is bad: ", inputs{z0: z, bank: bankHole, index: []int{1, 1, 1}}, "--negatives bank"},
		{"z0 is 4×4, z1 is 3×4", inputs{z0: hole, z1: z}, ""},
		{"z0 is 4×4, z1 is 4×5", inputs{z0: hole, z1: draw(1, 4, 5)}, ""},
		{"z has 4 rows, index has 3 entries", inputs{z0: hole, bank: bank, index: []int{0, 1, 2}}, "--negatives bank"},
		{"index of anchor 3 is 4, bank has rows 0 to 3", inputs{z0: hole, bank: bankHole, index: []int{0, 0, 2, 4}}, "--negatives bank"},
		{"index of anchor 0 is -1, bank has rows 0 to 3", inputs{z0: hole, bank: bankHole, index: []int{-1, 0, 2, 0}}, "--negatives bank"},
		{"z has 4 columns, bank has 5", inputs{z0: hole, bank: draw(1, 2, 5), index: []int{0, 0, 1, 1}}, "--negatives bank"},
		{"3 labels, want 4", inputs{z0: hole, z1: bankHole, labels: []int{0, 0, 0}}, "--loss supcon"},
		{"extra has 5 rows, must be a multiple of the 4 pairs", inputs{z0: hole, z1: bankHole, extra: draw(1, 4, 4).with(at(zeroRow, 0))}, ""},
		{"extra has 5 columns, the anchors have 4", inputs{z0: hole, z1: bankHole, extra: draw(1, 4, 5)}, ""},
	} {
		dir := t.TempDir()
		args := append(append([]string{"loss", "--tau", "1", "--skip-bad"}, c.in.args(t, dir)...), strings.Fields(c.args)...)
		fail(t, exitError, "temper: "+strings.ReplaceAll(c.want, "DIR", dir), args...)
	}
	for _, c := range []struct{ want, args string }{
		{"z0 row 0: not a unit vector: its length is ", "--normalized"},
		{"topk = 3 exceeds the 2 negatives", "--loss hard --topk 3 --negatives cross"},
	} {
		status, _, stderr := execute(t, "", append(append([]string{"loss", "--tau", "1", "--skip-bad"}, inputs{z0: hole, z1: bankHole}.args(t, t.TempDir())...), strings.Fields(c.args)...)...)
		if status != exitError || !strings.Contains(stderr, "\ntemper: "+c.want) || !strings.HasSuffix(stderr, ", rows being counted without those left out\n") {
			t.Errorf("%s: status %d, %s", c.args, status, stderr)
		}
	}
}
