package optim

import (
	"slices"
	"strings"
	"testing"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/nn"
)

func TestAverage(t *testing.T) {
	for _, keep := range []float64{0, 0.25, 0.99, 1} {
		for _, threads := range []int{0, 1, 3} {
			dst, src := network(), network()
			var want [][]float32
			for i, p := range src {
				normal(p.Value, 3, uint64(i))
				w := slices.Clone(dst[i].Value)
				kernels.Scale(float32(keep), w, w)
				kernels.Axpy(1-float32(keep), p.Value, w)
				want = append(want, w)
			}
			Average(threads, dst, src, keep)
			for i, p := range dst {
				if !slices.Equal(p.Value, want[i]) {
					t.Errorf("keep %v, %d threads: %s differs", keep, threads, p.Name)
				}
			}
			if keep == 0 && !slices.Equal(dst[0].Value, src[0].Value) {
				t.Error("nothing kept is not a copy")
			}
		}
	}
}

func TestAveragePanics(t *testing.T) {
	two, three := param("two", 2, true), param("three", 3, true)
	for _, lists := range [][2][]*nn.Param{{{two}, {}}, {{two}, {three}}, {{}, {two}}} {
		func() {
			defer func() {
				if message, _ := recover().(string); !strings.HasPrefix(message, "optim: Average: ") {
					t.Errorf("panic %q", message)
				}
			}()
			Average(1, lists[0], lists[1], 0.5)
		}()
	}
}
