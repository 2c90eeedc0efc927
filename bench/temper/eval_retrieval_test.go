package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// small is a corpus of four documents on a quarter of a circle and three queries, in a
// folder, with the flags that search it.
func small(t *testing.T) (dir string, flags []string) {
	t.Helper()
	dir = t.TempDir()
	corpus := save(t, dir, "d", 2, 1, 0, 4, 3, 3, 4, 0, 2)
	queries := save(t, dir, "q", 2, 5, 1, 1, 5, 7, 0)
	put(t, filepath.Join(dir, "d.ids"), []byte("a\nb\nc\nd\n"))
	put(t, filepath.Join(dir, "q.ids"), []byte("right\nup\na\n"))
	put(t, filepath.Join(dir, "qrels.tsv"), []byte("query-id\tcorpus-id\tscore\nright\tb\t1\nup\td\t1\nup\tgone\t2\nlost\ta\t1\na\tb\t0\n"))
	return dir, []string{"eval", "--corpus", corpus, "--corpus-ids", filepath.Join(dir, "d.ids"), "--queries", queries,
		"--query-ids", filepath.Join(dir, "q.ids"), "--qrels", filepath.Join(dir, "qrels.tsv"), "--ks", "2,1"}
}

// Query "right" finds a, b, c, d, so b at rank 2; "up" finds d, c, b, a, and d is one of
// two; "lost" has no row, "a" no relevant document.
func TestEvalRetrieval(t *testing.T) {
	dir, flags := small(t)
	run, perQuery := filepath.Join(dir, "r.trec"), filepath.Join(dir, "q.csv")
	stdout, _ := succeed(t, append(flags, "--run-out", run, "--per-query", perQuery, "--json")...)
	o := object(t, stdout)
	for name, want := range map[string]float64{
		"documents": 4, "dim": 2, "depth": 1000, "queries": 4, "judgements": 5, "without_relevant": 1, "missing_queries": 1, "missing_documents": 1, "cut_ties": 0,
		"ndcg@1": 0.5 / 4, "ndcg@2": (0.63092975357 + 1/(2+0.63092975357)) / 4, "mrr@1": 1.0 / 4, "mrr@2": 1.5 / 4, "recall@1": 0.5 / 4,
		"recall@2": 1.5 / 4, "precision@1": 1.0 / 4, "precision@2": 1.0 / 4, "success@1": 1.0 / 4, "success@2": 2.0 / 4, "map": 1.0 / 4,
	} {
		near(t, name, o[name], want)
	}
	if len(o) != 20 {
		t.Errorf("%d members: %v", len(o), slices.Sorted(maps.Keys(o)))
	}
	ranked := ""
	for line := range strings.Lines(string(get(t, run))) {
		f := strings.Fields(line)
		ranked += f[0] + f[2] + f[3] + " "
	}
	if want := "aa1 ab2 ac3 ad4 righta1 rightb2 rightc3 rightd4 upd1 upc2 upb3 upa4 "; ranked != want {
		t.Errorf("%s: found %s, want %s", run, ranked, want)
	}
	wantLines := `query,ndcg@1,ndcg@2,mrr@1,mrr@2,recall@1,recall@2,precision@1,precision@2,success@1,success@2,map
a,0,0,0,0,0,0,0,0,0,0,0
lost,0,0,0,0,0,0,0,0,0,0,0
right,0,0.6309297535714574,0,0.5,0,1,0,0.5,0,1,0.5
up,0.5,0.3800937667159343,1,1,0.5,0.5,1,0.5,1,1,0.5
`
	if got := string(get(t, perQuery)); got != wantLines {
		t.Errorf("%s: %s\nwant %s", perQuery, got, wantLines)
	}
	again, _ := succeed(t, "eval", "--run", run, "--qrels", filepath.Join(dir, "qrels.tsv"), "--ks", "1,2", "--json")
	of := object(t, again)
	for name := range of {
		if of[name] != o[name] {
			t.Errorf("%s is %v of the run, %v of the search", name, of[name], o[name])
		}
	}
	if len(of) != 15 {
		t.Errorf("%d members of a run: %v", len(of), slices.Sorted(maps.Keys(of)))
	}
}

