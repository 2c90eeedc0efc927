package data_test

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"log"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/abc86604/temper/kernels/matrix"
	"github.com/abc86604/temper/nn/data"
)

func Example() {
	source, err := data.Load(context.Background(), "shapes", data.Test)
	if err != nil {
		log.Fatal(err)
	}
	set := source.(*data.Set)
	fmt.Printf("%d images of %v in %d classes\n", set.Len(), set.Shape(), len(set.Classes))
	fmt.Println("image 7 is a", set.Classes[set.Label(7)])

	// Two random views of image 7, as an encoder takes them.
	v0 := make([]float32, set.Shape().Size())
	v1 := make([]float32, set.Shape().Size())
	set.View(v0, 7, data.DefaultAugment(), data.Key{Seed: 1, View: 0})
	set.View(v1, 7, data.DefaultAugment(), data.Key{Seed: 1, View: 1})
	fmt.Println(len(v0), "values each, in [-2, 2]")
	// Output:
	// 2000 images of 32×32×3 in 12 classes
	// image 7 is a star
	// 3072 values each, in [-2, 2]
}

// One's own images without labels: a folder with nothing but image files.
func ExampleLoad_ownImages() {
	dir, err := os.MkdirTemp("", "images")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	for i := range 20 {
		square := image.NewRGBA(image.Rect(0, 0, 64, 48))
		square.SetRGBA(i, i, color.RGBA{255, 200, 0, 255})
		file, err := os.Create(filepath.Join(dir, fmt.Sprintf("photo%02d.png", i)))
		if err != nil {
			log.Fatal(err)
		}
		if err := png.Encode(file, square); err != nil {
			log.Fatal(err)
		}
		file.Close()
	}

	for _, split := range []data.Split{data.Train, data.Test} {
		images, err := data.Load(context.Background(), dir, split)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %d images of %v, labels %v\n", split, images.Len(), images.Shape(), data.Labels(images))
	}
	// Output:
	// train: 18 images of 32×32×3, labels []
	// test: 2 images of 32×32×3, labels []
}

// Rows of numbers, such as features that were measured elsewhere, have views by noise
// and by masked values.
func ExampleNewRows() {
	z := matrix.Of([]float32{
		4, 3, 2, 1,
		1, 1, 2, 2,
		0, 5, 0, 5,
	}, 3, 4)
	rows, err := data.NewRows(z, nil, "measured in May")
	if err != nil {
		log.Fatal(err)
	}
	augment := data.Augment{Noise: 0.1, Mask: 0.2}
	view, again := make([]float32, 4), make([]float32, 4)
	rows.View(view, 0, augment, data.Key{Seed: 9, Epoch: 5})
	rows.View(again, 0, augment, data.Key{Seed: 9, Epoch: 5})
	fmt.Printf("%v\nthe same key, the same view: %v\n", view, slices.Equal(view, again))

	z.Data[5] = float32(math.Inf(1))
	_, err = data.NewRows(z, nil, "measured in May")
	fmt.Println(err)
	// Output:
	// [4.094891 2.8716629 0 0.5677446]
	// the same key, the same view: true
	// measured in May: row 1: infinity in column 1
}
