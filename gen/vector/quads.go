package vector

// Quads is what turns columns into rows: a vector seen as groups of 4 lanes.
type quads interface {
	// loadQuad reads 4 float32 into lanes 4q to 4q+3. The quads of a vector are read in ascending order.
	loadQuad(dst Vec, q int, m Mem)
	// transposeQuads takes quad q of the four vectors as a 4×4 matrix and transposes it, for every q.
	transposeQuads(v [4]Vec)
}

// LoadTransposed reads 4 consecutive float32 of each of Lanes rows. It returns four vectors: lane r of the p-th holds
// element p of row r.
func (b *Builder) LoadTransposed(row func(r int) Mem) [4]Vec {
	m := b.Machine.(quads)
	v := [4]Vec(b.Vecs(4))
	for i := range v {
		for q := range b.Lanes() / 4 {
			m.loadQuad(v[i], q, row(4*q+i))
		}
	}
	m.transposeQuads(v)
	return v
}
