package train

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/data"
)

// labelled is a set with the labels given, and images for as many.
func labelled(size int, labels ...int) *data.Set {
	set := mosaic(len(labels), size, 1)
	set.Labels = labels
	return set
}

// uneven are labels of classes of these sizes, mixed; the numbers of the classes have gaps.
func uneven(sizes ...int) []int {
	var labels []int
	for class, size := range sizes {
		labels = append(labels, slices.Repeat([]int{class * class * 1000}, size)...)
	}
	mixed := make([]int, len(labels))
	for i, from := range portable.NewRand(11).Perm(len(labels)) {
		mixed[i] = labels[from]
	}
	return mixed
}

// perClass is a trainer whose batches are of groups of a class.
func perClass(t *testing.T, negatives Negatives, each, batch int, labels []int) *Trainer {
	trainer := newSmall(t, negatives)
	trainer.PerClass, trainer.Batch, trainer.Source = each, batch, labelled(8, labels...)
	trainer.QueueLength, trainer.OwnKeys = 16, false
	return trainer
}

// TestOrderByClass holds what a batch is made of for classes of many sizes.
func TestOrderByClass(t *testing.T) {
	for _, c := range []struct {
		each, batch int
		sizes       []int
	}{
		{1, 2, []int{1, 1}},
		{1, 7, []int{3, 30, 9, 1}},
		{2, 6, []int{2, 17, 5}},
		{3, 12, []int{50, 3, 4, 5, 3}},
		{4, 8, []int{41, 4, 8, 19, 4, 7}},
		{5, 5, []int{5, 6}},
		{8, 8, []int{33}},
	} {
		trainer := perClass(t, Bank, c.each, c.batch, uneven(c.sizes...))
		r := mustBegin(t, trainer)
		labels := setOf(trainer).Labels
		for r.at.Epoch = range 3 {
			order := r.order()
			name := fmt.Sprintf("%+v, epoch %d", c, r.at.Epoch)
			if len(order) != len(labels)/c.batch*c.batch {
				t.Errorf("%s: %d items of %d", name, len(order), len(labels))
			}
			checkGroups(t, name, order, labels, c.each, len(c.sizes))
			checkRounds(t, name, order, labels)
		}
	}
}

// checkGroups checks that the order goes by groups of a class, and that every class has
// its turn before one has another: any stretch of groups has classes as even as turns are.
func checkGroups(t *testing.T, name string, order, labels []int, each, classes int) {
	t.Helper()
	var groups []int
	for group := range slices.Chunk(order, each) {
		for _, item := range group {
			if len(group) == each && labels[item] != labels[group[0]] {
				t.Fatalf("%s: a group of the items %v, of several classes", name, group)
			}
		}
		if different := len(slices.Compact(slices.Sorted(slices.Values(group)))); different != len(group) {
			t.Errorf("%s: a group of the items %v", name, group)
		}
		groups = append(groups, labels[group[0]])
	}
	for turn := range slices.Chunk(groups, classes) {
		if different := len(slices.Compact(slices.Sorted(slices.Values(turn)))); different != len(turn) {
			t.Errorf("%s: a turn of the classes %v", name, turn)
		}
	}
	for from := range groups {
		counts := make(map[int]int)
		for to := from; to < len(groups); to++ {
			counts[groups[to]]++
			most, least := 0, 0
			for _, n := range counts {
				most = max(most, n)
			}
			if len(counts) == classes {
				least = slices.Min(slices.Collect(maps.Values(counts)))
			}
			if most-least > 2 {
				t.Fatalf("%s: groups %d to %d have the classes %v", name, from, to, counts)
			}
		}
	}
}

// checkRounds checks that the items of a class all come before one comes again.
func checkRounds(t *testing.T, name string, order, labels []int) {
	t.Helper()
	came := make(map[int][]int)
	for _, item := range order {
		came[labels[item]] = append(came[labels[item]], item)
	}
	for class, items := range came {
		size := 0
		for _, label := range labels {
			if label == class {
				size++
			}
		}
		for round := range slices.Chunk(items, size) {
			if different := len(slices.Compact(slices.Sorted(slices.Values(round)))); different != len(round) {
				t.Errorf("%s: of class %d come %v, a round is of %d", name, class, items, size)
			}
		}
	}
}

