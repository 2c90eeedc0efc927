package picture

import (
	"slices"
	"strings"
	"testing"
)

// Whatever the bytes, there is an error of one line, the same every time and before dst
// is written to, or a picture, the same every time.
func FuzzDecode(f *testing.F) {
	for _, name := range names(f) {
		f.Add(fixture(f, name))
	}
	f.Add(fixture(f, "picture.jpg"))
	for i := range claims {
		f.Add(claiming(f, i, 300, 200))
	}
	f.Fuzz(func(t *testing.T, contents []byte) {
		width, height, err := Size(contents)
		if width*height > 1<<22 {
			t.Skip("no more than slow")
		}
		once, twice := make([]uint8, 5*7*3), make([]uint8, 5*7*3)
		first := Decode(t.Context(), once, 5, 7, contents, [3]uint8{10, 100, 200})
		second := Decode(t.Context(), twice, 5, 7, contents, [3]uint8{10, 100, 200})
		switch {
		case err != nil && first == nil:
			t.Fatalf("no size, %v, but a picture", err)
		case err == nil && (width < 1 || height < 1):
			t.Fatalf("%d×%d pixels", width, height)
		case (first == nil) != (second == nil) || !slices.Equal(once, twice):
			t.Fatalf("%v and %v, %v and %v", first, second, once, twice)
		case first != nil && strings.Contains(first.Error(), "\n"):
			t.Fatalf("error of several lines: %q", first)
		case first != nil && slices.Max(once) > 0:
			t.Fatalf("%v, but written to", first)
		}
	})
}
