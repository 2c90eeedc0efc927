package bench

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestPackagesHaveExamples holds that each package which a program may import says what
// it is, and shows its use in an example that is run and compared: from outside, by what
// it exports.
func TestPackagesHaveExamples(t *testing.T) {
	shown := 0
	for dir, name := range importable(t) {
		shown++
		if !hasComment(t, dir, name) {
			t.Errorf("%s: no comment says what package %s is", dir, name)
		}
		if !hasExample(t, dir, name+"_test") {
			t.Errorf("%s: package %s has no example with an output", dir, name)
		}
	}
	if shown < 20 {
		t.Errorf("%d packages only", shown)
	}
}

// importable are the folders and names of the packages that a program may import. Those
// of asm are generated for package kernels, and bench holds benchmarks alone.
func importable(t *testing.T) map[string]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}} {{.Name}} {{.Dir}}", module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	dirs := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		name, dir, _ := strings.Cut(rest, " ")
		path = strings.TrimPrefix(path, module)
		if name != "main" && path != "bench" && !strings.HasPrefix(path, "asm/") && !strings.Contains(path, "internal") {
			dirs[dir] = name
		}
	}
	return dirs
}

// parsed are the files of a folder that have that ending, with their comments.
func parsed(t *testing.T, dir, ending string) (files []*ast.File) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*"+ending))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// hasComment reports whether a file of the package has the package's comment.
func hasComment(t *testing.T, dir, name string) bool {
	t.Helper()
	return slices.ContainsFunc(parsed(t, dir, ".go"), func(file *ast.File) bool {
		return strings.HasPrefix(file.Doc.Text(), "Package "+name+" ")
	})
}

// hasExample reports whether a test file of the package from outside has an example
// with an output.
func hasExample(t *testing.T, dir, outside string) bool {
	t.Helper()
	return slices.ContainsFunc(parsed(t, dir, "_test.go"), func(file *ast.File) bool {
		return file.Name.Name == outside && slices.ContainsFunc(doc.Examples(file), func(e *doc.Example) bool { return e.Output != "" })
	})
}
