package data

import (
	"fmt"
	"image"
	_ "image/jpeg" // registers the decoder
	_ "image/png"  // registers the decoder
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	// folderSide is the height and width that images of class folders get.
	folderSide = 32
	// holdOut: where a folder is not split, image holdOut-1 of every holdOut of
	// a class, in order of name, belongs to the test split.
	holdOut = 10
	// maxDecoded is the largest image decoded, in pixels: a header of a few
	// bytes may claim any size.
	maxDecoded = 1 << 26
)

func foundClassFolders(dir string, names []string) bool {
	return len(subfolders(dir, names)) > 0
}

// loadClassFolders reads a folder of images per class, either directly under
// dir or under dir/train and dir/test.
func loadClassFolders(dir string, names []string, split Split) (*Set, error) {
	folders := subfolders(dir, names)
	if slices.Contains(folders, string(Train)) && slices.Contains(folders, string(Test)) {
		return loadSplitFolders(dir, split)
	}
	files, err := listImages(dir, folders)
	if err != nil {
		return nil, err
	}
	for class := range files {
		files[class] = keepSplit(files[class], split)
	}
	return readClasses(dir, folders, files)
}

// loadSplitFolders reads dir/train or dir/test. The classes are those of
// dir/train for both.
func loadSplitFolders(dir string, split Split) (*Set, error) {
	classes, err := classFolders(filepath.Join(dir, string(Train)))
	if err != nil {
		return nil, err
	}
	root := filepath.Join(dir, string(split))
	present, err := classFolders(root)
	if err != nil {
		return nil, err
	}
	for _, class := range present {
		if !slices.Contains(classes, class) {
			return nil, fmt.Errorf("%s: no such class in %s", filepath.Join(root, class), filepath.Join(dir, string(Train)))
		}
	}
	found, err := listImages(root, present)
	if err != nil {
		return nil, err
	}
	files := make([][]string, len(classes))
	for i, class := range present {
		files[slices.Index(classes, class)] = found[i]
	}
	return readClasses(root, classes, files)
}

// classFolders returns the folders in dir, of which there must be one.
func classFolders(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(entries))
	for i, entry := range entries {
		names[i] = entry.Name()
	}
	folders := subfolders(dir, names)
	if len(folders) == 0 {
		return nil, fmt.Errorf("%s holds no class folders", dir)
	}
	return folders, nil
}

// subfolders returns those names in dir that are folders, or links to one, and
// not hidden.
func subfolders(dir string, names []string) []string {
	var folders []string
	for _, name := range names {
		info, err := os.Stat(filepath.Join(dir, name))
		if err == nil && info.IsDir() && !strings.HasPrefix(name, ".") {
			folders = append(folders, name)
		}
	}
	return folders
}

// listImages returns the paths of the images of every class folder, sorted. A
// class without images is an error.
func listImages(root string, classes []string) ([][]string, error) {
	files := make([][]string, len(classes))
	for i, class := range classes {
		folder := filepath.Join(root, class)
		entries, err := os.ReadDir(folder)
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			if isImage(entry.Name()) {
				files[i] = append(files[i], filepath.Join(folder, entry.Name()))
			}
		}
		if len(files[i]) == 0 {
			return nil, fmt.Errorf("class folder %s holds no PNG or JPEG images", folder)
		}
	}
	return files, nil
}

func isImage(name string) bool {
	extensions := []string{".png", ".jpg", ".jpeg"}
	return !strings.HasPrefix(name, ".") && slices.Contains(extensions, strings.ToLower(filepath.Ext(name)))
}

// keepSplit returns the files of one class that belong to the split when the
// folder itself is not split.
func keepSplit(files []string, split Split) []string {
	var kept []string
	for i, file := range files {
		if held := i%holdOut == holdOut-1; held == (split == Test) {
			kept = append(kept, file)
		}
	}
	return kept
}

// readClasses reads the files of all classes, going round the classes: the
// first image of each, the second of each, and so on.
func readClasses(root string, classes []string, files [][]string) (*Set, error) {
	set := &Set{Height: folderSide, Width: folderSide, Channels: 3, Classes: classes}
	most := 0
	for _, list := range files {
		most = max(most, len(list))
	}
	for i := range most {
		for class, list := range files {
			if i >= len(list) {
				continue
			}
			img, err := readImage(list[i])
			if err != nil {
				return nil, fmt.Errorf("%s: %w", list[i], err)
			}
			set.Pixels = append(set.Pixels, resize(img, folderSide, folderSide)...)
			set.Labels = append(set.Labels, class)
		}
	}
	if set.Len() == 0 {
		return nil, fmt.Errorf("%s: no class has %d images, so none is held out for testing", root, holdOut)
	}
	set.Source = fmt.Sprintf("%s: %d images in %d class folders", root, set.Len(), len(classes))
	return set, nil
}

// readImage decodes a PNG or JPEG file.
func readImage(path string) (image.Image, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	config, _, err := image.DecodeConfig(file)
	if err != nil {
		return nil, err
	}
	if config.Width <= 0 || config.Height <= 0 || config.Width > maxDecoded/config.Height {
		return nil, fmt.Errorf("cannot take an image of %d×%d pixels", config.Width, config.Height)
	}
	if _, err := file.Seek(0, 0); err != nil {
		return nil, err
	}
	img, _, err := image.Decode(file)
	return img, err
}
