//go:build !(amd64 || arm64) || purego

package kernels

// assembly returns no backends: this build has none.
func assembly() []*Backend { return nil }
