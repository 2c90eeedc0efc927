package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/abc86604/temper/nn/format/atomicfile"
)

// hangup is SIGHUP, by its number: js has no name for it.
const hangup = syscall.Signal(1)

// ends are the signals that end the work, by their names.
var ends = map[os.Signal]string{syscall.SIGINT: "SIGINT", syscall.SIGTERM: "SIGTERM", hangup: "SIGHUP"}

// bySignal is why a context ended that a signal ended.
type bySignal struct{ signal os.Signal }

func (s bySignal) Error() string { return "interrupted by " + ends[s.signal] }

// Is tells that the context was cancelled, for whoever returns its cause as an error.
func (s bySignal) Is(target error) bool { return target == context.Canceled }

// status is what shells say of a process that the signal ended: 130 after SIGINT, 143
// after SIGTERM, 129 after SIGHUP.
func (s bySignal) status() int { return 128 + int(s.signal.(syscall.Signal)) }

// untilSignal returns a context that the first signal ends, so that the work can leave
// things in order. A second one ends the program at once, without half a file left
// behind; SIGHUP is no second one, because a terminal that closes sends it twice, by the
// kernel and by the shell. What was ignored when the program began stays so: nohup
// ignores SIGHUP, and a shell may ignore SIGINT for what it runs in the background.
func untilSignal(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancelCause(ctx)
	signals := make(chan os.Signal, 2)
	for s := range ends {
		if !signal.Ignored(s) {
			signal.Notify(signals, s)
		}
	}
	go func() {
		cancel(bySignal{<-signals})
		again := <-signals
		for again == hangup {
			again = <-signals
		}
		atomicfile.Abandon()
		os.Exit(bySignal{again}.status())
	}()
	return ctx
}

// interruption is why ctx ended, as a command says it.
func interruption(ctx context.Context) error {
	var by bySignal
	if errors.As(context.Cause(ctx), &by) {
		return by
	}
	return errors.New("interrupted")
}

// explained is err, or where that says no more than that a context ended, why ctx did.
func explained(ctx context.Context, err error) error {
	var by bySignal
	if errors.Is(err, context.Canceled) && !errors.As(err, &by) {
		return interruption(ctx)
	}
	return err
}

// interrupted is the error of a command whose work the end of ctx ended, with what it
// has to say beside that.
func interrupted(ctx context.Context, more string) error {
	return fmt.Errorf("%w, %s", interruption(ctx), more)
}
