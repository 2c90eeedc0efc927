package data

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// classFolders are class folders with the entries of each.
type classFolders struct {
	names   []string
	entries [][]entry
}

// walkClasses finds the images in every folder of root, each of them a class. A class
// without images is a bad item of d, and no class.
func (l *loading) walkClasses(ctx context.Context, d directory, root string) (c classFolders, err error) {
	folder, err := openDirectory(root)
	if err != nil {
		return c, err
	}
	if len(folder.folders()) == 0 {
		return c, withoutClasses(folder)
	}
	var empty []string
	for _, name := range folder.folders() {
		class, err := openDirectory(filepath.Join(root, name))
		if err != nil {
			return c, err
		}
		if manyInFiles(class) {
			return c, fmt.Errorf("%s is a data set of its own: load it by that name", class.path)
		}
		entries, err := l.walk(ctx, class)
		if err != nil {
			return c, err
		}
		if len(entries) == 0 {
			empty = append(empty, class.path)
			continue
		}
		c.names, c.entries = append(c.names, name), append(c.entries, entries)
	}
	if len(c.names) == 0 {
		return c, l.noImages(root)
	}
	l.badLoose(d, folder)
	for _, path := range empty {
		l.badIn(d, path, errors.New("a class folder without images"))
	}
	return c, nil
}

// withoutClasses is the error for a folder of a split that has no class folders. Its
// name is no class, and whether its images have one it does not say.
func withoutClasses(d directory) error {
	if len(d.images()) == 0 {
		return fmt.Errorf("%s holds no class folders", d.path)
	}
	return fmt.Errorf("%s holds images and no class folders: load it by that name for images without labels", d.path)
}

func (l *loading) noImages(root string) error {
	err := fmt.Errorf("%s: no images in its folders", root)
	if found := l.report.passedOver(); found != "" {
		err = fmt.Errorf("%w: passed over %s", err, found)
	}
	return err
}

// walk finds what is called like an image in a folder and in the folders below it, in
// order of name, and counts the other files.
func (l *loading) walk(ctx context.Context, d directory) ([]entry, error) {
	self, err := os.Stat(d.path)
	if err != nil {
		return nil, err
	}
	return l.walkBelow(ctx, d, []os.FileInfo{self})
}

// walkBelow is walk within the folders given, each in the one before it, the last d.
func (l *loading) walkBelow(ctx context.Context, d directory, around []os.FileInfo) (all []entry, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, e := range d.entries {
		path := filepath.Join(d.path, e.Name())
		switch {
		case junk(e.Name()):
		case isImage(e.Name()):
			all = append(all, entry{path: path, why: whyNoFile(path)})
		case d.isFolder(e):
			below, err := l.walkInto(ctx, path, around)
			if err != nil {
				return nil, err
			}
			all = append(all, below...)
		default:
			l.report.passOver(e.Name())
		}
	}
	return all, nil
}

// walkInto walks a folder, unless a link leads back to one around it.
func (l *loading) walkInto(ctx context.Context, path string, around []os.FileInfo) ([]entry, error) {
	self, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	for _, other := range around {
		if os.SameFile(self, other) {
			return nil, nil
		}
	}
	d, err := openDirectory(path)
	if err != nil {
		return nil, err
	}
	return l.walkBelow(ctx, d, append(around[:len(around):len(around)], self))
}

// whyNoFile tells why what has the name of an image can be none, nil if it may be one.
func whyNoFile(path string) error {
	switch info, err := os.Stat(path); {
	case os.IsNotExist(err):
		return errors.New("a link to nothing")
	case err != nil:
		return withoutPath(err)
	case info.IsDir():
		return errors.New("a folder")
	case !info.Mode().IsRegular():
		return errors.New("no regular file")
	case info.Size() == 0:
		return errors.New("the file is empty")
	}
	return nil
}

// withoutPath is an error of the system without the path, which is said beside it.
func withoutPath(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
