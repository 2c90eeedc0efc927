package suite_test

import (
	"context"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/abc86604/temper/bench/suite"
)

// The time that strings.ToUpper takes, and how many times as long another way
// takes.
func Example() {
	text, upper := strings.Repeat("temper", 100), ""
	c := suite.Case{
		Name: "upper", ISA: "generic", Threads: 1, Shape: "600", Unit: suite.ElementsNs, Elements: 600,
		Prepare: func() (suite.Subject, error) {
			return suite.Subject{
				Time:  suite.Calls(func() { upper = strings.ToUpper(text) }),
				Peers: []suite.Peer{{Name: "twice", Time: suite.Calls(func() { upper = strings.ToUpper(strings.ToUpper(text)) })}},
			}, nil
		},
	}
	r, err := suite.Measure(context.Background(), c, suite.Budget{Runs: 20, Pairs: 5, Run: 10 * time.Microsecond}, 0)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(upper[:6], r.Unit, r.Rate > 0, r.Peers["twice"] > 0)
	// Output: TEMPER elements/ns true true
}
