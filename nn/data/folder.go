package data

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
)

func foundFolder(d directory) bool { return len(d.folders())+len(d.images()) > 0 }

// loadFolder reads a folder of images per class or a flat one, either d itself or its
// folders train and test. The images are called by their files as seen from d.
func loadFolder(ctx context.Context, d directory, split Split) (*Set, error) {
	set, err := readFolder(ctx, d, split)
	if err != nil {
		return nil, err
	}
	return set, set.files.relativeTo(d.path)
}

func readFolder(ctx context.Context, d directory, split Split) (*Set, error) {
	if d.flat() {
		return readFlat(ctx, d, keep(d.images(), split))
	}
	classes, err := d.classes()
	if err != nil {
		return nil, err
	}
	if slices.Contains(classes, string(Train)) && slices.Contains(classes, string(Test)) {
		return loadSplitFolders(ctx, d.path, split)
	}
	files, err := listImages(ctx, d.path, classes)
	if err != nil {
		return nil, err
	}
	for class := range files {
		files[class] = keep(files[class], split)
	}
	return readClasses(ctx, d.path, classes, files)
}

// loadSplitFolders reads root/train or root/test. The classes are those of
// root/train for both, unless both are flat.
func loadSplitFolders(ctx context.Context, root string, split Split) (*Set, error) {
	train, err := openDirectory(filepath.Join(root, string(Train)))
	if err != nil {
		return nil, err
	}
	test, err := openDirectory(filepath.Join(root, string(Test)))
	if err != nil {
		return nil, err
	}
	half := map[Split]directory{Train: train, Test: test}[split]
	if train.flat() && test.flat() {
		return readFlat(ctx, half, half.images())
	}
	classes, err := train.classes()
	if err != nil {
		return nil, err
	}
	present, err := half.classes()
	if err != nil {
		return nil, err
	}
	for _, class := range present {
		if !slices.Contains(classes, class) {
			return nil, fmt.Errorf("%s: no such class in %s", filepath.Join(half.path, class), train.path)
		}
	}
	found, err := listImages(ctx, half.path, present)
	if err != nil {
		return nil, err
	}
	files := make([][]string, len(classes))
	for i, class := range present {
		files[slices.Index(classes, class)] = found[i]
	}
	return readClasses(ctx, half.path, classes, files)
}

func (d directory) flat() bool { return len(d.folders()) == 0 }

// classes returns the folders in d, of which there must be one. An image beside them
// would be of no class.
func (d directory) classes() ([]string, error) {
	folders, loose := d.folders(), d.images()
	if len(folders) == 0 {
		return nil, fmt.Errorf("%s holds no class folders", d.path)
	}
	if len(loose) > 0 {
		return nil, fmt.Errorf("%s lies beside folders: images are either all in class folders or all loose", loose[0])
	}
	return folders, nil
}

// listImages returns the paths of the images of every class folder, sorted. A
// class without images is an error.
func listImages(ctx context.Context, root string, classes []string) ([][]string, error) {
	files := make([][]string, len(classes))
	for i, class := range classes {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		d, err := openDirectory(filepath.Join(root, class))
		if err != nil {
			return nil, err
		}
		if files[i] = d.images(); len(files[i]) == 0 {
			return nil, fmt.Errorf("class folder %s holds no PNG or JPEG images", d.path)
		}
	}
	return files, nil
}

// readClasses reads the files of all classes, going round the classes: the
// first image of each, the second of each, and so on.
func readClasses(ctx context.Context, root string, classes []string, files [][]string) (*Set, error) {
	var paths []string
	var labels []int
	most := 0
	for _, list := range files {
		most = max(most, len(list))
	}
	for i := range most {
		for class, list := range files {
			if i < len(list) {
				paths, labels = append(paths, list[i]), append(labels, class)
			}
		}
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("%s: no class has %d images, so none is held out for testing", root, holdOut)
	}
	set, err := readImages(ctx, paths)
	if err != nil {
		return nil, err
	}
	set.Labels, set.Classes = labels, classes
	set.Source = fmt.Sprintf("%s: %d images in %d class folders", root, set.Len(), len(classes))
	return set, nil
}

// readFlat reads some of the images of a folder that has no classes.
func readFlat(ctx context.Context, d directory, files []string) (*Set, error) {
	switch all := len(d.images()); {
	case all == 0:
		return nil, fmt.Errorf("%s holds no PNG or JPEG images", d.path)
	case len(files) == 0:
		return nil, fmt.Errorf("%s: %d images, so none is held out for testing: every %dth is", d.path, all, holdOut)
	}
	set, err := readImages(ctx, files)
	if err != nil {
		return nil, err
	}
	set.Source = fmt.Sprintf("%s: %d images without labels", d.path, set.Len())
	return set, nil
}
