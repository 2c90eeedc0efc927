package study

import "strconv"

// trial is a cell with the seed of its training.
type trial struct {
	Cell
	seed uint64
}

// trials are all that the study consists of: the whole table with the first seed, then
// again what another seed changes. Pixels have none, and one circle is enough to see.
func (s Settings) trials(cells []Cell) (all []trial) {
	for k := range uint64(s.Seeds) {
		for _, c := range cells {
			if k == 0 || c.Loss != Pixels && c.Dim == 0 {
				all = append(all, trial{c, s.Seed + k})
			}
		}
	}
	return all
}

// settings are those of a trial's training.
func (t trial) settings(s Settings) Settings {
	s.Seed = t.seed
	if t.Dim != 0 {
		s.Dim = t.Dim
	}
	return s
}

// name is that of the trial's cell, with the seed behind it where it is not the study's.
func (t trial) name(s Settings) string {
	if t.seed == s.Seed {
		return t.Cell.Name()
	}
	return t.Cell.Name() + "-seed" + strconv.FormatUint(t.seed, 10)
}

// trial is what a row is of.
func (r Row) trial() trial { return trial{r.Cell, r.Seed} }
