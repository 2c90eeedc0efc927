package main

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// avx2Mnemonics lists what asm/avx2 may use, by the extension that brought it. With registers up to 15 and neither Z nor K,
// Go's assembler writes all of them in the VEX encoding, which CPUs without AVX-512 know. A kernel that needs another
// instruction adds it here, under its extension.
var avx2Mnemonics = map[string]string{
	"amd64": "ADDQ ANDQ CMPQ IMULQ JEQ JGE JLT JMP JNE LEAQ MOVLQSX MOVQ PREFETCHT0 RET SHLQ SHRQ SUBQ",
	"AVX": "VADDPS VANDNPS VANDPS VBLENDVPS VBROADCASTSS VCMPPS VDIVPS VEXTRACTF128 VINSERTF128 VMASKMOVPS VMAXPS VMINPS " +
		"VMOVAPS VMOVDQU VMOVHLPS VMOVSHDUP VMOVSS VMOVUPS VMULPS VORPS VPERMILPS VROUNDPS VSQRTPS VSUBPS VUNPCKHPD VUNPCKHPS VUNPCKLPD " +
		"VUNPCKLPS VXORPS VZEROUPPER VCVTDQ2PS VCVTPS2DQ",
	"AVX2": "VPADDD VPCMPGTD VPSLLD VPSRAD VPSUBD",
	"FMA3": "VFMADD213PS VFMADD231PS VFNMADD231PS",
}

func TestAVX2HoldsNothingBeyond(t *testing.T) {
	var allowed []string
	for _, mnemonics := range avx2Mnemonics {
		allowed = append(allowed, strings.Fields(mnemonics)...)
	}
	register := regexp.MustCompile(`\b([KXYZ])([0-9]+)\b`)
	checked := 0
	for name, text := range committed(t) {
		if path.Dir(name) != "asm/avx2" || path.Ext(name) != ".s" {
			continue
		}
		for i, line := range strings.Split(text, "\n") {
			if !strings.HasPrefix(line, "\t") || strings.HasPrefix(line, "\t//") {
				continue
			}
			checked++
			if mnemonic := strings.Fields(line)[0]; !slices.Contains(allowed, mnemonic) {
				t.Errorf("%s:%d: %s is not known to be in AVX2 or FMA3", name, i+1, mnemonic)
			}
			for _, r := range register.FindAllStringSubmatch(line, -1) {
				if n, _ := strconv.Atoi(r[2]); strings.Contains("KZ", r[1]) || n > 15 {
					t.Errorf("%s:%d: register %s needs AVX-512", name, i+1, r[0])
				}
			}
		}
	}
	if checked == 0 {
		t.Error("nothing to check")
	}
}

// avo knows the extensions of each form of an instruction, and notes what a function requires.
func TestRequirements(t *testing.T) {
	present := map[string][]string{
		"asm/avx2":   {"MMX+", "SSE", "AVX", "AVX2", "FMA3"},
		"asm/avx512": {"MMX+", "SSE", "AVX", "AVX2", "FMA3", "AVX512F", "AVX512DQ", "AVX512BW", "AVX512VL"},
	}
	requires := regexp.MustCompile(`(?m)^// Requires: (.*)$`)
	for name, text := range committed(t) {
		extensions, checked := present[path.Dir(name)]
		if !checked {
			continue
		}
		for _, m := range requires.FindAllStringSubmatch(text, -1) {
			for extension := range strings.SplitSeq(m[1], ", ") {
				if !slices.Contains(extensions, extension) {
					t.Errorf("%s requires %s", name, extension)
				}
			}
		}
	}
}
