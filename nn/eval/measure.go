package eval

import "context"

// Measures are all that embeddings say by themselves.
type Measures struct {
	Layout
	*KNNScore // of [DefaultKNN] on each row by the others; nil without labels
}

// Measure measures z's rows, at least two: how they lie on the sphere and, if their
// labels are not nil, how well their neighbours tell their classes. For z of n×d that
// is 3n²d operations, and the n² exponentials and comparisons of its pairs. threads
// changes no bit. A cancelled ctx ends the work with its error.
func Measure(ctx context.Context, threads int, z Labelled) (Measures, error) {
	layout, err := LayoutOf(ctx, threads, z)
	if err != nil || z.Labels == nil {
		return Measures{Layout: layout}, err
	}
	score, err := DefaultKNN().LeaveOneOut(ctx, threads, z)
	if err != nil {
		return Measures{}, err
	}
	return Measures{layout, &score}, nil
}
