package kernels

// fmaLoopLanes is the number of multiply-adds in a turn: enough accumulators to
// keep every unit of every CPU busy, whatever the width of its registers.
const fmaLoopLanes = 192

// fmaLoopGeneric takes acc = fma(1, 1, acc) in each lane once a turn, and
// returns the lanes' sum: the number of multiply-adds done. Up to 1<<24/192
// turns every sum is an integer below 1<<24, exact in any order.
func fmaLoopGeneric(turns int) float32 {
	var acc [fmaLoopLanes]float32
	for range turns {
		for i := range acc {
			acc[i] = fma(1, 1, acc[i])
		}
	}
	var sum float32
	for _, a := range acc {
		sum += a
	}
	return sum
}
