package study

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/abc86604/temper/bench/job"
	"github.com/abc86604/temper/nn/data"
)

// load reads both splits of the data.
func (s *Study) load(ctx context.Context, w job.Watch) (err error) {
	if s.train, s.origin, err = s.Settings.Load(ctx, data.Train, w); err != nil {
		return err
	}
	if s.test, _, err = s.Settings.Load(ctx, data.Test, w); err != nil {
		return err
	}
	if data.Labels(s.train) == nil || data.Labels(s.test) == nil {
		return fmt.Errorf("a study needs labels, and %s has none", s.Settings.Data)
	}
	if n := s.train.Len() - s.Settings.Holdout; n < s.Settings.Batch {
		return fmt.Errorf("%d items to train on are fewer than a batch of %d", n, s.Settings.Batch)
	}
	s.Items = Items{Name: nameOf(s.test, s.Settings.Data), Train: s.train.Len() - s.Settings.Holdout, Test: s.test.Len(), Classes: classesOf(s.test)}
	return nil
}

// classesOf counts the classes of labelled items.
func classesOf(items data.Source) int {
	seen := map[int]bool{}
	for _, label := range data.Labels(items) {
		seen[label] = true
	}
	return len(seen)
}

// nameOf is what a data set is known by: CIFAR's files have names of their own, others that
// of their folder.
func nameOf(test data.Source, path string) string {
	if named, ok := test.(data.Named); ok && test.Len() > 0 {
		switch file, _, _ := strings.Cut(named.Name(0), ":"); {
		case file == "test_batch.bin":
			return "CIFAR-10"
		case file == "test.bin":
			return "CIFAR-100"
		}
	}
	return fileName(path)
}

// fileName is the name of a folder or file, without what says its format.
func fileName(path string) string { return strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)) }
