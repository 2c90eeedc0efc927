package study

// Detail is what the figures show of a trained cell beside its measures: the study takes
// it with its first seed, from the first of the test images, at most 1,000.
type Detail struct {
	// Curve is what the encoder was after some of the epochs, the last of them the last.
	Curve []Point `json:"curve,omitempty"`
	// Effective is the mean effective number of an anchor's negatives, exp of the entropy
	// of r (Wang & Liu 2021, eq. (5)) at the cell's own τ, where all other images are
	// negatives, Negatives of them. It is 0 where τ plays no part.
	Effective float64 `json:"effective,omitempty"`
	Negatives int     `json:"negatives,omitempty"`
	// Separation is how the similarities lie.
	Separation *Separation `json:"separation,omitempty"`
	// Circle has for each class the shares of all images in equal arcs, from angle 0 on:
	// of cells with two values alone.
	Circle [][]float64 `json:"circle,omitempty"`
	// Neighbours are for each of the gallery's queries the numbers of the test images most
	// similar to it.
	Neighbours [][]int `json:"neighbours,omitempty"`
}

// Point is a cell's encoder after an epoch. Measures are of the first test images, or of
// those that the training held out.
type Point struct {
	Epoch      int      `json:"epoch"`
	Loss       float64  `json:"loss"`              // mean of the epoch
	Entropy    *float64 `json:"entropy,omitempty"` // of r at the cell's τ, in nats; nil where τ plays no part
	KNN        float64  `json:"knn_top1"`          // of each image by the others
	Uniformity float64  `json:"uniformity"`
	Tolerance  float64  `json:"tolerance"`
}

// Separation says how far an anchor's positive lies above its negatives.
type Separation struct {
	// Positive is the mean similarity of an image's two views. Nearest are those of a view
	// to the other views of other images, the highest of each anchor first: the "local
	// separation" of Wang & Liu 2021, figure 6.
	Positive float64   `json:"positive"`
	Nearest  []float64 `json:"nearest"`
	// Shares of the pairs by their similarity, in equal bins from -1 to 1: two views of an
	// image, two images of a class, and two of different classes.
	Positives    []float64 `json:"positives"`
	SameClass    []float64 `json:"same_class"`
	OtherClasses []float64 `json:"other_classes"`
}

// Gallery is the images that Neighbours speak of.
type Gallery struct {
	Queries []int         `json:"queries"`
	Images  map[int]Image `json:"images"`
}

// Image is a test image, small.
type Image struct {
	Class string `json:"class"`
	PNG   []byte `json:"png"`
}
