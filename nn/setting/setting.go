package setting

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// A Setting is one field of a struct: an int, a uint64, a float64, a bool or a string.
// It has the methods of a command line's flag.
type Setting struct {
	Name    string   // in JSON: "weight_decay"
	Default string   // as Set reads it
	Help    string   // a line
	Choices []string // nil: the range decides

	within interval
	value  reflect.Value
}

// Of returns the settings of a struct, given by a pointer to it, in the order of its
// fields; those of a struct inside it stand in its place. It panics where a declaration
// makes no sense.
func Of(s any) []*Setting { return appendSettings(nil, reflect.ValueOf(s).Elem()) }

func appendSettings(all []*Setting, s reflect.Value) []*Setting {
	for i := range s.NumField() {
		field, value := s.Type().Field(i), s.Field(i)
		if field.Type.Kind() == reflect.Struct {
			all = appendSettings(all, value)
			continue
		}
		all = append(all, declared(field, value))
	}
	return all
}

func declared(field reflect.StructField, value reflect.Value) *Setting {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	s := &Setting{Name: name, Default: field.Tag.Get("default"), Help: field.Tag.Get("help"), value: value}
	if choices := field.Tag.Get("choices"); choices != "" {
		s.Choices = strings.Split(choices, ",")
	}
	var err error
	if s.within, err = parseInterval(field.Tag.Get("range")); err != nil || name == "" || s.Help == "" {
		panic(fmt.Sprintf("setting: field %s: a declaration without a name, help or range: %v", field.Name, err))
	}
	return s
}

// SetDefaults gives every setting of a struct its default.
func SetDefaults(s any) {
	for _, one := range Of(s) {
		if err := one.Set(one.Default); err != nil {
			panic("setting: default of " + one.Name + ": " + err.Error())
		}
	}
}

// Check returns an error that names the first setting of a struct which is out of its
// range.
func Check(s any) error {
	for _, one := range Of(s) {
		if err := one.Check(); err != nil {
			return err
		}
	}
	return nil
}

// Find returns the setting of a struct that has a name, nil if there is none.
func Find(s any, name string) *Setting {
	all := Of(s)
	if i := slices.IndexFunc(all, func(one *Setting) bool { return one.Name == name }); i >= 0 {
		return all[i]
	}
	return nil
}

// Flag is the name of the setting on a command line: "weight-decay".
func (s *Setting) Flag() string { return strings.ReplaceAll(s.Name, "_", "-") }

// Type names the values of the setting, for the help of a command line.
func (s *Setting) Type() string {
	switch s.value.Kind() {
	case reflect.Float64:
		return "float"
	case reflect.Uint64:
		return "uint"
	}
	return s.value.Kind().String()
}

// String returns the value as Set reads it.
func (s *Setting) String() string {
	if s.value.Kind() == reflect.Float64 {
		return strconv.FormatFloat(s.value.Float(), 'g', -1, 64)
	}
	return fmt.Sprint(s.value.Interface())
}

// Set sets the value from text. What is no value of the setting's type is an error; what
// is out of its range one of Check.
func (s *Setting) Set(text string) error {
	switch s.value.Kind() {
	case reflect.Int:
		n, err := strconv.Atoi(text)
		s.value.SetInt(int64(n))
		return wanted(err, text, "a whole number")
	case reflect.Uint64:
		n, err := strconv.ParseUint(text, 10, 64)
		s.value.SetUint(n)
		return wanted(err, text, "a whole number from 0 up")
	case reflect.Float64:
		x, err := strconv.ParseFloat(text, 64)
		s.value.SetFloat(x)
		return wanted(err, text, "a number")
	case reflect.Bool:
		b, err := strconv.ParseBool(text)
		s.value.SetBool(b)
		return wanted(err, text, "true or false")
	case reflect.String:
		s.value.SetString(text)
		return nil
	}
	panic("setting: " + s.Name + " is a " + s.value.Kind().String())
}

func wanted(err error, text, what string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%q: want %s", text, what)
}

// Copy sets the value to that of another setting of the same type.
func (s *Setting) Copy(from *Setting) { s.value.Set(from.value) }

// Equal tells whether two settings have the same value.
func (s *Setting) Equal(other *Setting) bool { return s.value.Equal(other.value) }

// Check returns an error unless the value is among the choices and in the range.
func (s *Setting) Check() error {
	if s.Choices != nil && !slices.Contains(s.Choices, s.String()) {
		return fmt.Errorf("%s %q: want %s", s.words(), s.String(), listed(s.Choices))
	}
	var x float64
	switch s.value.Kind() {
	case reflect.Float64:
		x = s.value.Float()
	case reflect.Int:
		x = float64(s.value.Int())
	default:
		return nil
	}
	if !s.within.has(x) {
		return fmt.Errorf("%s %s: want %s", s.words(), s, s.within)
	}
	return nil
}

// words is the name as it stands in a sentence.
func (s *Setting) words() string { return strings.ReplaceAll(s.Name, "_", " ") }

// listed joins words as a sentence does.
func listed(words []string) string {
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
