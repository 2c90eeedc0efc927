package kernels

import (
	"strings"
	"testing"
)

func TestCPU(t *testing.T) {
	if name := CPU(); name == "" || name != strings.TrimSpace(name) {
		t.Errorf("CPU() = %q", name)
	}
}
