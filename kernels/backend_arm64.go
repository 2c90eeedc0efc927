//go:build !purego

package kernels

// assembly returns the one backend of arm64: NEON is part of the architecture.
func assembly() []*Backend { return []*Backend{neonBackend} }
