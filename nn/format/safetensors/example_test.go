package safetensors_test

import (
	"bytes"
	"fmt"

	"github.com/abc86604/temper/nn/format/safetensors"
)

func Example() {
	weight := safetensors.Tensor{Name: "linear.weight", Shape: []int{1, 2}, Data: []float32{3, 4}}
	var file bytes.Buffer
	if err := safetensors.Write(&file, map[string]string{"made by": "hand"}, []safetensors.Tensor{weight}); err != nil {
		fmt.Println(err)
		return
	}

	f, err := safetensors.Open(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(f.Names(), f.Metadata["made by"])
	shape, _ := f.Shape("linear.weight")
	back := safetensors.Tensor{Name: "linear.weight", Shape: shape, Data: make([]float32, 2)}
	fmt.Println(f.Read(back), back.Data)
	// Output:
	// [linear.weight] hand
	// <nil> [3 4]
}
