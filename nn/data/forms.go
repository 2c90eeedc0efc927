package data

import "math"

// form is one class of the shapes set: the signed distance from a point to an
// outline about the origin, negative inside. Forms fit the circle of radius 1.
// Near the outline, which is all that matters, it is the distance to the nearest
// edge's line or arc.
type form struct {
	name     string
	distance func(x, y float64) float64
}

// forms are the classes, in order of label.
var forms = []form{
	{"disc", func(x, y float64) float64 { return length(x, y) - 0.8 }},
	{"ring", func(x, y float64) float64 { return math.Abs(length(x, y)-0.72) - 0.2 }},
	{"square", func(x, y float64) float64 { return box(x, y, 0.7, 0.7) }},
	{"frame", func(x, y float64) float64 { return max(box(x, y, 0.7, 0.7), -box(x, y, 0.4, 0.4)) }},
	{"bar", func(x, y float64) float64 { return box(x, y, 0.96, 0.25) }},
	{"cross", func(x, y float64) float64 { return min(box(x, y, 0.95, 0.24), box(x, y, 0.24, 0.95)) }},
	{"triangle", triangle},
	{"star", star},
	{"crescent", func(x, y float64) float64 { return max(length(x, y)-0.9, 0.7-length(x-0.42, y)) }},
	{"clover", func(x, y float64) float64 { return length(math.Abs(x)-0.46, math.Abs(y)-0.46) - 0.34 }},
	{"bow", bow},
	{"chevron", chevron},
}

func length(x, y float64) float64 { return math.Sqrt(float64(x*x) + float64(y*y)) }

// box is a rectangle of the given half sides.
func box(x, y, halfWidth, halfHeight float64) float64 {
	return max(math.Abs(x)-halfWidth, math.Abs(y)-halfHeight)
}

// Sines and cosines of the forms' angles.
const (
	sin60, cos60 = 0.86602540378443865, 0.5
	sin36, cos36 = 0.58778525229247313, 0.80901699437494742
)

// triangle is equilateral.
func triangle(x, y float64) float64 {
	const inradius = 0.48
	return max(float64(sin60*math.Abs(x))+float64(cos60*y), -y) - inradius
}

// star has five points at radius 1. Mirrors fold the plane into one tenth of
// it, from the point at (0, 1) to the notch 36° away, where one edge is left.
func star(x, y float64) float64 {
	x, y = mirror(math.Abs(x), y, cos36, -sin36)
	x, y = mirror(x, y, -cos36, -sin36)
	x = math.Abs(x)
	return (float64((1-starNotchY)*x) + float64(starNotchX*(y-1))) / starEdge
}

const (
	starNotch  = 0.42 // radius of the notches
	starNotchX = starNotch * sin36
	starNotchY = starNotch * cos36
)

var starEdge = length(starNotchX, 1-starNotchY)

// mirror reflects a point in the line with unit normal (nx, ny) when it is on
// the normal's side.
func mirror(x, y, nx, ny float64) (float64, float64) {
	twice := 2 * max(float64(x*nx)+float64(y*ny), 0)
	return x - float64(twice*nx), y - float64(twice*ny)
}

// bow is two triangles that overlap a little where they meet.
func bow(x, y float64) float64 {
	const waist = 0.05
	x, y = math.Abs(x), math.Abs(y)
	return max(x-0.72, (y-float64(bowSlope*x)-waist)/bowEdge)
}

const bowSlope = 0.9

var bowEdge = length(bowSlope, 1)

// chevron is a strip of constant width, bent at a right angle.
func chevron(x, y float64) float64 {
	x = math.Abs(x)
	return max(math.Abs(y+0.42-x)/math.Sqrt2-0.24, x-0.75)
}
