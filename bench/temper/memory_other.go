//go:build !linux

package main

// physicalMemory is the machine's memory in bytes, 0 where the system does not say.
func physicalMemory() uint64 { return 0 }