func TestEvalRetrievalText(t *testing.T) {
	dir, flags := small(t)
	stdout, stderr := succeed(t, append(flags, "--depth", "2", "--run-out", filepath.Join(dir, "r.trec"))...)
	want := strings.ReplaceAll(`documents          4 of 2 values
queries            4 judged, by 5 judgements
without_relevant   1 of 4 judged have no relevant document
missing_queries    1 of 4 judged are not in DIR/q.npy, such as "lost"
missing_documents  1 of 4 judged are not in DIR/d.npy, such as "gone"
cut_ties           0 of 3 searched are cut at rank 2, between equal scores

           @1      @2
ndcg       0.1250  0.2528
mrr        0.2500  0.3750
recall     0.1250  0.3750
precision  0.2500  0.2500
success    0.2500  0.5000
map        0.2500
`, "DIR", dir)
	if stdout != want || stderr != "" {
		t.Errorf("%s\nwant\n%s", stdout, want)
	}
	stdout, _ = succeed(t, "eval", "--run", filepath.Join(dir, "r.trec"), "--qrels", filepath.Join(dir, "qrels.tsv"), "--ks", "1")
	want = strings.ReplaceAll(`queries           4 judged, by 5 judgements
without_relevant  1 of 4 judged have no relevant document
missing_queries   1 of 4 judged are not in DIR/r.trec, such as "lost"

           @1
ndcg       0.1250
mrr        0.2500
recall     0.1250
precision  0.2500
success    0.2500
map        0.2500
`, "DIR", dir)
	if stdout != want {
		t.Errorf("%s\nwant\n%s", stdout, want)
	}
}

// A query that is a document of the corpus does not find itself, and finds as many others;
// taken out of a run it leaves a rank less.
func TestEvalExcludeSameID(t *testing.T) {
	dir, flags := small(t)
	qrels := filepath.Join(dir, "own.qrels")
	put(t, qrels, []byte("a 0 b 1\na 0 a 1\n"))
	run := filepath.Join(dir, "r.trec")
	search := append(flags, "--qrels", qrels, "--depth", "2", "--run-out", run, "--json")
	stdout, _ := succeed(t, search...)
	if o := object(t, stdout); o["mrr@1"] != 1.0 || o["recall@2"] != 1.0 {
		t.Errorf("with itself: %v", o)
	}
	stdout, _ = succeed(t, "eval", "--run", run, "--qrels", qrels, "--ks", "1,2", "--exclude-same-id", "--json")
	if o := object(t, stdout); o["mrr@1"] != 1.0 || o["recall@2"] != 0.5 {
		t.Errorf("of a run without itself: %v", o)
	}
	succeed(t, append(search, "--exclude-same-id")...)
	if got := string(get(t, run)); !strings.HasPrefix(got, "a Q0 b 1 0.800000012 temper\na Q0 c 2 ") || strings.Count(got, "\n") != 2 {
		t.Errorf("without itself: %s", got)
	}
}

// Of documents that are alike the largest id is kept, and the cut is told.
func TestEvalCutTies(t *testing.T) {
	dir := t.TempDir()
	corpus, queries := save(t, dir, "d", 1, make12()...), save(t, dir, "q", 1, 3)
	qrels, run := filepath.Join(dir, "qrels"), filepath.Join(dir, "r.trec")
	put(t, qrels, []byte("0 0 10 1\n"))
	stdout, _ := succeed(t, "eval", "--corpus", corpus, "--queries", queries, "--qrels", qrels, "--depth", "3", "--ks", "3", "--run-out", run, "--json")
	if o := object(t, stdout); o["cut_ties"] != 1.0 || o["mrr@3"] != 0.0 {
		t.Errorf("%v", o)
	}
	if got := string(get(t, run)); got != "0 Q0 9 1 1 temper\n0 Q0 8 2 1 temper\n0 Q0 7 3 1 temper\n" {
		t.Errorf("%s", got)
	}
}

// make12 are twelve rows that are alike.
func make12() (rows []float32) {
	for i := range 12 {
		rows = append(rows, float32(i+1))
	}
	return rows
}

