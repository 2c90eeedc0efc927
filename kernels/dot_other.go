//go:build !amd64 || purego

package kernels

// dot is [Dot].
func dot(x, y []float32) float32 { return active.Dot(x, y) }
