package retrieval

import (
	"reflect"
	"strings"
	"testing"
)

func TestDecodeQrels(t *testing.T) {
	want := Qrels{"q1": {"d1": 1, "d2": 0}, "2": {"d1": -1, "ü": 3}}
	for name, text := range map[string]string{
		"TREC":             "q1 0 d1 1\nq1\t0\td2\t0\n2   Q0 \t d1 -1\n 2 0 ü 3\n",
		"TREC, no end":     "q1 0 d1 1\r\n\r\n\nq1 0 d2 0\n2 0 d1 -1\n2 0 ü +3",
		"BEIR":             "query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t0\n2\td1\t-1\n2\tü\t3\n",
		"BEIR, Windows":    "\ufeffquery-id\tcorpus-id\tscore\r\nq1\td1\t1\r\nq1\td2\t0\r\n2\td1\t-1\r\n2\tü\t3\r\n\r\n",
		"twice, one grade": "q1 0 d1 1\nq1 0 d2 0\n2 0 d1 -1\n2 0 ü 3\nq1 1 d1 1\n",
	} {
		if got, err := DecodeQrels(strings.NewReader(text)); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	got, err := DecodeQrels(strings.NewReader("query-id\tcorpus-id\tscore\na b\tc  d \t2\n"))
	if want := (Qrels{"a b": {"c  d ": 2}}); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("ids with blanks: %v, %v", got, err)
	}
	if n := want.Judgements(); n != 4 {
		t.Errorf("%d judgements, want 4", n)
	}
}

func TestDecodeQrelsRefuses(t *testing.T) {
	const beir = "query-id\tcorpus-id\tscore\n"
	for text, want := range map[string]string{
		"":                            "no judgement",
		beir:                          "no judgement",
		"q\td\t1\n":                   "line 1: 3 columns, want TREC's 4",
		"q 0 d 1 x\n":                 "line 1: 5 columns",
		"q 0 d 1\n\nq 0 e one\n":      `line 3: grade "one" is no integer`,
		"q 0 d 1.0\n":                 `grade "1.0" is no integer`,
		"q 0 d 99999999999\n":         "is no integer",
		beir + "q\td\n":               "line 2: 2 columns between tabs",
		beir + "q 0 d 1\n":            "line 2: 1 columns between tabs",
		beir + "\td\t1\n":             "line 2: an id is empty",
		beir + "q\t\t1\n":             "line 2: an id is empty",
		"q 0 d 1\nq 0 e 1\nq 0 d 2\n": `line 3: document "d" has grade 2 for query "q", and 1 in a line before`,
		"\n" + beir + "q\td\t1\n":     "line 2: 3 columns",
		"q 0 d 1\n" + strings.Repeat("x", maxLine+1): "line 2: longer than",
	} {
		_, err := DecodeQrels(strings.NewReader(text))
		wantError(t, err, want)
	}
	_, err := ReadQrels("testdata/missing.tsv")
	wantError(t, err, "testdata/missing.tsv")
}
