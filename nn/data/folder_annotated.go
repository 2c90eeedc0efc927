package data

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// annotations is the file that tells the classes of Tiny ImageNet's validation images,
// which lie in one folder: a line for each, its name, a tab, its class.
const annotations = "val_annotations.txt"

func annotated(d directory) bool { return d.hasFile(annotations) }

// listAnnotated finds the images of a test split whose classes a file tells, and passes over
// those of which it does not. One of another class than those given is a bad item of d.
func (l *loading) listAnnotated(ctx context.Context, d, test directory, classes []string) (listing, error) {
	classOf, err := readAnnotations(filepath.Join(test.path, annotations))
	if err != nil {
		return listing{}, err
	}
	all, err := l.walk(ctx, test)
	if err != nil {
		return listing{}, err
	}
	entries := make([][]entry, len(classes))
	for _, e := range all {
		name, told := classOf[filepath.Base(e.path)]
		class := slices.Index(classes, name)
		switch {
		case !told:
			l.report.passOverAs(withoutLabel, 1)
		case class < 0:
			l.badIn(d, e.path, errors.New("no class "+name+" to train on"))
		default:
			entries[class] = append(entries[class], e)
		}
	}
	return listing{classes: classes, entries: round(entries)}, nil
}

func readAnnotations(path string) (map[string]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	classOf := map[string]string{}
	for line := range bytes.Lines(text) {
		if fields := strings.Split(strings.TrimSpace(string(line)), "\t"); len(fields) > 1 {
			classOf[fields[0]] = fields[1]
		}
	}
	return classOf, nil
}
