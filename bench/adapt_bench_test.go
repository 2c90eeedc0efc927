package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/abc86604/temper/kernels"
	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/kernels/portable"
	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/adapt"
	"github.com/abc86604/temper/nn/format/arrayfile"
	"github.com/abc86604/temper/nn/format/npy"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// BenchmarkApply reports the rate of a linear head from a file in the page cache to a
// file, as a share of Gemm's alone on the same product: the median of interleaved pairs.
// "share" is up to the point where all is handed to the operating system, "durable" until
// the disk has it as well, as temper embed waits for.
func BenchmarkApply(b *testing.B) {
	const rows, dim, pairs = 100_000, 384, 5
	for _, threads := range []int{1, 2} {
		b.Run(fmt.Sprintf("%dx%d/threads=%d", rows, dim, threads), func(b *testing.B) {
			a := newApplication(b, rows, dim, threads)
			var shares, durable []float64
			for b.Loop() {
				for range pairs {
					alone := a.clocked(a.product)
					shares = append(shares, float64(alone)/float64(a.clocked(a.stream)))
					durable = append(durable, float64(alone)/float64(a.clocked(a.file)))
				}
			}
			slices.Sort(shares)
			slices.Sort(durable)
			b.ReportMetric(0, "ns/op") // of all the pairs: says nothing
			b.ReportMetric(shares[len(shares)/2], "share")
			b.ReportMetric(durable[len(durable)/2], "durable")
		})
	}
}

// application is a head to be applied to a file.
type application struct {
	b        *testing.B
	threads  int
	in, out  string
	head     *adapt.Head
	z, w, to blas32.General
}

func newApplication(b *testing.B, rows, dim, threads int) *application {
	a := &application{b: b, threads: threads, head: denseHead(b, dim), z: matrix.New(rows, dim), to: matrix.New(rows, dim)}
	a.w = a.head.Matrix()
	r := portable.NewRand(3)
	for i := range a.z.Data {
		a.z.Data[i] = float32(r.Normal())
	}
	dir := b.TempDir()
	a.in, a.out = filepath.Join(dir, "z.npy"), filepath.Join(dir, "y.npy")
	if err := npy.WriteFloat32(a.in, a.z); err != nil {
		b.Fatal(err)
	}
	return a
}

// denseHead is a linear head that is no identity.
func denseHead(b *testing.B, dim int) *adapt.Head {
	z, r := matrix.New(12, dim), portable.NewRand(1)
	for i := range z.Data {
		z.Data[i] = float32(r.Normal())
	}
	t := adapt.Trainer{Settings: adapt.Defaults(), Loss: loss.Contrastive{Tau: 0.1}, Taus: []float64{0.1}}
	t.Passes = 1
	trained, err := t.Train(b.Context(), adapt.Pairs(z, z))
	if err != nil {
		b.Fatal(err)
	}
	c, err := trained.Checkpoint(nil)
	if err != nil {
		b.Fatal(err)
	}
	for _, tensor := range c.Tensors {
		if tensor.Name == "query.a" { // the head's own memory
			for i := range tensor.Data {
				tensor.Data[i] = float32(r.Normal()) / 50
			}
		}
	}
	return trained.Query
}

// clocked is the time that a way takes to a file that is not there yet.
func (a *application) clocked(way func()) time.Duration {
	if err := os.RemoveAll(a.out); err != nil {
		a.b.Fatal(err)
	}
	begin := time.Now()
	way()
	return time.Since(begin)
}

func (a *application) product() {
	kernels.Gemm(a.threads, blas.NoTrans, blas.NoTrans, 1, a.z, a.w, 0, a.to)
}

func (a *application) stream() {
	f, err := os.Create(a.out)
	if err != nil {
		a.b.Fatal(err)
	}
	defer f.Close()
	a.apply(func(rows, dim int, fill npy.Fill) error { return npy.EncodeRows(f, rows, dim, fill) })
}

func (a *application) file() {
	a.apply(func(rows, dim int, fill npy.Fill) error { return npy.WriteRows(a.out, rows, dim, fill) })
}

func (a *application) apply(write func(rows, dim int, fill npy.Fill) error) {
	m, err := arrayfile.Open(a.b.Context(), a.in)
	if err != nil {
		a.b.Fatal(err)
	}
	defer m.Close()
	y := a.head.Map(m)
	err = write(y.Len(), y.Dim(), func(write func(blas32.General) error) error {
		return y.Each(a.b.Context(), a.threads, func(rows blas32.General, _ []*matrix.RowError) error { return write(rows) })
	})
	if err != nil {
		a.b.Fatal(err)
	}
}
