package train

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// upgraded returns the one JSON object in text, in the present format. A setting that it
// does not name has its default there, unless runs of its time went another way.
func upgraded(text []byte) ([]byte, error) {
	var settings map[string]json.RawMessage
	dec := json.NewDecoder(bytes.NewReader(text))
	if err := dec.Decode(&settings); err != nil {
		return nil, fmt.Errorf("not a run's configuration: %w", cutShort(err))
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("text after the configuration")
	}
	switch format := string(settings["format"]); format {
	case "1":
		if err := upgradeFormat1(settings); err != nil {
			return nil, fmt.Errorf("configuration of format 1: %w", err)
		}
		upgradeFormat2(settings)
	case "2":
		upgradeFormat2(settings)
	case fmt.Sprint(configFormat):
	default:
		return nil, fmt.Errorf("configuration of format %s, want at most %d", orNone(format), configFormat)
	}
	return json.Marshal(settings)
}

// upgradeFormat2 makes settings of format 2 those of today. A queue compared anchors with
// older keys of their own items then. Momenta and bounds that did not play a part were
// left out, and are at their defaults.
func upgradeFormat2(settings map[string]json.RawMessage) {
	settings["own_keys"] = json.RawMessage("true")
	settings["format"] = json.RawMessage("3")
}
