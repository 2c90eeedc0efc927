package nn

import (
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/parallel"
)

// combineValues is how many values of a sum one task of combine makes.
const combineValues = 256

// partials are the parts of a long sum, each over a range of the batch. The ranges
// depend on the shape alone and are added in float64 in their order, so that the sum
// has the same bits whoever computes the parts.
type partials struct {
	size, count int
	data        []float32
}

// begin makes room for count parts of size values, which are arbitrary.
func (p *partials) begin(count, size int) {
	p.size, p.count = size, count
	p.data = matrix.Grow(p.data, count*size)
}

// part returns the part of a range.
func (p *partials) part(i int) []float32 { return p.data[i*p.size:][:p.size] }

// combine hands the sum to put, a stretch of its rows of so many values at a time. put
// may be called at once for different stretches.
func (p *partials) combine(ws *workspace, width int, put func(row int, sum []float32)) {
	rows := p.size / width
	together := max(1, combineValues/width)
	parallel.For(ws.threads, (rows+together-1)/together, func(task int) {
		first := task * together
		last := min(first+together, rows)
		sum := p.sum(first*width, last*width)
		for r := first; r < last; r++ {
			put(r, sum[(r-first)*width:][:width])
		}
	})
}

// sum adds up the elements [from, to) of the parts, at most combineValues unless that is
// one row, in the place of the first part's.
func (p *partials) sum(from, to int) []float32 {
	sum := p.data[from:to]
	var memory [combineValues]float64
	for at := 0; at < len(sum) && p.count > 1; at += len(memory) {
		part := sum[at:min(at+len(memory), len(sum))]
		total := memory[:len(part)]
		for i, v := range part {
			total[i] = float64(v)
		}
		for n := 1; n < p.count; n++ {
			part := p.part(n)[from+at:][:len(total)]
			for i, v := range part {
				total[i] += float64(v)
			}
		}
		for i, v := range total {
			part[i] = float32(v)
		}
	}
	return sum
}
