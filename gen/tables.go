package main

import (
	"bytes"
	"fmt"
	"go/format"
	"path"
	"strings"
	"unicode"

	"github.com/abc86604/temper/gen/vector"
)

const (
	module = "github.com/abc86604/temper"
	// impl is the package that holds the kernels' generic twins and chooses among
	// the implementations.
	impl = "kernels/internal/impl"
)

// constants are the numbers that belong to the kernels' specification and that
// their generic twins share with the assembly.
var constants = []struct {
	name  string
	value int
	doc   string
}{
	{"SumLanes", sumLanes, "SumLanes is the number of lanes of a sum, a dot product or a maximum."},
	{"ExpSumLanes", expSumLanes, "ExpSumLanes is the number of lanes of a sum in which each element costs an exponential."},
	{"TileSpan", tileSpan, "TileSpan is the number of lanes of a row's sum in a tile, and the multiple that a tile's columns come in."},
	{"ProductLanes", productLanes, "ProductLanes is the number of lanes that LogisticTile leaves a row's product in: 256 factors of 2 in one float32 overflow."},
	{"AboveLanes", aboveLanes, "AboveLanes is the number of words that elements following one another are marked in."},
	{"AboveStretch", aboveLanes * aboveRows, "AboveStretch is the number of elements that AboveLanes words have a bit for."},
	{"ChannelBlock", channelBlock, "ChannelBlock is the number of channels of a pixel, next to each other at one place of an image."},
	{"PlaneChains", planeChains, "PlaneChains is the number of partial sums of a sum over a plane of pixels."},
	{"FMALoopLanes", fmaLoopLanes, "FMALoopLanes is the number of multiply-adds in a turn of FMALoop: enough accumulators to keep every unit of " +
		"every CPU busy, whatever the width of its registers."},
}

// registerTile lists the numbers of Gemm's register tile, which differ between
// instruction sets.
func registerTile(isa vector.ISA) []sizeField {
	shape := gemmShapes[isa]
	narrow, ok := gemmNarrowShapes[isa]
	if !ok {
		narrow = shape
	}
	return []sizeField{
		{"GemmRows", shape.rows, "the greatest height of a tile of Gemm"},
		{"GemmCols", shape.vecs * isa.Lanes(), "its width"},
		{"GemmNarrowRows", narrow.rows, "the greatest height of a tile of 16 columns"},
		{"GemmSpan", vectorsOf(shape.rows, isa) * isa.Lanes(), "GemmRows, rounded up to whole vectors"},
	}
}

type sizeField struct {
	name  string
	value int
	doc   string
}

// twin returns the name of the plain Go that specifies a kernel: the kernel's,
// its first capitals made small.
func twin(kernel string) string {
	name := []rune(kernel)
	for i, r := range name {
		if !unicode.IsUpper(r) || i > 0 && i+1 < len(name) && unicode.IsLower(name[i+1]) {
			break
		}
		name[i] = unicode.ToLower(r)
	}
	return string(name) + "Generic"
}

// tables returns the files of package impl by their paths.
func tables() (map[string][]byte, error) {
	texts := map[string]string{
		"sizes.go":         sizes(),
		"gemm_args.go":     gemmArgsType(),
		"table.go":         tableType(),
		"table_generic.go": genericTable(),
		"assembly.go":      assemblyTables(),
	}
	for _, isa := range vector.ISAs {
		texts["table_"+isa.Package()+".go"] = table(isa)
	}
	files := map[string][]byte{}
	for name, text := range texts {
		formatted, err := format.Source([]byte(generated + "\npackage impl\n\n" + text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		files[path.Join(impl, name)] = formatted
	}
	return files, nil
}

func sizes() string {
	var b strings.Builder
	b.WriteString("const (\n")
	for i, c := range constants {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "%s%s = %d\n", comment(c.doc), c.name, c.value)
	}
	return b.String() + ")\n"
}

// tableType returns the declaration of Table: a field for each kernel.
func tableType() string {
	var b strings.Builder
	b.WriteString(comment("Table holds the entry points of one implementation of the kernels, what a package under asm exports or the " +
		"generic twins. Lengths have been checked and do not exceed Block. Where there are no twins fields are nil: those of " +
		"Gemm's packing, which plain Go does element by element."))
	b.WriteString("type Table struct {\nName string // of the instruction set, as TEMPER_ISA takes it\n\n")
	for _, k := range kernels {
		fmt.Fprintf(&b, "%s %s\n", k.Name, k.Signature)
	}
	b.WriteString("\n")
	for _, f := range registerTile(vector.AVX2) {
		fmt.Fprintf(&b, "%s int // %s\n", f.name, f.doc)
	}
	return b.String() + "}\n"
}

func genericTable() string {
	var b strings.Builder
	b.WriteString("// Generic is the specification.\nvar Generic = &Table{\nName: \"generic\",\n\n")
	for _, k := range kernels {
		if !k.NoTwin {
			fmt.Fprintf(&b, "%s: %s,\n", k.Name, twin(k.Name))
		}
	}
	b.WriteString("\nGemmRows: genericRows,\nGemmCols: genericCols,\nGemmNarrowRows: genericRows,\nGemmSpan: genericCols,\n")
	return b.String() + "}\n"
}

// table returns the entry points of an instruction set. The file builds
// everywhere, and costs nothing where the assembly is not present: then nothing
// refers to it.
func table(isa vector.ISA) string {
	var b bytes.Buffer
	pkg := isa.Package()
	fmt.Fprintf(&b, "import %q\n\n", path.Join(module, "asm", pkg))
	fmt.Fprintf(&b, "// %s has the assembly for %s.\nvar %[1]s = &Table{\nName: %[3]q,\n\n", tableName(isa), isa.Title(), pkg)
	for _, k := range kernels {
		fmt.Fprintf(&b, "%s: %s.%[1]s,\n", k.Name, pkg)
	}
	b.WriteString("\n")
	for _, f := range registerTile(isa) {
		fmt.Fprintf(&b, "%s: %d,\n", f.name, f.value)
	}
	return b.String() + "}\n"
}

func tableName(isa vector.ISA) string { return strings.ToUpper(isa.Package()) }

// assemblyTables returns the function that lists the tables of a build.
func assemblyTables() string {
	var b strings.Builder
	b.WriteString("import (\n")
	for _, isa := range vector.ISAs {
		fmt.Fprintf(&b, "%q\n", path.Join(module, "asm", isa.Package()))
	}
	b.WriteString(")\n\n// assembly returns the tables of which this build has the assembly, the fastest last.\nfunc assembly() []*Table {\nvar present []*Table\n")
	for _, isa := range vector.ISAs {
		fmt.Fprintf(&b, "if %s.Present {\npresent = append(present, %s)\n}\n", isa.Package(), tableName(isa))
	}
	return b.String() + "return present\n}\n"
}
