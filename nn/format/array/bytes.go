package array

import (
	"encoding/binary"
	"math"
	"unsafe"
)

// Float32Bytes returns the numbers of x as files hold them, four little-endian bytes each: the
// memory of x itself on a machine that holds them so, which must not be changed by way of the
// bytes, and a copy on others.
func Float32Bytes(x []float32) []byte {
	if littleEndian {
		return memory(x)
	}
	b := make([]byte, 0, 4*len(x))
	for _, v := range x {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b
}

// littleEndian tells whether the machine holds numbers as files do. Who maps rows from a file
// to a file would take a good part of the time to convert them one after the other.
var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// memory is where x lies.
func memory(x []float32) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(x))), 4*len(x))
}
