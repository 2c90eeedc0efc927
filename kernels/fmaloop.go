package kernels

// FMALoop does multiply-adds in registers alone, 192 a turn, and returns the
// number of floating-point operations that were done, two for each. The time it
// takes tells how many the core can do in a second on this backend: the ceiling
// of every other kernel. Like them it can be preempted, at least every 100 µs.
func (b *Backend) FMALoop(turns int) (flops int64) {
	const atOnce = 8192
	for ; turns > 0; turns -= atOnce {
		flops += 2 * int64(b.table.FMALoop(min(turns, atOnce)))
	}
	return flops
}
