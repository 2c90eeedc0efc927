package eval_test

import (
	"context"
	"fmt"
	"log"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/eval"
	"gonum.org/v1/gonum/blas/blas32"
)

func Example() {
	// Embeddings of four training images of two classes, and of two test images.
	train := blas32.General{Rows: 4, Cols: 2, Stride: 2, Data: []float32{1, 0, 0.9, 0.1, 0, 1, 0.1, 0.9}}
	trainLabels := []int{0, 0, 1, 1}
	test := blas32.General{Rows: 2, Cols: 2, Stride: 2, Data: []float32{0.8, 0.3, 0.2, 0.7}}
	testLabels := []int{0, 1}

	ctx := context.Background()
	knn, err := eval.KNN(ctx, train, trainLabels, test, testLabels, eval.Neighbours, eval.Temperature, 1)
	if err != nil {
		log.Fatal(err)
	}
	probe, err := eval.LinearProbe(ctx, train, trainLabels, test, testLabels)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(knn, probe)
	// Output: 1 1
}

// Four rows on the corners of a square, of two classes of neighbours.
func ExampleUniformity() {
	z := matrix.Of([]float32{1, 0, 0, 1, -1, 0, 0, -1}, 4, 2)
	ctx := context.Background()
	uniformity, err := eval.Uniformity(ctx, z, 2, 1)
	if err != nil {
		log.Fatal(err)
	}
	tolerance, _, err := eval.Tolerance(ctx, z, []int{0, 0, 1, 1})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("uniformity %.3f, tolerance %.3f\n", uniformity, tolerance)
	// Output: uniformity -4.396, tolerance 0.000
}
