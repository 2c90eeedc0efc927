package impl

// fmaLoopGeneric takes acc = FMA(1, 1, acc) in each lane once a turn, and
// returns the lanes' sum: the number of multiply-adds done. Up to 1<<24/192
// turns every sum is an integer below 1<<24, exact in any order.
func fmaLoopGeneric(turns int) float32 {
	var acc [FMALoopLanes]float32
	for range turns {
		for i := range acc {
			acc[i] = FMA(1, 1, acc[i])
		}
	}
	var sum float32
	for _, a := range acc {
		sum += a
	}
	return sum
}
