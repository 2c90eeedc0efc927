package parallel

import (
	"fmt"
	"testing"
	"time"
)

// work keeps a core busy for about so long.
func work(length time.Duration) {
	for start := time.Now(); time.Since(start) < length; {
	}
}

// BenchmarkSection measures what a section costs beyond its tasks: two tasks on
// two threads, empty, of 20 µs each, and of 20 µs with as long alone in between; and
// many tasks on more threads than there are cores.
func BenchmarkSection(b *testing.B) {
	for _, c := range []struct {
		threads, tasks int
		task, alone    time.Duration
	}{
		{2, 2, 0, 0}, {2, 2, 20 * time.Microsecond, 0}, {2, 2, 20 * time.Microsecond, 20 * time.Microsecond},
		{2, 2, 20 * time.Microsecond, 200 * time.Microsecond},
		{1, 64, 20 * time.Microsecond, 0}, {2, 64, 20 * time.Microsecond, 0}, {64, 64, 20 * time.Microsecond, 0},
	} {
		b.Run(fmt.Sprintf("threads=%d/tasks=%dx%v/alone=%v", c.threads, c.tasks, c.task, c.alone), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				For(c.threads, c.tasks, func(int) { work(c.task) })
				work(c.alone)
			}
		})
	}
}
