package impl

import "unsafe"

// GemmBlock is the number of terms that one accumulator of a matrix product
// takes before it is added to C. It belongs to the specification: on every
// machine, at every tile size, the sums break after the same terms.
const GemmBlock = 256

// A View is a matrix seen through two strides, so that a transpose costs
// nothing: element (i, j) is Data[i*Row+j*Col].
type View struct {
	Rows, Cols int
	Row, Col   int
	Data       []float32
}

// The register tile of plain Go, which has no registers to fill.
const (
	genericRows = 4
	genericCols = 16
)

// Multiply calls Gemm for tiles of a height.
func (t *Table) Multiply(height int, args *GemmArgs) { t.Gemm(height, (*int)(unsafe.Pointer(args))) }

// gemmGeneric specifies Gemm for panels of 16 columns.
func gemmGeneric(height int, args *int) {
	GemmTiles(genericCols, height, (*GemmArgs)(unsafe.Pointer(args)))
}

// GemmTiles is Gemm for panels of so many columns, at most 16.
func GemmTiles(cols, height int, x *GemmArgs) {
	for strip := range x.Strips {
		a, b, c := element(x.A, strip*x.AStrip), element(x.B, strip*x.BStrip), element(x.C, strip*x.CStrip)
		for t := range x.Tiles {
			for r := range height {
				x.row(cols, element(a, t*x.ATile+r*x.ARow), b, element(c, (t*height+r)*x.CRow))
			}
		}
	}
}

// row computes a row of a tile.
func (x *GemmArgs) row(cols int, a, b, c *float32) {
	var lanes [genericCols]float32
	acc := lanes[:cols]
	p, q := 0, 0
	for run := x.Runs; run.Terms != 0; run = run.next() {
		for range run.Terms {
			v, row := *element(a, p), unsafe.Slice(element(b, q), cols)
			for l := range acc {
				acc[l] = FMA(v, row[l], acc[l])
			}
			p, q = p+x.ACol, q+x.BRow
		}
		p, q = p+run.ASkip, q+run.BSkip
	}
	sum := unsafe.Slice(c, cols)
	for l, v := range acc {
		old := sum[l]
		if x.Beta == 0 {
			old = 0
		}
		sum[l] = FMA(x.Alpha, v, old)
	}
}

func (r *GemmRun) next() *GemmRun {
	return (*GemmRun)(unsafe.Add(unsafe.Pointer(r), unsafe.Sizeof(*r)))
}

// element returns the place i elements past p.
func element(p *float32, i int) *float32 {
	return (*float32)(unsafe.Add(unsafe.Pointer(p), i*int(unsafe.Sizeof(*p))))
}
