package adapt

import (
	"math"
	"slices"
	"testing"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas"
)

// TestProjectIsNumPys: the numbers of numpy.linalg.eigh(x.T @ x), largest eigenvalue first, each
// column with its largest element positive.
func TestProjectIsNumPys(t *testing.T) {
	x := matrix.Of([]float32{
		2, -1, 0.5, 1,
		1, 3, -0.25, 0,
		-1, 0.5, 4, 2,
		0, 1, 1, -3,
		0.75, -2, 1, 0.5,
	}, 5, 4)
	want := []float64{
		-0.0772937485, -0.215014223, 0.316079236, 0.9208086,
		-0.301575812, 0.820801386, 0.485115536, -0.000174738456,
		0.736516326, 0.485402178, -0.363317307, 0.299881579,
		0.600517616, -0.210804872, 0.7299023, -0.249364254,
	}
	for dim := 1; dim <= 4; dim++ {
		p, err := Project(x, dim)
		if err != nil || p.Rows != 4 || p.Cols != dim {
			t.Fatalf("%d×%d, %v", p.Rows, p.Cols, err)
		}
		for i := range 4 {
			for j, v := range matrix.Row(p, i) {
				if math.Abs(float64(v)-want[i*4+j]) > 1e-7 {
					t.Errorf("dim %d, row %d: %v, want %v", dim, i, matrix.Row(p, i), want[i*4:i*4+dim])
					break
				}
			}
		}
	}
}

// TestProjectToAllIsARotation: it keeps every similarity; to fewer the first columns stay.
func TestProjectToAllIsARotation(t *testing.T) {
	const d = 12
	x := normal(40, d, 1)
	all, err := Project(x, d)
	if err != nil {
		t.Fatal(err)
	}
	square := matrix.New(d, d)
	kernels.Gemm(1, blas.Trans, blas.NoTrans, 1, all, all, 0, square)
	for i, v := range square.Data {
		if want := identity(d).Data[i]; math.Abs(float64(v-want)) > 1e-6 {
			t.Fatalf("PᵀP has %v at %d, want %v", v, i, want)
		}
	}
	few, err := Project(x, 5)
	if err != nil {
		t.Fatal(err)
	}
	for i := range d {
		if !slices.Equal(matrix.Row(few, i), matrix.Row(all, i)[:5]) {
			t.Errorf("row %d: %v, want the first of %v", i, matrix.Row(few, i), matrix.Row(all, i))
		}
	}
}

// TestDimBegins: fewer values begin with the corpus's projection, as many with the rows as they are.
func TestDimBegins(t *testing.T) {
	d := drawn(10, 20, 6, 1)
	for dim, want := range map[int]bool{0: true, 6: true, 5: false} {
		s := Defaults()
		s.Dim = dim
		task := newTask(t, s, d)
		if got := isIdentity(task.base); got != want {
			t.Errorf("dim %d begins with the identity: %v", dim, got)
		}
		if want {
			continue
		}
		if p, err := Project(task.corpus, 5); err != nil || !slices.Equal(p.Data, task.base.Data) {
			t.Errorf("dim %d begins with %v, want %v", dim, task.base.Data, p.Data)
		}
	}
}
