package data

import "testing"

// The hashes below are those of every machine: a difference between two
// architectures, build tags or compiler settings is an error in this package,
// and a change of a hash a change of every result made from these pixels.

func TestGoldenShapes(t *testing.T) {
	for _, test := range []struct {
		split  Split
		stream uint64
		want   string
	}{
		{Train, 0, "ed20af3d56294fb3"},
		{Test, 1, "8e9bd19ad82138d5"},
	} {
		set := fewShapes(test.split, shapesSeed, test.stream, 100)
		if got := hash(set.Pixels); got != test.want {
			t.Errorf("first 100 images for %s: hash %s, want %s", test.split, got, test.want)
		}
	}
}

func TestGoldenViews(t *testing.T) {
	shapes, grey := fewShapes(Train, shapesSeed, 0, 24), greySet(24)
	for _, test := range []struct {
		name    string
		set     *Set
		augment Augment
		want    string
	}{
		{"default", shapes, DefaultAugment(), "b68ea9dc6872d263"},
		{"everything", shapes, everything, "f37337897f2ed47e"},
		{"one channel", grey, everything, "1bc5343e23e5a4db"},
	} {
		var all []byte
		for i := range test.set.Len() {
			for v := range 2 {
				all = append(all, float32Bytes(view(test.augment, test.set, i, 1, 2, v))...)
			}
		}
		if got := hash(all); got != test.want {
			t.Errorf("%s: hash %s, want %s", test.name, got, test.want)
		}
	}
}

func TestGoldenRowViews(t *testing.T) {
	rows := rowsOf(t, normalMatrix(24, 33), nil)
	var all []byte
	for i := range rows.Len() {
		all = append(all, float32Bytes(viewOf(rows, i, Key{1, 2, i % 2}))...)
	}
	if got, want := hash(all), "5b0a41666340e7a3"; got != want {
		t.Errorf("hash %s, want %s", got, want)
	}
}
