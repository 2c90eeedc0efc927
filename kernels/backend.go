package kernels

import (
	"fmt"
	"os"
	"strings"
)

// Block is the longest stretch that one call into assembly covers, in elements,
// and the length of the blocks in which long sums are taken. Assembly cannot be
// preempted: at this length a call stays within tens of microseconds.
const Block = 16384

// Backend is one implementation of every kernel, on one instruction set. Its
// methods have the signatures and the results of the package's functions, which
// call the backend chosen at start.
type Backend struct {
	name string
	table
}

// table holds a backend's entry points: what asm/<isa> exports, or the generic
// Go that specifies it. Lengths have been checked and do not exceed Block.
type table struct {
	dot          func(x, y []float32) float32
	sum          func(x []float32) float32
	max          func(x []float32) float32
	exp          func(dst, x []float32)
	expSum       func(dst, x []float32, shift, scale float32) float32
	log          func(dst, x []float32)
	axpy         func(alpha float32, x, y []float32)
	scale        func(alpha float32, dst, x []float32)
	divide       func(dst, x []float32, by float32)
	add          func(dst, x, y []float32)
	mul          func(dst, x, y []float32)
	relu         func(dst, x []float32)
	reluBackward func(dx, dy, y []float32)
	sgd          func(w, v, g []float32, lr, momentum, decay float32)
	affine       func(dst, x, scale, shift []float32)
	affine2      func(dst, x, y, a, b, c []float32)
	columnSums   func(sums, x []float32)
	columnDots   func(dots, x, y []float32)
	gatherSum    func(dst, x []float32, ld int, index []int32, w []float32)
	above        func(bits []uint32, x []float32, t float32)
	expTile      func(rows, cols, ld int, dst, s, rowSums, colSums []float32, shift, scale float32)
	expTile2     func(rows, cols, ld int, s, rowShift, colShift, rowSums, colSums []float32, scale float32)
	maxTile      func(rows, cols, ld int, s, rowMax, colMax []float32)
	weightTile   func(rows, cols, ld int, dst, e, row, col []float32)
	weightTile2  func(rows, cols, ld int, dst, s, rowShift, colShift, row, col []float32, scale float32)
	gemm         gemmKernel
	fmaLoop      func(turns int) float32
}

// Name returns the name of the backend's instruction set, as TEMPER_ISA takes
// it.
func (b *Backend) Name() string { return b.name }

// Backends returns the backends that this CPU can run, the generic one first
// and the fastest last.
func Backends() []*Backend { return append([]*Backend(nil), available...) }

// Active returns the backend behind the package's functions.
func Active() *Backend { return active }

// SelectionError returns an error if TEMPER_ISA names an instruction set that
// is unknown or that this CPU lacks; the package then works as if the variable
// were not set. Results do not depend on the choice, so a library may go on; a
// command whose user asked for an instruction set should not.
func SelectionError() error { return selectionError }

var (
	available = append([]*Backend{generic}, assembly()...)

	active, selectionError = choose(os.Getenv("TEMPER_ISA"), available)
)

// choose returns the named backend, or the last one if name is empty or cannot
// be had.
func choose(name string, from []*Backend) (*Backend, error) {
	fastest := from[len(from)-1]
	if name == "" {
		return fastest, nil
	}
	names := make([]string, len(from))
	for i, b := range from {
		if b.name == name {
			return b, nil
		}
		names[i] = b.name
	}
	return fastest, fmt.Errorf("TEMPER_ISA=%s: no such backend on this machine, which has %s", name, strings.Join(names, ", "))
}

// generic is the specification.
var generic = &Backend{"generic", table{
	dot:          dotGeneric,
	sum:          sumGeneric,
	max:          maxGeneric,
	exp:          expGeneric,
	expSum:       expSumGeneric,
	log:          logGeneric,
	axpy:         axpyGeneric,
	scale:        scaleGeneric,
	divide:       divideGeneric,
	add:          addGeneric,
	mul:          mulGeneric,
	relu:         reluGeneric,
	reluBackward: reluBackwardGeneric,
	sgd:          sgdGeneric,
	affine:       affineGeneric,
	affine2:      affine2Generic,
	columnSums:   columnSumsGeneric,
	columnDots:   columnDotsGeneric,
	gatherSum:    gatherSumGeneric,
	above:        aboveGeneric,
	expTile:      expTileGeneric,
	expTile2:     expTile2Generic,
	maxTile:      maxTileGeneric,
	weightTile:   weightTileGeneric,
	weightTile2:  weightTile2Generic,
	gemm:         genericGemm,
	fmaLoop:      fmaLoopGeneric,
}}
