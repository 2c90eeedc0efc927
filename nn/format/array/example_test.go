package array_test

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/abc86604/temper/nn/format/array"
)

// Two rows of three integers, as a file holds them, become a matrix of float32.
func ExampleArray_Matrix() {
	held, err := binary.Append(nil, binary.BigEndian, []int16{1, 2, 3, -4, -5, -6})
	if err != nil {
		fmt.Println(err)
		return
	}
	a := array.Array{
		Type:  array.Type{Kind: array.Signed, Size: 2, BigEndian: true},
		Shape: []int64{2, 3},
		Data:  bytes.NewReader(held), Bytes: int64(len(held)),
	}
	z, err := a.Matrix()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(z.Rows, z.Cols, z.Data)
	// Output: 2 3 [1 2 3 -4 -5 -6]
}
