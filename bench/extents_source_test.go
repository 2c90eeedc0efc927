package bench

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// extentFolders are the packages whose functions TestExtents calls. kernels/panel is
// none of them: its arguments are the internal tables' own.
var extentFolders = []string{"kernels", "kernels/matrix", "kernels/tile", "kernels/conv", "loss", "loss/analysis"}

// What makes a parameter one that says where assembly goes: its type, or its name as an
// int.
var (
	extentTypes = []string{"blas32.General", "blas32.Vector", "Maps", "Shape", "Problem", "loss.Problem"}
	extentNames = []string{"lda", "ldb", "ldc", "inc", "incX", "incY", "stride", "rows", "cols"}
)

// TestExtentsAreOfAllFunctions finds a function that has no calls in the tables.
func TestExtentsAreOfAllFunctions(t *testing.T) {
	found := 0
	for _, folder := range extentFolders {
		files, err := filepath.Glob(filepath.Join("..", folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			syntax, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range syntax.Decls {
				f, isFunc := d.(*ast.FuncDecl)
				if !isFunc || !takesExtents(f) {
					continue
				}
				found++
				name := qualified(syntax.Name.Name, f)
				if !slices.ContainsFunc(extentTables, func(table map[string]func(*extentCalls)) bool { return table[name] != nil }) {
					t.Errorf("%s takes a matrix, a stride or an increment, and TestExtents does not call it", name)
				}
			}
		}
	}
	if found < 50 {
		t.Errorf("%d functions found only", found)
	}
}

// takesExtents tells whether a function is exported, its receiver as well, and has such
// a parameter.
func takesExtents(f *ast.FuncDecl) bool {
	if !f.Name.IsExported() || f.Recv != nil && !ast.IsExported(receiver(f)) {
		return false
	}
	return slices.ContainsFunc(f.Type.Params.List, func(p *ast.Field) bool {
		kind := types.ExprString(p.Type)
		return slices.Contains(extentTypes, kind) || kind == "int" &&
			slices.ContainsFunc(p.Names, func(n *ast.Ident) bool { return slices.Contains(extentNames, n.Name) })
	})
}

func receiver(f *ast.FuncDecl) string {
	return strings.TrimPrefix(types.ExprString(f.Recv.List[0].Type), "*")
}

// qualified returns a name such as tile.Sums.Add.
func qualified(pkg string, f *ast.FuncDecl) string {
	if f.Recv != nil {
		pkg += "." + receiver(f)
	}
	return pkg + "." + f.Name.Name
}
