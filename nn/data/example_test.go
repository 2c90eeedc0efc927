package data_test

import (
	"fmt"
	"log"

	"github.com/abc86604/temper/nn/data"
)

func Example() {
	set, err := data.Load("shapes", data.Test)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d images of %d×%d×%d in %d classes\n", set.Len(), set.Height, set.Width, set.Channels, len(set.Classes))
	fmt.Println("image 7 is a", set.Classes[set.Labels[7]])

	// Two random views of image 7, as an encoder takes them.
	v0 := make([]float32, len(set.Image(7)))
	v1 := make([]float32, len(set.Image(7)))
	augment := data.DefaultAugment()
	augment.View(v0, set, 7, 1, 0, 0)
	augment.View(v1, set, 7, 1, 0, 1)
	fmt.Println(len(v0), "values each, in [-2, 2]")
	// Output:
	// 2000 images of 32×32×3 in 12 classes
	// image 7 is a star
	// 3072 values each, in [-2, 2]
}
