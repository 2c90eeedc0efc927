//go:build !purego

package kernels

import "github.com/klauspost/cpuid/v2"

// assembly returns the backends whose instruction sets this CPU and its
// operating system support, the fastest last.
func assembly() []*Backend {
	var found []*Backend
	if cpuid.CPU.Supports(cpuid.AVX2, cpuid.FMA3) {
		found = append(found, avx2Backend)
	}
	if cpuid.CPU.Supports(cpuid.AVX512F, cpuid.AVX512DQ, cpuid.AVX512BW, cpuid.AVX512VL) {
		found = append(found, avx512Backend)
	}
	return found
}
