package parallel

import (
	"sync/atomic"
	"testing"
	"time"
)

func TestRecordTurns(t *testing.T) {
	var turn atomic.Int32
	r := Record(func() {
		For(2, 2, func(int) {
			work(time.Millisecond)
			Awaited(&turn)
			work(time.Millisecond)
			Passed(&turn)
		})
	})
	for task, meets := range r.Sections[0].Meets {
		if len(meets) != 2 || meets[0].Pass || !meets[1].Pass || meets[0].What != &turn ||
			meets[0].At < time.Millisecond || meets[1].At < 2*time.Millisecond || meets[1].At > r.Sections[0].Tasks[task] {
			t.Errorf("%+v", meets)
		}
	}
}
