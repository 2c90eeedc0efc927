package picture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
)

// The second bytes of JPEG's markers (ITU-T T.81, table B.1).
const (
	startOfFrame = 0xc0 // and two more: baseline, extended, progressive
	startOfScan  = 0xda
	adobeSegment = 0xee
)

// frame is what a JPEG's headers say of its components.
type frame struct {
	components []component
	adobe      bool
}

type component struct {
	sampling byte // the factors, horizontal in the upper half
	at       int  // where contents has them
}

func (c component) factors() (horizontal, vertical int) {
	return int(c.sampling >> 4), int(c.sampling & 15)
}

// frameOf reads the segments up to the first scan. It gives no components where there
// is no frame that a decoder could read.
func frameOf(contents []byte) frame {
	var f frame
	for at := 2; at+4 <= len(contents); {
		marker, size := contents[at+1], int(binary.BigEndian.Uint16(contents[at+2:]))
		switch {
		case contents[at] != 0xff || marker == 0xff || marker == 0 || marker&^7 == 0xd0:
			at++ // filling, or what is between segments; restarts (0xd0 to 0xd7) have no size
			continue
		case marker == startOfScan || size < 2 || at+2+size > len(contents):
			return f
		}
		segment := contents[at+4 : at+2+size]
		switch {
		case marker >= startOfFrame && marker <= startOfFrame+2:
			f.components = componentsOf(segment, at+4)
		case marker == adobeSegment && len(segment) >= 12 && bytes.HasPrefix(segment, []byte("Adobe")):
			f.adobe = true
		}
		at += 2 + size
	}
	return f
}

// componentsOf reads a frame header, which begins with the precision, height, width and
// number of components.
func componentsOf(segment []byte, at int) []component {
	const header, each = 6, 3
	if len(segment) < header || len(segment) != header+each*int(segment[header-1]) {
		return nil
	}
	var all []component
	for i := header; i < len(segment); i += each {
		all = append(all, component{segment[i+1], at + i + 1})
	}
	return all
}

// flexible says whether the other decoder reads a sampling right: that of three
// components of which the first is the finest, in both directions.
func (f frame) flexible() bool {
	if len(f.components) != 3 {
		return false
	}
	h, v := f.components[0].factors()
	for _, c := range f.components {
		if ch, cv := c.factors(); ch > h || cv > v {
			return false
		}
	}
	return true
}

// String names the sampling: "sampled 2×2, 1×1, 1×1".
func (f frame) String() string {
	names := make([]string, len(f.components))
	for i, c := range f.components {
		h, v := c.factors()
		names[i] = fmt.Sprintf("%d×%d", h, v)
	}
	return "sampled " + strings.Join(names, ", ")
}
