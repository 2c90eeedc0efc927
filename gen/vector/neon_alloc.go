package vector

import (
	"fmt"
	"math/big"
)

// allocation gives each virtual register, by class and number, the number of a physical one.
type allocation [2][]int

func (a allocation) of(arg armArg) int { return a[arg.class][arg.id] }

// armPhysical lists what can be allocated. Go keeps R18 and R27 to R30 for itself; R16 and R17 are the linker's.
var armPhysical = [2][]int{
	armVector:  interval(0, 31),
	armInteger: append(interval(0, 15), interval(19, 26)...),
}

func interval(from, to int) []int {
	var n []int
	for i := from; i <= to; i++ {
		n = append(n, i)
	}
	return n
}

// allocate colours the interference graph greedily, registers in the order of their first definition, and gives both ends
// of a move one colour where it can.
func allocate(insts []armInst, regs [2]int) (allocation, error) {
	var names allocation
	for class := range names {
		c := armClass(class)
		live := liveOut(insts, c)
		conflicts := interference(insts, live, c, regs[c])
		colours, err := colour(insts, conflicts, c)
		if err != nil {
			return names, err
		}
		names[c] = colours
	}
	return names, nil
}

// liveOut returns, for each instruction, the registers of a class whose values are still needed after it.
func liveOut(insts []armInst, class armClass) []*big.Int {
	at := map[Label]int{}
	for i, inst := range insts {
		if inst.label != "" {
			at[inst.label] = i
		}
	}
	in, out := make([]*big.Int, len(insts)+1), make([]*big.Int, len(insts))
	for i := range in {
		in[i] = new(big.Int)
	}
	for changed := true; changed; {
		changed = false
		for i := len(insts) - 1; i >= 0; i-- {
			inst := insts[i]
			out[i] = new(big.Int)
			if !inst.ends {
				out[i].Set(in[i+1])
			}
			if inst.target != "" {
				out[i].Or(out[i], in[at[inst.target]])
			}
			needed := inst.before(out[i], class)
			changed = changed || needed.Cmp(in[i]) != 0
			in[i] = needed
		}
	}
	return out
}

// before returns what is live ahead of i, given what is behind it.
func (i armInst) before(out *big.Int, class armClass) *big.Int {
	live := new(big.Int).Set(out)
	for _, a := range i.args {
		if a.class == class && a.sets {
			live.SetBit(live, a.id, 0)
		}
	}
	for _, a := range i.args {
		if a.class == class && a.reads {
			live.SetBit(live, a.id, 1)
		}
	}
	return live
}

// interference returns, for each register, those that it must not share a physical one with: those live where it is set,
// a copy's source aside.
func interference(insts []armInst, live []*big.Int, class armClass, n int) []*big.Int {
	conflicts := make([]*big.Int, n)
	for r := range conflicts {
		conflicts[r] = new(big.Int)
	}
	for i, inst := range insts {
		for k, a := range inst.args {
			if a.class != class || !a.sets {
				continue
			}
			for r := range n {
				copied := inst.move && r == inst.args[1-k].id
				if r != a.id && live[i].Bit(r) == 1 && !copied {
					conflicts[a.id].SetBit(conflicts[a.id], r, 1)
					conflicts[r].SetBit(conflicts[r], a.id, 1)
				}
			}
		}
	}
	return conflicts
}

func colour(insts []armInst, conflicts []*big.Int, class armClass) ([]int, error) {
	colours := make([]int, len(conflicts))
	for r := range colours {
		colours[r] = -1
	}
	free := func(r, physical int) bool {
		for other, c := range colours {
			if c == physical && conflicts[r].Bit(other) == 1 {
				return false
			}
		}
		return true
	}
	for _, inst := range insts {
		for k, a := range inst.args {
			if a.class != class || colours[a.id] >= 0 {
				continue
			}
			candidates := armPhysical[class]
			if inst.move && colours[inst.args[1-k].id] >= 0 {
				candidates = append([]int{colours[inst.args[1-k].id]}, candidates...)
			}
			for _, physical := range candidates {
				if free(a.id, physical) {
					colours[a.id] = physical
					break
				}
			}
			if colours[a.id] < 0 {
				return nil, fmt.Errorf("more than %d registers are needed at once", len(armPhysical[class]))
			}
		}
	}
	return colours, nil
}
