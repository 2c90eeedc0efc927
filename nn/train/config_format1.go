package train

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"github.com/abc86604/temper/loss"
)

// Format 1 of config.json left out the parameters of a loss that were zero, and
// told a margin by "mask". Its first writers had no schedule of the temperature, and
// a learnable one was held from below alone. What it says is brought into today's
// words here, and nothing else knows of it.

// upgradeFormat1 makes settings of format 1 those of today.
func upgradeFormat1(settings map[string]json.RawMessage) error {
	l, err := lossOfFormat1(settings["loss"])
	if err != nil {
		return err
	}
	if settings["loss"], err = loss.Marshal(l); err != nil {
		return err
	}
	if settings["tau_min"] != nil {
		return errors.New(`unknown field "tau_min"`)
	}
	switch string(settings["tau_schedule"]) {
	case "":
		settings["tau_schedule"] = quoted(string(ConstantTau))
	case string(quoted(string(LearnableTau))):
		settings["tau_min"] = json.RawMessage("0.01")
		settings["tau_max"] = json.RawMessage("10000") // the highest of a loss
	}
	settings["format"] = json.RawMessage("2")
	return nil
}

func quoted(s string) json.RawMessage { return json.RawMessage(`"` + s + `"`) }

func lossOfFormat1(text []byte) (loss.Loss, error) {
	var given map[string]any
	if err := json.Unmarshal(text, &given); err != nil {
		return nil, fmt.Errorf("loss: %w", err)
	}
	name, _ := given["name"].(string)
	m, err := loss.Find(name)
	if err != nil {
		return nil, err
	}
	l := m.New()
	parameters := loss.Parameters(l)
	for key, value := range parameters {
		if l, err = loss.Set(l, key, valueOfFormat1(given, key, value)); err != nil {
			return nil, err
		}
	}
	for key := range given {
		if _, known := parameters[key]; !known && key != "name" && key != "mask" {
			return nil, fmt.Errorf("loss: %s has no parameter %s", name, key)
		}
	}
	if m.Hardest && loss.MemberOf(l) != m {
		return nil, fmt.Errorf("loss: %s without topk or alpha", name)
	}
	return l, loss.Check(l)
}

// valueOfFormat1 is a parameter of the loss, which today has a value of this type.
func valueOfFormat1(given map[string]any, key string, today any) any {
	value := given[key]
	switch n, isNumber := value.(float64); {
	case key == "margin":
		return marginOfFormat1(given["mask"], value)
	case key == "sigma" && (value == nil || value == 0.0):
		return 0.5 // what zero stood for
	case value == nil:
		return reflect.Zero(reflect.TypeOf(today)).Interface()
	case isNumber && key == "topk" && n == float64(int(n)):
		return int(n)
	}
	return value
}

// marginOfFormat1 is the margin, 0 unless it is given, if there is a mask.
func marginOfFormat1(mask, margin any) any {
	switch {
	case mask == nil || mask == false:
		return nil
	case mask != true:
		return mask // which is no margin, as an error will say
	case margin == nil:
		return 0.0
	}
	return margin
}
