package nn

import "github.com/abc86604/temper/kernels/parallel"

// combineStretch is how many values one task of combine sums.
const combineStretch = 1024

// combine sets sum to the sum of the arrays of len(sum) values in parts, added
// in float64 in their order.
func combine(ws *workspace, sum, parts []float32) {
	tasks := (len(sum) + combineStretch - 1) / combineStretch
	parallel.For(ws.threads, tasks, func(task int) {
		from := task * combineStretch
		to := min(from+combineStretch, len(sum))
		var total [combineStretch]float64
		for at := 0; at < len(parts); at += len(sum) {
			for i, v := range parts[at+from : at+to] {
				total[i] += float64(v)
			}
		}
		for i := range to - from {
			sum[from+i] = float32(total[i])
		}
	})
}
