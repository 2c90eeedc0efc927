package vector

import "fmt"

// place returns m without an index.
func (n *neon) place(m Mem) Mem {
	if m.index == nil {
		return m
	}
	sum := n.NewInt()
	shift := map[int]int{1: 0, 2: 1, 4: 2, 8: 3}[m.scale]
	n.emit(fmt.Sprintf("ADD %%s<<%d, %%s, %%s", shift), useInt(*m.index), useInt(m.base), setInt(sum))
	return Mem{base: sum, bytes: m.bytes}
}

// pointer returns a new register that points at m.
func (n *neon) pointer(m Mem) Int {
	m = n.place(m)
	p := n.NewInt()
	n.MoveInt(p, m.base)
	if m.bytes != 0 {
		n.AddConst(p, m.bytes)
	}
	return p
}

func (n *neon) Load(dst Vec, m Mem) {
	m = n.place(m)
	n.emit(fmt.Sprintf("FMOVQ %d(%%s), %%s", m.bytes), useInt(m.base), setFloat(dst))
}

func (n *neon) Store(m Mem, x Vec) {
	m = n.place(m)
	n.emit(fmt.Sprintf("FMOVQ %%s, %d(%%s)", m.bytes), useFloat(x), useInt(m.base))
}

func (n *neon) Broadcast(dst Vec, m Mem) {
	m = n.place(m)
	if m.bytes == 0 {
		n.emit("VLD1R (%s), [%s.S4]", useInt(m.base), set(dst))
		return
	}
	n.emit(fmt.Sprintf("FMOVS %d(%%s), %%s", m.bytes), useInt(m.base), setFloat(dst))
	n.emit("VDUP %s.S[0], %s.S4", use(dst), set(dst))
}

func (n *neon) Prefetch(m Mem) {
	m = n.place(m)
	n.emit(fmt.Sprintf("PRFM %d(%%s), PLDL1KEEP", m.bytes), useInt(m.base))
}

// Tail is the count itself: lanes are loaded and stored one by one.
func (n *neon) Tail(count Int) Tail {
	t := n.NewInt()
	n.MoveInt(t, count)
	return Tail(t)
}

func (n *neon) LoadTail(dst Vec, m Mem, t Tail) {
	p := n.pointer(m)
	n.eachLane(t, func(lane int) { n.emit(fmt.Sprintf("VLD1.P 4(%%s), %%s.S[%d]", lane), updateInt(p), update(dst)) })
}

func (n *neon) TakeTail(dst, x Vec, t Tail) {
	n.eachLane(t, func(lane int) { n.emit(fmt.Sprintf("VMOV %%s.S[%d], %%s.S[%d]", lane, lane), use(x), update(dst)) })
}

func (n *neon) StoreTail(m Mem, x Vec, t Tail) {
	p := n.pointer(m)
	n.eachLane(t, func(lane int) { n.emit(fmt.Sprintf("VST1.P %%s.S[%d], 4(%%s)", lane), use(x), updateInt(p)) })
}

// eachLane runs access for each lane of t.
func (n *neon) eachLane(t Tail, access func(lane int)) {
	n.labels++
	done := Label(fmt.Sprintf("lanes%d", n.labels))
	for lane := range NEON.Lanes() - 1 {
		n.JumpIf(Int(t), Less, lane+1, done)
		access(lane)
	}
	n.Place(done)
}

// loadQuad and transposeQuads: a vector is one quad.

func (n *neon) loadQuad(dst Vec, _ int, m Mem) { n.Load(dst, m) }

func (n *neon) transposeQuads(v [4]Vec) {
	var even, odd [2]Vec
	for i := range even {
		even[i], odd[i] = n.Vec(), n.Vec()
		n.emit("VTRN1 %s.S4, %s.S4, %s.S4", use(v[2*i+1]), use(v[2*i]), set(even[i]))
		n.emit("VTRN2 %s.S4, %s.S4, %s.S4", use(v[2*i+1]), use(v[2*i]), set(odd[i]))
	}
	for i, pair := range [][2]Vec{even, odd} {
		n.emit("VZIP1 %s.D2, %s.D2, %s.D2", use(pair[1]), use(pair[0]), set(v[i]))
		n.emit("VZIP2 %s.D2, %s.D2, %s.D2", use(pair[1]), use(pair[0]), set(v[i+2]))
	}
}
