package npy

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// maxDims is NumPy's own limit on the number of dimensions.
const maxDims = 64

// parser walks over a header's text: a Python dictionary literal with the keys
// descr (a string), fortran_order (True or False) and shape (a tuple).
type parser struct{ rest string }

// parseHeader reads the dictionary. Each key appears once, in any order, and
// only spaces and a final newline may follow it.
func parseHeader(text string) (header, error) {
	p := &parser{rest: text}
	var h header
	seen := map[string]bool{}
	if !p.accept('{') {
		return h, errors.New("no dictionary")
	}
	for !p.accept('}') {
		key, err := p.quoted()
		if err != nil {
			return h, err
		}
		if seen[key] {
			return h, fmt.Errorf("key %q appears twice", key)
		}
		seen[key] = true
		if !p.accept(':') {
			return h, fmt.Errorf("no colon after key %q", key)
		}
		if err := p.value(key, &h); err != nil {
			return h, err
		}
		if !p.accept(',') && !strings.HasPrefix(p.rest, "}") {
			return h, fmt.Errorf("no comma after the value of %q", key)
		}
	}
	if len(seen) != 3 {
		return h, errors.New("descr, fortran_order and shape are not all there")
	}
	if p.skip(); p.rest != "" {
		return h, errors.New("text after the dictionary")
	}
	return h, nil
}

// value reads the value of one key into h.
func (p *parser) value(key string, h *header) (err error) {
	switch key {
	case "descr":
		if strings.HasPrefix(p.rest, "[") {
			return errFields
		}
		h.descr, err = p.quoted()
		if err != nil {
			return errors.New("descr is not a plain dtype")
		}
	case "fortran_order":
		h.fortran, err = p.boolean()
	case "shape":
		h.shape, err = p.tuple()
	default:
		return fmt.Errorf("unknown key %q", key)
	}
	return err
}

// skip drops white space.
func (p *parser) skip() { p.rest = strings.TrimLeft(p.rest, " \t\n") }

// accept takes the byte c, with white space on both sides, if it comes next.
func (p *parser) accept(c byte) bool {
	p.skip()
	if p.rest == "" || p.rest[0] != c {
		return false
	}
	p.rest = p.rest[1:]
	p.skip()
	return true
}

// quoted reads a Python string without escapes.
func (p *parser) quoted() (string, error) {
	p.skip()
	if p.rest == "" || p.rest[0] != '\'' && p.rest[0] != '"' {
		return "", errors.New("a string is missing")
	}
	body := p.rest[1:]
	end := strings.IndexByte(body, p.rest[0])
	if end < 0 {
		return "", errors.New("a string does not end")
	}
	if strings.ContainsAny(body[:end], "\\\n") {
		return "", errors.New("a string holds an escape")
	}
	p.rest = body[end+1:]
	return body[:end], nil
}

func (p *parser) boolean() (bool, error) {
	p.skip()
	for name, v := range map[string]bool{"True": true, "False": false} {
		if rest, ok := strings.CutPrefix(p.rest, name); ok {
			p.rest = rest
			return v, nil
		}
	}
	return false, errors.New("fortran_order is neither True nor False")
}

// tuple reads a tuple of sizes: (), (3,) or (3, 4).
func (p *parser) tuple() ([]int64, error) {
	bad := errors.New("shape is not a tuple of sizes")
	if !p.accept('(') {
		return nil, bad
	}
	dims := []int64{}
	comma := true
	for !p.accept(')') {
		d, ok := p.size()
		if !ok || !comma || len(dims) == maxDims {
			return nil, bad
		}
		dims = append(dims, d)
		comma = p.accept(',')
	}
	if len(dims) == 1 && !comma { // (3) is a number, not a tuple
		return nil, bad
	}
	return dims, nil
}

// size reads a number from 0 up: 3, 3L as Python 2 wrote it, or np.int64(3) as NumPy 2
// prints its own integers.
func (p *parser) size() (int64, bool) {
	typed := false
	if rest, ok := strings.CutPrefix(p.rest, "np."); ok {
		name, after, _ := strings.Cut(rest, "(")
		if typed = slices.Contains(integerNames, name); typed {
			p.rest = after
			p.skip()
		}
	}
	digits := len(p.rest) - len(strings.TrimLeft(p.rest, "0123456789"))
	d, err := strconv.ParseInt(p.rest[:digits], 10, 64)
	if err != nil {
		return 0, false
	}
	p.rest = p.rest[digits:]
	if typed {
		return d, p.accept(')')
	}
	p.rest = strings.TrimPrefix(p.rest, "L")
	return d, true
}

// integerNames are NumPy's integer types.
var integerNames = []string{"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"}
