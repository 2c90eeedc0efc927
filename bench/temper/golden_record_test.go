package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// record runs a case's command line number i and adds what it says.
func record(t *testing.T, got map[string]string, i int, line string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	args := strings.Fields(line)
	status := run(t.Context(), args, &stdout, &stderr)
	name := fmt.Sprintf("%02d-%s", i, args[0])
	if at := slices.Index(args, "--loss"); at > 0 {
		name += "-" + args[at+1]
	}
	got["commands.txt"] += fmt.Sprintf("%02d temper %s\n", i, line)
	switch {
	case stdout.Len() == 0:
	case slices.Contains(args, "--json"):
		got[name+".json"] = normalJSON(t, stdout.Bytes())
	default:
		got[name+".txt"] = normalText(stdout.String())
	}
	said := normalText(stderr.String())
	if status != exitOK {
		said += fmt.Sprintf("status %d\n", status)
	}
	if said != "" {
		got[name+".stderr.txt"] = said
	}
}

// describeFiles adds the files of the working directory that were no inputs.
func describeFiles(t *testing.T, got map[string]string, inputs []string) {
	t.Helper()
	var hashes strings.Builder
	for _, file := range tree(t, ".") {
		if slices.Contains(inputs, file) {
			continue
		}
		content := get(t, file)
		switch path.Ext(file) {
		case ".json":
			got[file] = normalJSON(t, content)
		case ".csv":
			got[file] = normalCSV(t, content)
		default:
			fmt.Fprintf(&hashes, "%s\t%s\n", file, fileHash(t, file, content))
		}
	}
	if hashes.Len() > 0 {
		got["files.txt"] = hashes.String()
	}
}

// fileHash is the SHA-256 of a file, or "*" where its bytes are not promised:
// a PNG's depend on the compression of Go's library, also where a figure holds it, the
// figure of the linear probe on the probe, and a study's page on all that its results have.
func fileHash(t *testing.T, file string, content []byte) string {
	t.Helper()
	name := path.Base(file)
	switch {
	case path.Ext(file) == ".png", path.Ext(file) == ".html", strings.HasPrefix(name, "neighbours-"), name == "accuracy-linear.svg":
		return "*"
	case path.Ext(file) == ".safetensors":
		content = tensorsOf(t, content)
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// tensorsOf returns the names, shapes and bytes of the tensors in a safetensors
// file, without its metadata, which tells seconds.
func tensorsOf(t *testing.T, content []byte) []byte {
	t.Helper()
	n := 8 + binary.LittleEndian.Uint64(content)
	var header map[string]any
	if err := json.Unmarshal(content[8:n], &header); err != nil {
		t.Fatal(err)
	}
	delete(header, "__metadata__")
	text, err := json.Marshal(header) // in the order of the names
	if err != nil {
		t.Fatal(err)
	}
	return append(text, content[n:]...)
}

// forThisMachine takes from files.txt what another machine need not share. The
// figures are gonum's, whose places are computed without a promise: where the
// compiler fuses x*y + z (arm64, GOAMD64=v3) a last bit may differ, and with it
// the five digits of a number in an SVG file.
func forThisMachine(file, text string) string {
	if file != "files.txt" || runtime.GOARCH == "amd64" && !fuses(1+0x1p-30, 1-0x1p-30, -1) {
		return text
	}
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines {
		if name, _, _ := strings.Cut(line, "\t"); filepath.Ext(name) == ".svg" {
			lines[i] = name + "\n"
		}
	}
	return strings.Join(lines, "")
}

// fuses tells whether the compiler rounds x*y + z once.
//
//go:noinline
func fuses(x, y, z float64) bool { return x*y+z != float64(x*y)+z }
