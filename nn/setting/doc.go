// Package setting reads what the fields of a struct declare about themselves in their
// tags, so that a setting is written once: its name in JSON, its default, its range or
// choices, and its help.
//
//	type Settings struct {
//		Epochs   int     `json:"epochs" default:"50" range:"[1,)" help:"times that every item is seen"`
//		Schedule string  `json:"schedule" default:"step" choices:"step,cosine" help:"how the rate falls"`
//		Augment  Augment `json:"augment"` // a struct of settings
//	}
//
// A range is an interval, with a round bracket at an end that does not belong to it and
// nothing where there is no end. Every setting has a default, which is where a struct
// begins: zero is a value like any other.
package setting
