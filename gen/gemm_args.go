package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/abc86604/temper/gen/vector"
)

// gemmField is a field of GemmArgs, of 8 bytes.
type gemmField struct{ name, goType, doc string }

// gemmFields is what one call of Gemm takes. The kernel finds a field by its
// place in this list, and package impl has the type that it makes.
var gemmFields = []gemmField{
	{"A", "*float32", "the first row of the first tile"},
	{"B", "*float32", "the panel: a row of GemmCols, or of 16, values for each term"},
	{"C", "*float32", ""},
	{"Runs", "*GemmRun", "the terms of a sum, ended by a run of no terms"},
	{"Alpha", "float32", "and 4 bytes that nobody reads"},
	{"Beta", "int", "0 or 1"},
	{"Narrow", "int", "not 0: a panel and C have 16 columns, where GemmCols is more"},
	{"Tiles", "int", "of a strip, one below the other"},
	{"Strips", "int", ""},
	{"ARow", "int", "from a row of A to the next"},
	{"ACol", "int", "from a term to the next"},
	{"ATile", "int", "from a tile to the next"},
	{"AStrip", "int", "from a strip to the next, as in BStrip and CStrip"},
	{"BRow", "int", "from a term to the next"},
	{"BStrip", "int", ""},
	{"BAhead", "int", "from a row of the panel to what is brought to the caches meanwhile, instead of the tile below"},
	{"AAhead", "int", "of narrow tiles: how much further with each term what is brought to the caches of the tile below; 0: nothing is"},
	{"CRow", "int", "from a row of C to the next; the next tile follows at once"},
	{"CBlock", "int", "from 16 columns of C to the next 16"},
	{"CStrip", "int", ""},
	{"stripA", "int", "the kernel's own: where it is"},
	{"stripC", "int", ""},
	{"a", "int", ""},
	{"b", "int", ""},
	{"c", "int", ""},
	{"tiles", "int", ""},
	{"strips", "int", ""},
	{"run", "int", ""},
}

// gemmRunFields is a run of terms.
var gemmRunFields = []gemmField{
	{"Terms", "int", "how many"},
	{"ASkip", "int", "from behind the last term of A to the first of the next run"},
	{"BSkip", "int", "the same in B"},
}

func gemmOffset(fields []gemmField, name string) int {
	i := slices.IndexFunc(fields, func(f gemmField) bool { return f.name == name })
	if i < 0 {
		panic("gemm: no field " + name)
	}
	return 2 * i // in elements of 4 bytes
}

// gemmArgs is the argument block of the function being written.
type gemmArgs struct {
	*vector.Builder
	at vector.Ptr
}

func (g gemmArgs) field(name string) vector.Mem { return g.at.At(gemmOffset(gemmFields, name)) }

// get reads a field.
func (g gemmArgs) get(name string) vector.Int {
	r := g.NewInt()
	g.LoadInt(r, g.field(name))
	return r
}

// bytes reads a field that counts elements.
func (g gemmArgs) bytes(name string) vector.Int {
	r := g.get(name)
	g.ShiftInt(r, 2)
	return r
}

// pointer reads a field that points at elements.
func (g gemmArgs) pointer(name string) vector.Ptr {
	p := g.NewPtr()
	g.LoadPtr(p, g.field(name))
	return p
}

// copy sets a field to another.
func (g gemmArgs) copy(to, from string) { g.StoreInt(g.field(to), g.get(from)) }

// advance moves a place of the kernel's own on by a distance in elements.
func (g gemmArgs) advance(place, distance string) {
	r := g.get(place)
	g.AddInt(r, g.bytes(distance))
	g.StoreInt(g.field(place), r)
}

// countDown takes one off a count and goes to again while it is not 0.
func (g gemmArgs) countDown(count string, again vector.Label) {
	r := g.get(count)
	g.AddConst(r, -1)
	g.StoreInt(g.field(count), r)
	g.JumpIf(r, vector.NotEqual, 0, again)
}

// gemmArgsType returns the Go types of the argument block.
func gemmArgsType() string {
	return comment("GemmArgs is what a call of Gemm takes. Distances count elements. A, B, C and the runs stay as they are; the last "+
		"fields are the kernel's.") + gemmStruct("GemmArgs", gemmFields) + "\n" +
		comment("A GemmRun is a stretch of terms whose elements of A lie ACol apart, and the rows of B BRow.") +
		gemmStruct("GemmRun", gemmRunFields)
}

func gemmStruct(name string, fields []gemmField) string {
	var b strings.Builder
	fmt.Fprintf(&b, "type %s struct {\n", name)
	for _, f := range fields {
		fmt.Fprintf(&b, "%s %s", f.name, f.goType)
		if f.doc != "" {
			fmt.Fprintf(&b, " // %s", f.doc)
		}
		b.WriteString("\n")
		if f.goType == "float32" {
			b.WriteString("_ float32\n")
		}
	}
	return b.String() + "}\n"
}
