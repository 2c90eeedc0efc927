package kernels

import (
	"runtime"
	"strings"

	"github.com/klauspost/cpuid/v2"
)

// CPU returns the processor's name as it tells it itself, or the architecture's
// (runtime.GOARCH) where processors do not tell, as on most of arm64.
func CPU() string {
	if name := strings.TrimSpace(cpuid.CPU.BrandName); name != "" {
		return name
	}
	return runtime.GOARCH
}
