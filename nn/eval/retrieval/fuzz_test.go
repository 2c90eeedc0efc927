package retrieval

import (
	"bytes"
	"strings"
	"testing"
)

// Whatever the bytes, there is an error of one line or judgements that the text has room for.
func FuzzDecodeQrels(f *testing.F) {
	for _, seed := range []string{"q 0 d 1\n", "query-id\tcorpus-id\tscore\nq\td\t1\n", "q 0 d 1\nq 0 d 2\n", "\ufeffq\t0 d -1", "\n\n", "q 0 d 1 x"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		q, err := DecodeQrels(bytes.NewReader(b))
		if (err == nil) != (len(q) > 0) || q.Judgements() > bytes.Count(b, []byte("\n"))+1 {
			t.Fatalf("%v, %v", q, err)
		}
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Fatalf("%q", err)
		}
	})
}

// A run that is read can be written, and comes back in the same order.
func FuzzDecodeRun(f *testing.F) {
	for _, seed := range []string{"q Q0 d 1 0.5 x\n", "q Q0 d 1 0.5 x\nq Q0 e 1 0.5 x\nq Q0 d 1 1 x\n", "q Q0 d 1 -Inf x", "a b c d 1e-400 f\r\n", "\v Q0 d 1 1 x"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		run, err := DecodeRun(bytes.NewReader(b))
		if (err == nil) != (len(run) > 0) || err != nil && strings.Contains(err.Error(), "\n") {
			t.Fatalf("%v, %v", run, err)
		}
		var text bytes.Buffer
		if run.Encode(&text, "x") != nil { // for an id with other white space in it
			return
		}
		back, err := DecodeRun(&text)
		if len(run) != len(back) {
			t.Fatalf("%v, %v, want %v", back, err, run)
		}
		for query, hits := range run {
			if len(back[query]) != len(hits) {
				t.Fatalf("query %q: %v, want %v", query, back[query], hits)
			}
		}
	})
}
