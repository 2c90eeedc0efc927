package nn

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// MarshalJSON writes all defaults out.
func (s Sequence) MarshalJSON() ([]byte, error) {
	list := []map[string]part{}
	for _, p := range s.parts() {
		list = append(list, map[string]part{p.kind(): p})
	}
	return json.Marshal(list)
}

// partsOf reads the parts, each under its kind.
var partsOf = map[string]func(text []byte) (Layer, error){
	Stage{}.kind():    unmarshal[Stage],
	Residual{}.kind(): unmarshal[Residual],
	Pool{}.kind():     unmarshal[Pool],
	Linear{}.kind():   unmarshal[Linear],
	ReLU{}.kind():     unmarshal[ReLU],
}

func unmarshal[P Layer](text []byte) (Layer, error) {
	var p P
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	err := dec.Decode(&p)
	return p, err
}

// maxText is the length of a JSON text that no encoder reaches.
const maxText = 1 << 20

// UnmarshalJSON reads what MarshalJSON writes; fields that are left out have their
// defaults. Whether an encoder can be made of the layers, [New] finds out.
func (s *Sequence) UnmarshalJSON(text []byte) error {
	if len(text) > maxText {
		return fmt.Errorf("layers: %d bytes of JSON, want at most %d", len(text), maxText)
	}
	var list []map[string]json.RawMessage
	if err := json.Unmarshal(text, &list); err != nil {
		return fmt.Errorf("layers: %w", err)
	}
	*s = nil
	for i, entry := range list {
		if len(entry) != 1 {
			return fmt.Errorf("layer %d has %d keys, want one that says what it is", i+1, len(entry))
		}
		for kind, fields := range entry {
			read, ok := partsOf[kind]
			if !ok {
				return fmt.Errorf("layer %d: unknown %q, want one of %s", i+1, kind, strings.Join(slices.Sorted(maps.Keys(partsOf)), ", "))
			}
			l, err := read(fields)
			if err != nil {
				return fmt.Errorf("layer %d, %s: %w", i+1, kind, err)
			}
			*s = append(*s, l)
		}
	}
	return nil
}
