package vector

// ISA is an instruction set that the builder writes for.
type ISA int

// The instruction sets.
const (
	AVX2   ISA = iota // AVX2 with FMA3
	AVX512            // AVX-512 F, DQ, BW and VL
	NEON              // the arm64 baseline
)

// ISAs lists all instruction sets in the order in which they are generated.
var ISAs = []ISA{AVX2, AVX512, NEON}

var isas = [...]struct {
	pkg, arch, title string
	lanes, registers int
}{
	AVX2:   {"avx2", "amd64", "AVX2 and FMA3", 8, 16},
	AVX512: {"avx512", "amd64", "AVX-512 (F, DQ, BW, VL)", 16, 32},
	NEON:   {"neon", "arm64", "NEON", 4, 32},
}

// Package returns the name of the package under asm that holds the kernels of isa.
func (isa ISA) Package() string { return isas[isa].pkg }

// Arch returns the GOARCH of isa.
func (isa ISA) Arch() string { return isas[isa].arch }

// Title returns the name of isa in prose.
func (isa ISA) Title() string { return isas[isa].title }

// Lanes returns how many float32 a vector register of isa holds.
func (isa ISA) Lanes() int { return isas[isa].lanes }

// Registers returns how many vector registers isa has.
func (isa ISA) Registers() int { return isas[isa].registers }

// String returns the package name of isa.
func (isa ISA) String() string { return isa.Package() }
