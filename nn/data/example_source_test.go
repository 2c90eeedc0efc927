package data_test

import (
	"fmt"

	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/nn/data"
)

// pulses is a source of signals that no file holds: item i is a pulse whose width is
// its class, narrow or wide. What an encoder is not to see, when the pulse comes, is
// what views differ in.
type pulses struct{ n, length int }

func (p pulses) Len() int          { return p.n }
func (p pulses) Shape() data.Shape { return data.Shape{Height: 1, Width: 1, Channels: p.length} }
func (p pulses) Label(i int) int   { return i % 2 }
func (p pulses) Digest() string    { return data.DigestItems(p) }
func (p pulses) String() string    { return fmt.Sprintf("%d pulses", p.n) }

func (p pulses) Item(dst []float32, i int) { p.draw(dst, i, p.length/2) }

func (p pulses) View(dst []float32, i int, _ data.Augment, key data.Key) {
	r := portable.NewRand(key.Seed, key.Epoch, uint64(i), uint64(key.View))
	p.draw(dst, i, r.IntN(p.length))
}

func (p pulses) draw(dst []float32, i, at int) {
	clear(dst)
	for j := range 1 + 2*p.Label(i) {
		dst[(at+j)%p.length] = 1
	}
}

// A type of one's own is a source when it has the methods of one.
func ExampleSource() {
	var source data.Source = pulses{n: 100, length: 12}
	signal := make([]float32, source.Shape().Size())
	for view := range 3 {
		source.View(signal, 1, data.Augment{}, data.Key{Seed: 6, View: view})
		fmt.Println(signal)
	}
	held := data.Part(source, 90, 100)
	fmt.Printf("%v: the last is of class %d\n", held, held.Label(9))
	// Output:
	// [0 0 0 0 0 1 1 1 0 0 0 0]
	// [0 0 0 0 0 0 0 1 1 1 0 0]
	// [0 0 0 0 0 0 0 0 1 1 1 0]
	// 10 items from number 90 on of 100 pulses: the last is of class 1
}