// Items of a small class come oftener, and the order is that of a seed and an epoch.
func TestOrderOfSmallClasses(t *testing.T) {
	trainer := perClass(t, InBatch, 2, 8, uneven(30, 3, 7))
	r := mustBegin(t, trainer)
	first := r.order()
	often := make(map[int]int)
	for _, item := range first {
		often[item]++
	}
	for item, label := range setOf(trainer).Labels {
		n := often[item]
		if label == 1000 && (n < 4 || n > 5) || label == 0 && n > 1 { // 40 items, 13 or 14 of each class
			t.Errorf("item %d of class %d comes %d times", item, label, n)
		}
	}
	if !slices.Equal(r.order(), first) {
		t.Error("the order is another the second time")
	}
	orders := [][]int{first}
	r.at.Epoch = 1
	orders = append(orders, r.order())
	trainer.Seed++
	orders = append(orders, mustBegin(t, trainer).order())
	trainer.Seed--
	trainer.LR, trainer.Negatives, trainer.Threads, trainer.EMA = 7, Queue, 3, 0.5
	if !slices.Equal(mustBegin(t, trainer).order(), first) {
		t.Error("the order depends on more than seed and epoch")
	}
	for i, a := range orders {
		for _, b := range orders[:i] {
			if slices.Equal(a, b) {
				t.Errorf("order %d is one of before", i)
			}
		}
	}
}

func TestPerClassIsChecked(t *testing.T) {
	for _, c := range []struct {
		want   string
		change func(*Trainer)
	}{
		{"per class 3: class 9000 has 2 items", func(t *Trainer) { t.Source = labelled(8, 0, 0, 0, 9000, 9000, 7, 7, 7) }},
		// There are 3 of class 7, of which the last is held out.
		{"per class 3: class 7 has 2 items", func(t *Trainer) { t.Source, t.Holdout = labelled(8, 0, 0, 0, 0, 7, 7, 0, 7), 2 }},
		{"per class 3: a batch of 5 is no multiple", func(t *Trainer) { t.Batch = 5 }},
		{"per class 9: a batch of 6 is no multiple", func(t *Trainer) { t.PerClass = 9 }},
		{"per class -1: want at least 0", func(t *Trainer) { t.PerClass = -1 }},
		{"item 3 has the label -2, want 0 or more", func(t *Trainer) { t.Source = labelled(8, 0, 0, 0, -2, 1, 1, 1, 1) }},
		{"item 1 has the label 16777217: a queue tells", func(t *Trainer) {
			t.Source, t.PerClass, t.Negatives, t.Loss = labelled(8, 0, 1<<24+1, 1<<24, 1, 1, 1, 1, 1), 0, Queue, loss.SupCon{Tau: 0.1}
		}},
	} {
		trainer := perClass(t, Bank, 3, 6, uneven(5, 4))
		c.change(trainer)
		wantError(t, c.want, trainer.Train(t.Context()), c.want)
	}
}

// A witness is a source that notes which views it has been asked for.
type witness struct {
	data.Source
	mutex sync.Mutex
	asked map[data.Key][]int // items
	items []int              // asked for by Item
}

func (w *witness) View(dst []float32, i int, a data.Augment, key data.Key) {
	w.mutex.Lock()
	if w.asked == nil {
		w.asked = make(map[data.Key][]int)
	}
	w.asked[key] = append(w.asked[key], i)
	w.mutex.Unlock()
	w.Source.View(dst, i, a, key)
}

func (w *witness) Item(dst []float32, i int) {
	w.mutex.Lock()
	w.items = append(w.items, i)
	w.mutex.Unlock()
	w.Source.Item(dst, i)
}

// No view is made twice: an item that comes again in an epoch, even in the same batch, has
// other ones.
func TestViewsOfRepeatedItems(t *testing.T) {
	for _, negatives := range []Negatives{Bank, Queue, InBatch} {
		trainer := perClass(t, negatives, 2, 8, uneven(30, 3, 7))
		w := &witness{Source: trainer.Source}
		trainer.Source = w
		mustTrain(t, trainer)
		views, total := mustBegin(t, trainer).negatives.views(), 0
		most := 0
		for key, items := range w.asked {
			total += len(items)
			most = max(most, key.View)
			slices.Sort(items)
			if len(slices.Compact(items)) != len(items) {
				t.Errorf("%s: a view %+v is made twice of an item: %v", negatives, key, items)
			}
		}
		if want := trainer.Epochs * 40 * views; total != want || most < 4*views-1 {
			t.Errorf("%s: %d views, want %d, up to number %d", negatives, total, want, most)
		}
	}
}

// Two items of a batch that are the same one are no negatives of each other.
func TestTwins(t *testing.T) {
	// Rows 0 to 5 are first views, 6 to 11 second ones; items 4 and 9 come again.
	lists := twins([]int{4, 9, 4, 1, 9, 4})
	want := [][]int{{2, 5, 8, 11}, {4, 10}, {0, 5, 6, 11}, nil, {1, 7}, {0, 2, 6, 8}}
	want = append(want, want...)
	if len(lists.Starts) != 13 {
		t.Fatalf("%+v", lists)
	}
	for i, list := range want {
		if got := lists.Items[lists.Starts[i]:lists.Starts[i+1]]; !slices.Equal(got, list) {
			t.Errorf("view %d: %v, want %v", i, got, list)
		}
	}
	if lists := twins([]int{4, 9, 3}); lists.Starts != nil {
		t.Errorf("%+v where no item comes twice", lists)
	}
}
