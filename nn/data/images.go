package data

import (
	"context"
	"sync"

	"github.com/abc86604/temper/nn/format/picture"
	"golang.org/x/sync/semaphore"
)

// folderSide is the height and width that images in folders get.
const folderSide = 32

// readImages decodes the files of a listing on all cores, and returns a set of those that
// are good, in order. The others it notes as bad items of the folder dir.
func (l *loading) readImages(ctx context.Context, dir string, list listing) (*Set, error) {
	set := &Set{Height: folderSide, Width: folderSide, Channels: 3, Classes: list.classes}
	set.Pixels = make([]uint8, len(list.entries)*set.imageSize())
	if err := l.decode(ctx, set, list.entries); err != nil {
		return nil, err
	}
	n := 0
	for i, e := range list.entries {
		if e.why != nil {
			l.report.bad(relative(dir, e.path), e.why)
			continue
		}
		copy(set.Image(n), set.Image(i))
		n++
		set.files.names = append(set.files.names, relative(dir, e.path))
		if list.classes != nil {
			set.Labels = append(set.Labels, e.class)
		}
	}
	set.Pixels = set.Pixels[:n*set.imageSize()]
	return set, nil
}

// decode decodes the files of entries that may be images into the set, and notes why one
// is none. It returns the error of a context that ends.
//
// All images that are decoded at a time have no more pixels together than the largest may
// have, so that memory does not grow with the number of cores.
func (l *loading) decode(ctx context.Context, set *Set, entries []entry) error {
	decoding := semaphore.NewWeighted(picture.MaxPixels)
	var mutex sync.Mutex
	done := 0
	return each(ctx, len(entries), func(i int) {
		if e := &entries[i]; e.why == nil {
			if err := readImage(ctx, set.Image(i), e.path, l.Ground, decoding); err != nil {
				e.why = withoutPath(err)
			}
		}
		if l.Progress != nil {
			mutex.Lock()
			defer mutex.Unlock()
			done++
			l.Progress(done, len(entries))
		}
	})
}
