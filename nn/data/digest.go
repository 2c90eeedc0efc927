package data

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
)

// DigestItems returns the SHA-256, in hexadecimal, of all values of all items as
// Item gives them, float32 in little-endian bytes, one item after another. A source
// of one's own can return it from Digest.
func DigestItems(s Source) string {
	item := make([]float32, s.Shape().Size())
	bytes := make([]byte, 0, 4*len(item))
	sum := sha256.New()
	for i := range s.Len() {
		s.Item(item, i)
		bytes = bytes[:0]
		for _, v := range item {
			bytes = binary.LittleEndian.AppendUint32(bytes, math.Float32bits(v))
		}
		sum.Write(bytes)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// digestBytes returns the SHA-256 of bytes in hexadecimal.
func digestBytes(b []uint8) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
