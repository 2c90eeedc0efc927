package impl

import (
	"fmt"
	"os"
	"strings"

	"github.com/klauspost/cpuid/v2"
)

// Block is the longest stretch that one call into assembly covers, in elements:
// assembly cannot be preempted.
const Block = 16384

// Available lists the tables that this build and this CPU can run, Generic first
// and the fastest last. The last one is taken for everything: products of no shape take
// longer on it than on the one before, which kernels' TestFastestIsFastest measures.
var Available = append([]*Table{Generic}, supported(assembly())...)

// Active is the table chosen at start, and ISAError tells why it is not the one
// that TEMPER_ISA asks for.
var Active, ISAError = choose(os.Getenv("TEMPER_ISA"), Available)

// needs lists the extensions that CPUs of a table's architecture may lack.
var needs = map[string][]cpuid.FeatureID{
	"avx2":   {cpuid.AVX2, cpuid.FMA3},
	"avx512": {cpuid.AVX512F, cpuid.AVX512DQ, cpuid.AVX512BW, cpuid.AVX512VL},
}

// supported returns the tables whose instruction sets this CPU and its operating
// system support.
func supported(tables []*Table) []*Table {
	var found []*Table
	for _, t := range tables {
		if cpuid.CPU.Supports(needs[t.Name]...) {
			found = append(found, t)
		}
	}
	return found
}

// choose returns the named table, or the last one if name is empty or cannot be
// had.
func choose(name string, from []*Table) (*Table, error) {
	fastest := from[len(from)-1]
	if name == "" {
		return fastest, nil
	}
	names := make([]string, len(from))
	for i, t := range from {
		if t.Name == name {
			return t, nil
		}
		names[i] = t.Name
	}
	return fastest, fmt.Errorf("TEMPER_ISA=%s: no such backend on this machine, which has %s", name, strings.Join(names, ", "))
}
