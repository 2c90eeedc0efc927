package npy

import (
	"encoding/binary"
	"math"
)

// integer returns the size in bytes of an integer dtype and how to decode one
// element (false: an int cannot hold it), or nil for any other dtype.
func integer(descr string) (size int, decode func([]byte) (int, bool)) {
	switch descr {
	case "|i1", "<i1":
		return 1, func(b []byte) (int, bool) { return int(int8(b[0])), true }
	case "|u1", "<u1":
		return 1, func(b []byte) (int, bool) { return int(b[0]), true }
	case "<i2":
		return 2, func(b []byte) (int, bool) { return int(int16(binary.LittleEndian.Uint16(b))), true }
	case "<u2":
		return 2, func(b []byte) (int, bool) { return int(binary.LittleEndian.Uint16(b)), true }
	case "<i4":
		return 4, func(b []byte) (int, bool) { return int(int32(binary.LittleEndian.Uint32(b))), true }
	case "<u4":
		return 4, func(b []byte) (int, bool) { return unsigned(uint64(binary.LittleEndian.Uint32(b))) }
	case "<i8":
		return 8, func(b []byte) (int, bool) { return signed(int64(binary.LittleEndian.Uint64(b))) }
	case "<u8":
		return 8, func(b []byte) (int, bool) { return unsigned(binary.LittleEndian.Uint64(b)) }
	}
	return 0, nil
}

func signed(v int64) (int, bool)    { return int(v), int64(int(v)) == v }
func unsigned(v uint64) (int, bool) { return int(v), v <= math.MaxInt }
