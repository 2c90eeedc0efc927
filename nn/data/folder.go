package data

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/abc86604/temper/nn/format/picture"
)

func foundFolder(d directory) bool { return len(d.folders())+len(d.images()) > 0 }

// loadFolder reads a folder of images: class folders, with or without folders of splits
// around them, or loose images. They are called by their files as seen from d.
func loadFolder(ctx context.Context, l *loading, d directory) (*Set, error) {
	if err := l.refuseLabels(); err != nil {
		return nil, err
	}
	list, err := l.list(ctx, d)
	if err != nil {
		return nil, err
	}
	l.passOverFiles(d)
	l.report.HeldOut, l.report.Decoder = list.other, picture.Decoder()
	l.items += len(list.entries)
	set, err := l.readImages(ctx, d.path, list)
	if err != nil {
		return nil, err
	}
	set.Source = fmt.Sprintf("%s: %d images without labels", d.path, set.Len())
	if list.classes != nil {
		set.Source = fmt.Sprintf("%s: %d images in %d class folders", d.path, set.Len(), len(list.classes))
	}
	return set, nil
}

// listing is the files of one split of the images of a folder.
type listing struct {
	classes []string // nil: nobody knows the labels
	entries []entry
	other   int // number of those in the other split, if this one is a share of all
}

// entry is what is called like an image.
type entry struct {
	path  string
	class int
	why   error // it cannot be one; nil if it may be
}

// list finds the files of the split.
func (l *loading) list(ctx context.Context, d directory) (listing, error) {
	folders := d.folders()
	if len(folders) == 0 {
		return l.listLoose(ctx, d)
	}
	switch train, tests := splits(folders); {
	case train != "" && len(tests) > 0:
		return l.listSplit(ctx, d, train, tests)
	case train != "" && len(folders) == 1:
		return l.listShare(ctx, d, filepath.Join(d.path, train))
	case len(tests) > 0 && len(tests) == len(folders):
		return l.listTest(ctx, d, tests[0])
	}
	return l.listShare(ctx, d, d.path)
}

// listLoose finds the split's share of images that are all loose, and so have no labels.
func (l *loading) listLoose(ctx context.Context, d directory) (listing, error) {
	all, err := l.walk(ctx, d)
	if err != nil {
		return listing{}, err
	}
	list := listing{entries: keep(all, l.split())}
	list.other = len(all) - len(list.entries)
	if len(list.entries) == 0 {
		return list, absentf("%s: %d images, so none is held out for testing: every %dth is", d.path, len(all), holdOut)
	}
	return list, nil
}

// listShare finds the split's share of the images of every class folder in root.
func (l *loading) listShare(ctx context.Context, d directory, root string) (listing, error) {
	classes, err := l.walkClasses(ctx, d, root)
	if err != nil {
		return listing{}, err
	}
	list := listing{classes: classes.names}
	for class, all := range classes.entries {
		classes.entries[class] = keep(all, l.split())
		list.other += len(all) - len(classes.entries[class])
	}
	if list.entries = round(classes.entries); len(list.entries) == 0 {
		return list, absentf("%s: no class has %d images, so none is held out for testing", root, holdOut)
	}
	return list, nil
}

// round goes round the classes: the first image of each, the second of each, and so on.
func round(classes [][]entry) (all []entry) {
	most := 0
	for _, list := range classes {
		most = max(most, len(list))
	}
	for i := range most {
		for class, list := range classes {
			if i < len(list) {
				list[i].class = class
				all = append(all, list[i])
			}
		}
	}
	return all
}

// badLoose notes the images that lie beside the folders of a folder within d.
func (l *loading) badLoose(d, folder directory) {
	for _, path := range folder.images() {
		l.badIn(d, path, errors.New("lies beside folders, of no class"))
	}
}

// passOverFiles notes the files beside the folders and images of d.
func (l *loading) passOverFiles(d directory) {
	for i, name := range d.names {
		if !junk(name) && !isImage(name) && !d.isFolder(d.entries[i]) && len(d.folders()) > 0 {
			l.report.passOver(name)
		}
	}
}

// badIn notes a file or folder in d that cannot be used.
func (l *loading) badIn(d directory, path string, why error) {
	l.items++
	l.report.bad(relative(d.path, path), why)
}

// relative gives a path as seen from a folder, with slashes on every system.
func relative(dir, path string) string {
	seen, err := filepath.Rel(dir, path)
	if err != nil {
		seen = path
	}
	return filepath.ToSlash(seen)
}
