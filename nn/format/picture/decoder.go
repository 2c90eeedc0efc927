package picture

import (
	"runtime"
	"runtime/debug"
	"strings"
)

// Decoder names what makes the pixels: the Go release, whose library decodes most, and
// the modules that decode the rest, with their versions. A later one may round a JPEG
// differently. Modules are left out where the program was built without the record of
// them, as tests are.
func Decoder() string {
	names := []string{runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return names[0]
	}
	for _, module := range info.Deps {
		if module.Path != "golang.org/x/image" && module.Path != "github.com/kovidgoyal/imaging" {
			continue
		}
		if module.Replace != nil {
			module = module.Replace
		}
		names = append(names, module.Path+" "+module.Version)
	}
	return strings.Join(names, ", ")
}
