package vector

import "fmt"

const armFMLALane = 0x4f801000

// MulAddLane is acc = fma(x, lane i of y, acc), that lane of y for all of x. Only NEON can: Broadcast costs others no more.
func (b *Builder) MulAddLane(acc, x, y Vec, i int) {
	base := armFMLALane | uint32(i&1)<<21 | uint32(i>>1)<<11
	b.Machine.(*neon).emitWord(base, fmt.Sprintf("fmla v%%d.4s, v%%d.4s, v%%d.s[%d]", i), update(acc), use(x), use(y))
}
