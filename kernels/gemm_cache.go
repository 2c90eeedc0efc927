package kernels

import "github.com/klauspost/cpuid/v2"

// gemmRowsInCache is the number of rows of A, gemmBlock terms each, that fill
// half the L2 cache, which leaves the other half to B and C; and at most
// gemmBlock, so that one call into assembly stays short. gemmL1 is half the L1
// data cache, in bytes.
var (
	gemmRowsInCache = max(32, min(gemmBlock, cacheSize(cpuid.CPU.Cache.L2, 512<<10)/(2*4*gemmBlock)))
	gemmL1          = cacheSize(cpuid.CPU.Cache.L1D, 32<<10) / 2
)

// cacheSize returns the size that cpuid detected, or else that of most CPUs.
func cacheSize(detected, usual int) int {
	if detected <= 0 {
		return usual
	}
	return detected
}
