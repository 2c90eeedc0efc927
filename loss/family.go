package loss

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

var errNoLoss = errors.New("no loss given")

// A Member is the declaration of a loss: all that flags, files, titles and checks
// know of it. It stands beside the loss, once.
type Member struct {
	Name    string   // in flags and files, "dcl"
	Title   string   // in tables and figures, "DCL"
	Help    string   // what it is, in a line
	Aliases []string // what else it is called: Find takes that, files never have it
	Fields  []Field  // its parameters, but those of its selection
	// Hardest says that its negatives are the hardest ones: it is another member over
	// a selection.
	Hardest bool

	defaults Loss
	get      func(l Loss, field int) any
	set      func(l Loss, field int, value any) Loss
}

// family is filled by one declare beside each loss.
var family []*Member

// Family returns the declarations of all losses, sorted by name.
func Family() []*Member { return slices.Clone(family) }

// Names returns the names of all losses, sorted.
func Names() []string {
	names := make([]string, len(family))
	for i, m := range family {
		names[i] = m.Name
	}
	return names
}

// Find returns the declaration of the loss called name, be that an alias, or an error
// that lists the names there are.
func Find(name string) (*Member, error) {
	for _, m := range family {
		if m.Name == name || slices.Contains(m.Aliases, name) {
			return m, nil
		}
	}
	return nil, fmt.Errorf("unknown loss %q (known: %s)", name, strings.Join(Names(), ", "))
}

// New returns the loss called name with its defaults: the parameters of its paper,
// and the temperature 0.2 where papers differ.
func New(name string) (Loss, error) {
	m, err := Find(name)
	if err != nil {
		return nil, err
	}
	return m.New(), nil
}

// New returns the loss with its defaults.
func (m *Member) New() Loss { return m.defaults }

// Field returns the parameter called name, or nil.
func (m *Member) Field(name string) *Field {
	if i := m.index(name); i >= 0 {
		return &m.Fields[i]
	}
	return nil
}

func (m *Member) index(name string) int {
	return slices.IndexFunc(m.Fields, func(f Field) bool { return f.Name == name })
}

// A parameter is a field of losses of type L with its place in them.
type parameter[L Loss] struct {
	Field
	at func(*L) any // a *float64 or a *bool
}

// declare enters a loss into the family.
func declare[L Loss](m Member, parameters ...parameter[L]) *Member {
	var defaults L
	for _, p := range parameters {
		m.Fields = append(m.Fields, p.Field)
		assign(p.at(&defaults), p.Default)
	}
	m.defaults = defaults
	m.get = func(l Loss, field int) any {
		v := l.(L)
		return value(parameters[field].at(&v))
	}
	m.set = func(l Loss, field int, to any) Loss {
		v := l.(L)
		assign(parameters[field].at(&v), to)
		return v
	}
	return enter(&m)
}

// enter puts m in its place in the family.
func enter(m *Member) *Member {
	at, _ := slices.BinarySearchFunc(family, m, func(a, b *Member) int { return strings.Compare(a.Name, b.Name) })
	family = slices.Insert(family, at, m)
	return m
}

func assign(to, v any) {
	switch to := to.(type) {
	case *float64:
		*to = v.(float64)
	case *bool:
		*to = v.(bool)
	}
}

func value(at any) any {
	if n, ok := at.(*float64); ok {
		return *n
	}
	return *at.(*bool)
}
