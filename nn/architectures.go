package nn

import (
	"fmt"
	"maps"
	"slices"
	"sync"
)

// architectures are the bodies that have names.
var (
	architectures = map[string][]part{
		"mlp":      Sequence{Linear{Name: "hidden1", Out: 512}, ReLU{}, Linear{Name: "hidden2", Out: 256}, ReLU{}}.parts(),
		"resnet8":  ResNet(1, 16, 32, 64).parts(),
		"resnet20": ResNet(3, 16, 32, 64).parts(),
		"resnet18": ResNet(2, 64, 128, 256, 512).parts(),
	}
	architecturesMu sync.RWMutex
)

// builtin are those that every program knows.
var builtin = slices.Collect(maps.Keys(architectures))

// Builtin tells whether every program knows an encoder by that name, and not only one that
// has registered it.
func Builtin(name string) bool { return slices.Contains(builtin, name) }

// Architectures returns the names that [NewEncoder] knows, in alphabetical order.
func Architectures() []string {
	architecturesMu.RLock()
	defer architecturesMu.RUnlock()
	return slices.Sorted(maps.Keys(architectures))
}

// Register makes a body known by name to [NewEncoder] and to all who ask for
// [Architectures], and by that name to files of encoders and runs. It is for the
// start of a program, before its encoders are made, and panics if the name or the body is
// known already, or no encoder can be made of the body.
func Register(name string, body Sequence) {
	parts := body.parts()
	if _, _, err := checkBody(parts, extent{rawImages, 1, 1, 1}); err != nil {
		panic(fmt.Sprintf("nn: Register: %s: %v", name, err))
	}
	architecturesMu.Lock()
	defer architecturesMu.Unlock()
	if _, known := architectures[name]; known || name == "" {
		panic(fmt.Sprintf("nn: Register: the name %q is in use", name))
	}
	for other, known := range architectures {
		if slices.Equal(known, parts) {
			panic(fmt.Sprintf("nn: Register: %s is known as %s", name, other))
		}
	}
	architectures[name] = parts
}

// architecture returns the body of a name.
func architecture(name string) (body []part, ok bool) {
	architecturesMu.RLock()
	defer architecturesMu.RUnlock()
	body, ok = architectures[name]
	return body, ok
}

// nameOf returns the name of a body, or "".
func nameOf(body []part) string {
	architecturesMu.RLock()
	defer architecturesMu.RUnlock()
	for name, known := range architectures {
		if slices.Equal(known, body) {
			return name
		}
	}
	return ""
}

// ResNet returns the body of a residual network for small images (He et al. 2016, section
// 4.2): a 3×3 stage, then for each width so many residual blocks of that many channels,
// the first of which halves the map but for the first width, and the mean over the pixels.
// ResNet(n, 16, 32, 64) is their network of 6n+2 layers. It panics if there is no width.
func ResNet(blocks int, widths ...int) Sequence {
	if len(widths) == 0 {
		panic("nn: ResNet: no width")
	}
	body := Sequence{Stage{Name: "stem", Out: widths[0]}}
	for i, width := range widths {
		for block := range blocks {
			r := Residual{Name: fmt.Sprintf("stage%d.block%d", i+1, block+1), Out: width}
			if i > 0 && block == 0 {
				r.Stride = 2
			}
			body = append(body, r)
		}
	}
	return append(body, Pool{})
}
