package data

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// splitNames are what folders of splits are called, in any case, those looked at first in
// front. Only one of the test splits is read: the first whose labels are known.
var splitNames = map[Split][]string{
	Train: {"train", "training"},
	Test:  {"test", "testing", "val", "valid", "validation"},
}

// splitOf returns the split that a folder is called after, "" if none.
func splitOf(folder string) Split {
	for split, names := range splitNames {
		if slices.Contains(names, strings.ToLower(folder)) {
			return split
		}
	}
	return ""
}

// splits finds the folders of the splits.
func splits(folders []string) (train string, tests []string) {
	for _, name := range splitNames[Train] {
		for _, folder := range folders {
			if strings.EqualFold(folder, name) && train == "" {
				train = folder
			}
		}
	}
	for _, name := range splitNames[Test] {
		for _, folder := range folders {
			if strings.EqualFold(folder, name) {
				tests = append(tests, folder)
			}
		}
	}
	return train, tests
}

// listSplit finds the images of a folder of a split. The classes are those of the training
// split for both.
func (l *loading) listSplit(ctx context.Context, d directory, train string, tests []string) (listing, error) {
	l.report.passOverAs(otherFolders, len(d.folders())-2)
	l.badLoose(d, d)
	of := l
	if l.split() == Test { // which is not asked what is wrong with the training split
		of = &loading{Loader: l.Loader}
	}
	classes, err := of.walkClasses(ctx, d, filepath.Join(d.path, train))
	if err != nil || l.split() == Train {
		return listing{classes: classes.names, entries: round(classes.entries)}, err
	}
	test, err := labelled(d, tests, classes.names)
	if err != nil {
		return listing{}, err
	}
	return l.listOf(ctx, d, test, classes.names)
}

// labelled returns the folder of the test split: the first in which a class of the training
// split has a folder, or in which a file tells the classes.
func labelled(d directory, tests, classes []string) (directory, error) {
	for _, name := range tests {
		test, err := openDirectory(filepath.Join(d.path, name))
		if err != nil {
			return test, err
		}
		known := func(folder string) bool { return slices.Contains(classes, folder) }
		if annotated(test) || slices.ContainsFunc(test.folders(), known) {
			return test, nil
		}
	}
	return openDirectory(filepath.Join(d.path, tests[0]))
}

// listOf finds the images of the test split, whose classes are those given.
func (l *loading) listOf(ctx context.Context, d, test directory, classes []string) (listing, error) {
	if annotated(test) {
		return l.listAnnotated(ctx, d, test, classes)
	}
	own, err := l.walkClasses(ctx, d, test.path)
	if err != nil {
		return listing{}, err
	}
	entries := make([][]entry, len(classes))
	for i, name := range own.names {
		if class := slices.Index(classes, name); class >= 0 {
			entries[class] = own.entries[i]
			continue
		}
		l.badIn(d, filepath.Join(test.path, name), errors.New("no class of that name to train on"))
	}
	return listing{classes: classes, entries: round(entries)}, nil
}

// listTest finds the images of a folder that holds a test split and nothing to train on.
func (l *loading) listTest(ctx context.Context, d directory, test string) (listing, error) {
	path := filepath.Join(d.path, test)
	if l.split() == Train {
		return listing{}, fmt.Errorf("%s holds %s and nothing to train on", d.path, test)
	}
	classes, err := l.walkClasses(ctx, d, path)
	return listing{classes: classes.names, entries: round(classes.entries)}, err
}