func TestEvalRetrievalRefuses(t *testing.T) {
	dir, flags := small(t)
	with := func(more ...string) []string { return append(slices.Clone(flags[1:]), more...) }
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		put(t, path, []byte(text))
		return path
	}
	run, qrels := file("r.trec", "right Q0 a 1 0.5 x\n"), filepath.Join(dir, "qrels.tsv")
	for _, c := range []struct {
		status int
		want   string
		args   []string
	}{
		{2, "retrieval needs --corpus or --run", []string{"--qrels", qrels}},
		{2, "retrieval needs --corpus or --run", []string{"--embeddings", filepath.Join(dir, "d.npy"), "--depth", "3"}},
		{2, "--corpus needs --queries", []string{"--corpus", filepath.Join(dir, "d.npy"), "--qrels", qrels}},
		{2, "--corpus needs --qrels", with()[:8]},
		{2, "--run needs --qrels", []string{"--run", run}},
		{2, "eval --run takes no --corpus", with("--run", run)},
		{2, "eval --run takes no --depth", []string{"--run", run, "--qrels", qrels, "--depth", "9"}},
		{2, "eval --run takes no --queries", []string{"--run", run, "--qrels", qrels, "--queries", run}},
		{2, "eval --corpus takes no --labels", with("--labels", "y.npy")},
		{2, "--depth 0: want 1 or more", with("--depth", "0")},
		{2, "--ks 2: beyond --depth 1", with("--depth", "1")},
		{2, "--ks [0,1,2]: want ranks from 1 up", with("--ks", "0")},
		{1, "r.trec: named twice", with("--run-out", run, "--per-query", run)},
		{1, "qrels.tsv: named twice", with("--per-query", qrels)},
		{1, "no.tsv", with("--qrels", filepath.Join(dir, "no.tsv"))},
		{1, "d.npy", with("--qrels", filepath.Join(dir, "d.npy"))},
		{1, "short.ids: 1 ids for 4 rows", with("--corpus-ids", file("short.ids", "a\n"))},
		{1, `twice.ids: line 3: id "x" is that of line 1 already`, with("--query-ids", file("twice.ids", "x\ny\nx\n"))},
		{1, `other.qrels: none of its query ids, such as "p", is in `, with("--qrels", file("other.qrels", "p 0 a 1\nq 0 a 1\n"))},
		{1, `other.qrels: none of its query ids, such as "p", is in ` + run, []string{"--run", run, "--qrels", filepath.Join(dir, "other.qrels")}},
		{1, `none.qrels: none of its document ids, such as "x", is in `, with("--qrels", file("none.qrels", "up 0 x 1\n"))},
		{1, "whose ids are the numbers of its rows without --corpus-ids", []string{"--corpus", filepath.Join(dir, "d.npy"), "--queries", filepath.Join(dir, "q.npy"), "--qrels", qrels}},
		{1, "wide.npy has 3", with("--corpus", save(t, dir, "wide", 3, make12()...))},
		{1, "zero.npy: row 1: all zeros", with("--corpus", save(t, dir, "zero", 2, 1, 0, 0, 0, 1, 1, 2, 2))},
		{1, "zeroq.npy: row 1: all zeros", with("--queries", save(t, dir, "zeroq", 2, 1, 0, 0, 0, 1, 1))},
		{1, `blank.ids: row 0: id "a b" cannot stand in a TREC run`, with("--query-ids", file("blank.ids", "a b\nup\nx\n"), "--qrels", file("blank.tsv", "query-id\tcorpus-id\tscore\na b\ta\t1\n"), "--run-out", filepath.Join(dir, "new.trec"))},
		{1, `twice.trec: line 2: document "a" comes twice`, []string{"--qrels", qrels, "--run", file("twice.trec", "up Q0 a 1 2 x\nup Q0 a 2 1 x\n")}},
	} {
		fail(t, c.status, c.want, append([]string{"eval"}, c.args...)...)
	}
	if _, err := os.Stat(filepath.Join(dir, "new.trec")); err == nil {
		t.Error("an output is there though its command failed")
	}
}
