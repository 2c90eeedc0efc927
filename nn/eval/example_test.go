package eval_test

import (
	"context"
	"fmt"
	"log"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/eval"
)

// Embeddings of four training images of two classes, and of two test images.
func Example() {
	train := eval.Labelled{Rows: matrix.Of([]float32{1, 0, 0.9, 0.1, 0, 1, 0.1, 0.9}, 4, 2), Labels: []int{0, 0, 1, 1}}
	test := eval.Labelled{Rows: matrix.Of([]float32{0.8, 0.3, 0.2, 0.7}, 2, 2), Labels: []int{0, 1}}

	ctx := context.Background()
	knn, err := eval.DefaultKNN().Classify(ctx, 1, train, test)
	if err != nil {
		log.Fatal(err)
	}
	probe, err := eval.DefaultProbe().Classify(ctx, 1, train, test)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("kNN %v by %d neighbours, linear probe %v\n", knn.Top1, knn.K, probe.Top1)
	// Output: kNN 1 by 4 neighbours, linear probe 1
}

// Four rows on the corners of a square, of two classes of neighbours.
func ExampleUniformity() {
	z := matrix.Of([]float32{1, 0, 0, 1, -1, 0, 0, -1}, 4, 2)
	ctx := context.Background()
	uniformity, err := eval.Uniformity(ctx, 1, z, 2)
	if err != nil {
		log.Fatal(err)
	}
	tolerance, _, err := eval.Tolerance(ctx, eval.Labelled{Rows: z, Labels: []int{0, 0, 1, 1}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("uniformity %.3f, tolerance %.3f\n", uniformity, tolerance)
	// Output: uniformity -4.396, tolerance 0.000
}

// What a trainer can say of images that it does not train on.
func ExampleMeasure() {
	rows := matrix.Of([]float32{1, 0, 0.8, 0.6, -1, 0, -0.6, 0.8}, 4, 2)
	m, err := eval.Measure(context.Background(), 1, eval.Labelled{Rows: rows, Labels: []int{4, 4, 7, 7}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("uniformity %.3f over %d pairs\n", m.Uniformity, m.Pairs)
	fmt.Printf("tolerance %.2f over %d\n", *m.Tolerance, m.ClassPairs)
	fmt.Printf("kNN %v by %d neighbours\n", m.Top1, m.K)
	// Output:
	// uniformity -2.189 over 6 pairs
	// tolerance 0.70 over 2
	// kNN 1 by 3 neighbours
}
