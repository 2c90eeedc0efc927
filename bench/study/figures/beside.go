package figures

import (
	"slices"

	"gonum.org/v1/plot/vg"
)

// besides finds for each label a place beside its point where it hides no other point and no
// label; nil where there is none, and for the empty label.
func besides(at []vg.Point, labels []string, within vg.Rectangle) []*vg.Rectangle {
	places := make([]*vg.Rectangle, len(at))
	for i, label := range labels {
		if label == "" {
			continue
		}
		for _, place := range placesAbout(at[i], room(numberText, label)) {
			if free(place, at, places, within) {
				places[i] = &place
				break
			}
		}
	}
	return places
}

// placesAbout are places for a label so wide about a point, the best first.
func placesAbout(at vg.Point, w vg.Length) (places []vg.Rectangle) {
	const far, h = spotRadius + 3, 7.5 // h: of digits
	for _, d := range []vg.Point{
		{X: -w / 2, Y: far}, {X: -w / 2, Y: -far - h}, {X: far, Y: -h / 2}, {X: -far - w, Y: -h / 2},
		{X: far - 2, Y: far - 2}, {X: far - 2, Y: -far - h + 2}, {X: -far - w + 2, Y: far - 2}, {X: -far - w + 2, Y: -far - h + 2},
	} {
		from := at.Add(d)
		places = append(places, vg.Rectangle{Min: from, Max: from.Add(vg.Point{X: w, Y: h})})
	}
	return places
}

// free tells whether a place lies within the bounds and away from all points and labels.
func free(place vg.Rectangle, at []vg.Point, taken []*vg.Rectangle, within vg.Rectangle) bool {
	if place.Min.X < within.Min.X || place.Max.X > within.Max.X || place.Min.Y < within.Min.Y || place.Max.Y > within.Max.Y {
		return false
	}
	for _, p := range at {
		if apart := vg.Length(spotRadius + 1); p.X > place.Min.X-apart && p.X < place.Max.X+apart && p.Y > place.Min.Y-apart && p.Y < place.Max.Y+apart {
			return false
		}
	}
	return !slices.ContainsFunc(taken, func(t *vg.Rectangle) bool {
		return t != nil && t.Min.X < place.Max.X+6 && place.Min.X < t.Max.X+6 && t.Min.Y < place.Max.Y+3 && place.Min.Y < t.Max.Y+3
	})
}
