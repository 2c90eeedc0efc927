package nn

import (
	"slices"
	"strings"
	"testing"
)

func TestRegister(t *testing.T) {
	body := Sequence{Stage{Out: 3}, Pool{}}
	Register("three", body)
	t.Cleanup(func() { delete(architectures, "three") })
	if !slices.Contains(Architectures(), "three") {
		t.Errorf("known are %q", Architectures())
	}
	e, err := NewEncoder("three", colour(4), 5, 1)
	if err != nil {
		t.Fatal(err)
	}
	body[0] = Stage{Out: 4} // which is the caller's
	if e.Name() != "three" || e.Clone().Name() != "three" || e.FeatureDim() != 3 {
		t.Errorf("encoder %q with %d features", e.Name(), e.FeatureDim())
	}
	for _, c := range []struct {
		name string
		body Sequence
		want string
	}{
		{"three", Sequence{Linear{Out: 3}}, `nn: Register: the name "three" is in use`},
		{"mlp", Sequence{Linear{Out: 3}}, `nn: Register: the name "mlp" is in use`},
		{"", Sequence{Linear{Out: 3}}, `nn: Register: the name "" is in use`},
		{"drei", Sequence{Stage{Out: 3, Stride: 1}, Sequence{Pool{}}}, "nn: Register: drei is known as three"},
		{"four", Sequence{Stage{Out: 4}}, "nn: Register: four: the last layer leaves pixels"},
	} {
		func() {
			defer func() {
				if got, _ := recover().(string); !strings.HasPrefix(got, c.want) {
					t.Errorf("%s: panic %v, want %q", c.name, got, c.want)
				}
			}()
			Register(c.name, c.body)
		}()
	}
}

func TestResNetWithoutWidth(t *testing.T) {
	defer func() {
		if got := recover(); got != "nn: ResNet: no width" {
			t.Errorf("panic %v", got)
		}
	}()
	ResNet(1)
}
