package nn

import (
	"math"
	"testing"
)

// TestGather compares every gathered value with its definition, in chunks that
// begin and end within an image row.
func TestGather(t *testing.T) {
	for _, c := range []struct{ kernel, stride, h, w, channels int }{
		{3, 1, 5, 4, 3}, {3, 2, 5, 6, 2}, {1, 1, 3, 3, 4}, {1, 2, 4, 5, 3}, {5, 1, 3, 3, 1}, {3, 1, 1, 1, 2},
	} {
		g := newGeometry(c.kernel, c.stride, c.h, c.w, c.channels)
		x := normals(1, 3, c.h, c.w, c.channels)
		pixels := x.N * g.outHeight * g.outWidth
		const chunk = 7
		for first := 0; first < pixels; first += chunk {
			last := min(first+chunk, pixels)
			rows := make([]float32, (last-first)*g.columns())
			for i := range rows {
				rows[i] = float32(math.NaN())
			}
			g.gather(rows, x.Data, first, last)
			for i, got := range rows {
				if want := underKernel(g, x, first+i/g.columns(), i%g.columns()); got != want {
					t.Fatalf("%+v: pixel %d, column %d is %v, want %v", g, first+i/g.columns(), i%g.columns(), got, want)
				}
			}
		}
	}
}

// underKernel is the value of x in the given column of an output pixel's row.
func underKernel(g geometry, x Tensor, pixel, column int) float32 {
	image, oy, ox := pixel/g.outWidth/g.outHeight, pixel/g.outWidth%g.outHeight, pixel%g.outWidth
	kh, kw, c := column/g.channels/g.kernel, column/g.channels%g.kernel, column%g.channels
	iy, ix := oy*g.stride+kh-g.kernel/2, ox*g.stride+kw-g.kernel/2
	if iy < 0 || iy >= g.height || ix < 0 || ix >= g.width {
		return 0
	}
	return x.Data[((image*g.height+iy)*g.width+ix)*g.channels+c]
}

// TestScatter holds that scatter is the transpose of gather: with a one in a
// single value, scatter adds there what gather takes from there. Small integers
// keep the sums exact.
func TestScatter(t *testing.T) {
	for _, g := range []geometry{newGeometry(3, 1, 4, 5, 2), newGeometry(3, 2, 5, 4, 2), newGeometry(1, 2, 5, 4, 2)} {
		pixels := 2 * g.outHeight * g.outWidth
		rows := make([]float32, pixels*g.columns())
		for i := range rows {
			rows[i] = float32(i % 17)
		}
		x := NewTensor(2, g.height, g.width, g.channels)
		for i := range x.Data {
			x.Data[i] = 100
		}
		g.scatter(x.Data, rows[:5*g.columns()], 0, 5)
		g.scatter(x.Data, rows[5*g.columns():], 5, pixels)

		unit := NewTensor(2, g.height, g.width, g.channels)
		gathered := make([]float32, len(rows))
		for i, got := range x.Data {
			unit.Data[i] = 1
			g.gather(gathered, unit.Data, 0, pixels)
			unit.Data[i] = 0
			want := float32(100)
			for j, v := range gathered {
				want += v * rows[j]
			}
			if got != want {
				t.Errorf("%+v: value %d is %v, want %v", g, i, got, want)
			}
		}
	}
}
