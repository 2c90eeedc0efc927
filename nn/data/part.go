package data

import "fmt"

// Part returns items from, from+1, ..., to-1 of a source as a source of their own,
// without a copy: what is held out of training data, or what is left of it. Item i
// of the part is item from+i of the source in everything, its views too. The digest
// of a part of a [Set] is that of a Set of these images, and a part of what is [Named]
// is Named. Part panics unless 0 <= from <= to <= Len.
func Part(s Source, from, to int) Source {
	if from < 0 || to < from || to > s.Len() {
		panic(fmt.Sprintf("data: Part: items from %d to below %d of %d", from, to, s.Len()))
	}
	switch p := s.(type) {
	case *part:
		return Part(p.Source, p.from+from, p.from+to)
	case *namedPart:
		return Part(p.Source, p.from+from, p.from+to)
	case Named:
		return &namedPart{part{s, from, to - from}}
	}
	return &part{s, from, to - from}
}

// Limit returns the first n items of a source as [Part] does, or the source itself
// with n of 0, or no fewer than it has. A negative n panics.
func Limit(s Source, n int) Source {
	if n == 0 || n >= s.Len() {
		return s
	}
	return Part(s, 0, n)
}

// part is n items of another source.
type part struct {
	Source
	from, n int
}

func (p *part) Len() int { return p.n }

func (p *part) Label(i int) int { return p.Source.Label(p.at(i)) }

func (p *part) Item(dst []float32, i int) { p.Source.Item(dst, p.at(i)) }

func (p *part) View(dst []float32, i int, a Augment, key Key) {
	p.Source.View(dst, p.at(i), a, key)
}

func (p *part) Digest() string {
	if s, ok := p.Source.(*Set); ok {
		size := s.imageSize()
		return digestBytes(s.Pixels[p.from*size : (p.from+p.n)*size])
	}
	return DigestItems(p)
}

func (p *part) String() string {
	return fmt.Sprintf("%d items from number %d on of %v", p.n, p.from, p.Source)
}

// at is the number in the whole source of item i.
func (p *part) at(i int) int {
	checkNumber("Part", i, p.n)
	return p.from + i
}

// namedPart is a part of a Named source.
type namedPart struct{ part }

func (p *namedPart) Name(i int) string { return p.Source.(Named).Name(p.at(i)) }

func (p *namedPart) Class(i int) string { return p.Source.(Named).Class(p.at(i)) }
