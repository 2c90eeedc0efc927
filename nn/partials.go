package nn

import "github.com/abc86604/temper/kernels/matrix"

// One task of reduce makes leastValues values of a sum, or as many as cut it into
// sumTasks.
const (
	leastValues = 256
	sumTasks    = 256
)

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

// A reduction hands the sum of partials on, row by row.
type reduction struct {
	*partials
	width int // of a row
	put   func(row int, sum []float32)
}

// reduce makes the sums of reductions, cut into stretches of rows that are tasks
// together: sums that are small leave nobody idle.
func reduce(ws *workspace, all ...reduction) {
	type stretch struct{ of, first, last int }
	var tasks []stretch
	for i, r := range all {
		rows := r.size / r.width
		together := max(1, leastValues/r.width, rows/sumTasks)
		for first := 0; first < rows; first += together {
			tasks = append(tasks, stretch{i, first, min(first+together, rows)})
		}
	}
	ws.run(len(tasks), func(_ *scratch, task int) {
		t := tasks[task]
		r := all[t.of]
		sum := r.sum(t.first*r.width, t.last*r.width)
		for row := t.first; row < t.last; row++ {
			r.put(row, sum[(row-t.first)*r.width:][:r.width])
		}
	})
}

// sum adds up the elements [from, to) of the parts, in the place of the first part's.
func (p *partials) sum(from, to int) []float32 {
	sum := p.data[from:to]
	var memory [leastValues]float64
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
