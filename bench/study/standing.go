package study

import (
	"maps"
	"slices"
)

// Snapshot is the results as they are now, for whoever looks at them while Run goes on: what
// ends later does not change it.
func (s *Study) Snapshot() Results {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	r := s.Results
	r.Rows = slices.Clone(r.Rows)
	if r.Gallery != nil {
		r.Gallery = &Gallery{Queries: r.Gallery.Queries, Images: maps.Clone(r.Gallery.Images)}
	}
	return r
}

// Standing is how many of the trainings and floors have ended, with a result or without,
// and how many there are to be. Settings that no study can have are an error.
func (r *Results) Standing() (ended, all int, err error) {
	cells, err := r.Settings.Cells()
	if err != nil {
		return 0, 0, err
	}
	return len(r.Rows), len(r.Settings.trials(cells)), nil
}
