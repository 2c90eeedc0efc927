package adapt

import (
	"encoding/binary"
	"hash/maphash"
	"math"
	"slices"

	"github.com/abc86604/temper/kernels/matrix"
	"gonum.org/v1/gonum/blas/blas32"
)

// twins are the rows of a matrix that are equal to others: of each such row all that it is
// equal to, itself among them, ascending. Rows without an equal are not in it.
type twins map[int][]int

// twinsOf finds the equal rows of x.
func twinsOf(x blas32.General) twins {
	var hash maphash.Hash
	byHash := map[uint64][]int{}
	for i := range x.Rows {
		sum := hashOf(&hash, matrix.Row(x, i))
		byHash[sum] = append(byHash[sum], i)
	}
	t := twins{}
	for _, rows := range byHash {
		for len(rows) > 1 {
			first := matrix.Row(x, rows[0])
			var equal, rest []int
			for _, i := range rows {
				if slices.Equal(matrix.Row(x, i), first) {
					equal = append(equal, i)
				} else {
					rest = append(rest, i)
				}
			}
			if len(equal) > 1 {
				for _, i := range equal {
					t[i] = equal
				}
			}
			rows = rest
		}
	}
	return t
}

func hashOf(hash *maphash.Hash, row []float32) uint64 {
	hash.Reset()
	var b [4]byte
	for _, v := range row {
		binary.LittleEndian.PutUint32(b[:], math.Float32bits(v+0)) // -0 is 0
		hash.Write(b[:])
	}
	return hash.Sum64()
}

// of returns row i and its equals.
func (t twins) of(i int) []int {
	if equal, ok := t[i]; ok {
		return equal
	}
	return []int{i}
}

// exempt returns, for every query, the documents that are no negatives of it: all that are
// relevant, what it is itself, and their equals; ascending.
func exempt(relevant [][]int, same []int, t twins) [][]int {
	all := make([][]int, len(relevant))
	for q, docs := range relevant {
		if same != nil && same[q] >= 0 {
			docs = append(slices.Clone(docs), same[q])
		}
		for _, doc := range docs {
			all[q] = append(all[q], t.of(doc)...)
		}
		slices.Sort(all[q])
		all[q] = slices.Compact(all[q])
	}
	return all
}
