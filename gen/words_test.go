package main

import (
	"encoding/binary"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/arch/arm64/arm64asm"
)

// Instructions that Go's assembler does not know are written as numbers, with what they mean as a comment.
func TestWordsAreWhatTheySay(t *testing.T) {
	word := regexp.MustCompile(`^\tWORD +\$0x([0-9a-f]{8}) // (.*)$`)
	found := 0
	for name, text := range committed(t) {
		if path.Dir(name) != "asm/neon" {
			continue
		}
		for i, line := range strings.Split(text, "\n") {
			if !strings.Contains(line, "WORD") {
				continue
			}
			m := word.FindStringSubmatch(line)
			if m == nil {
				t.Errorf("%s:%d: not a word with its comment: %q", name, i+1, line)
				continue
			}
			found++
			number, err := strconv.ParseUint(m[1], 16, 32)
			if err != nil {
				t.Fatal(err)
			}
			inst, err := arm64asm.Decode(binary.LittleEndian.AppendUint32(nil, uint32(number)))
			if got := arm64asm.GNUSyntax(inst); err != nil || got != m[2] {
				t.Errorf("%s:%d: %s is %q (%v), the comment says %q", name, i+1, m[1], got, err, m[2])
			}
		}
	}
	if found == 0 {
		t.Error("no words found")
	}
}
