package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/bench/study/page"
)

// visitor is a standard error that reads the page at every address that it is told, after
// which it does what is to be done.
type visitor struct {
	bytes.Buffer
	t     *testing.T
	pages []string
	then  func(pages int)
}

var pageAddress = regexp.MustCompile(`http://127\.0\.0\.1:\d+/`)

func (v *visitor) Write(p []byte) (int, error) {
	if address := pageAddress.FindString(string(p)); address != "" {
		status, text := ask(v.t, http.MethodGet, address)
		if status != http.StatusOK {
			v.t.Errorf("status %d of %s", status, address)
		}
		v.pages = append(v.pages, text)
		v.then(len(v.pages))
	}
	return v.Buffer.Write(p)
}

// ask is what a server says.
func ask(t *testing.T, method, address string) (status int, text string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// The page is there from the first cell on, and stays until the command is interrupted,
// which is no fault then.
func TestStudyServe(t *testing.T) {
	images, out := tinyData(t), filepath.Join(t.TempDir(), "study")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stderr := &visitor{t: t, then: func(pages int) {
		if pages == 2 {
			cancel()
		}
	}}
	var stdout bytes.Buffer
	if status := run(ctx, studyTiny(images, out, "--serve=:0"), &stdout, stderr); status != exitOK {
		t.Fatalf("status %d:\n%s", status, stderr)
	}
	if len(stderr.pages) != 2 || !strings.Contains(stderr.pages[0], `http-equiv="refresh"`) || !strings.Contains(stderr.pages[0], " of 3 cells") {
		t.Fatalf("%d pages of a study that goes on:\n%s", len(stderr.pages), stderr)
	}
	if got := stderr.pages[1]; got != string(get(t, filepath.Join(out, page.File))) || strings.Contains(got, "refresh") || !strings.Contains(got, "τ = 0.5") {
		t.Error("the page at the end is not report.html")
	}
	if !strings.Contains(stdout.String(), filepath.Join(out, page.File)) {
		t.Errorf("the table does not say where the page is:\n%s", &stdout)
	}
}

// One that is interrupted before its end ends as without --serve.
func TestStudyServeInterrupted(t *testing.T) {
	images, out := tinyData(t), filepath.Join(t.TempDir(), "study")
	ctx, cancel := context.WithCancel(t.Context())
	stderr := &visitor{t: t, then: func(int) { cancel() }}
	if status := run(ctx, studyTiny(images, out, "--serve=:0"), io.Discard, stderr); status != exitError || len(stderr.pages) != 1 {
		t.Errorf("status %d, %d pages:\n%s", status, len(stderr.pages), stderr)
	}
	if !strings.Contains(stderr.String(), "to go on: temper study --resume") {
		t.Errorf("stderr:\n%s", stderr)
	}
}

// The server knows one page and two ways to ask for it.
func TestSite(t *testing.T) {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &site{listener: listener}
	defer s.close()
	drawn := 0
	s.show(func() (study.Results, *page.Live) {
		drawn++
		return study.Results{Settings: study.Defaults()}, nil
	})
	for _, test := range []struct {
		method, path string
		status       int
	}{
		{"GET", "", 200}, {"HEAD", "", 200}, {"GET", "?x=1", 200},
		{"POST", "", 405}, {"DELETE", "", 405}, {"PUT", "", 405},
		{"GET", "results.json", 404}, {"GET", "../../etc/passwd", 404}, {"GET", "%2e%2e%2fetc/passwd", 404}, {"GET", "runs/", 404},
	} {
		status, text := ask(t, test.method, s.address()+test.path)
		if status != test.status {
			t.Errorf("%s /%s: status %d, want %d", test.method, test.path, status, test.status)
		}
		if whole := strings.Contains(text, "</html>"); whole != (status == 200 && test.method == "GET") {
			t.Errorf("%s /%s: %.80s", test.method, test.path, text)
		}
	}
	if drawn != 1 {
		t.Errorf("the page was made %d times within %v", drawn, pageAge)
	}
	s.show(func() (study.Results, *page.Live) {
		r := study.Results{Settings: study.Defaults()}
		r.Settings.Taus = []float64{-1}
		return r, nil
	})
	if status, text := ask(t, "GET", s.address()); status != 500 || !strings.Contains(text, "tau") {
		t.Errorf("of settings of no study: status %d, %s", status, text)
	}
}

// An address that cannot be had ends the command before it does anything.
func TestStudyServeRefuses(t *testing.T) {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	images, out := tinyData(t), filepath.Join(t.TempDir(), "study")
	taken := listener.Addr().String()
	fail(t, exitError, "--serve "+taken+": the address is in use; --serve=:0", studyTiny(images, out, "--serve="+taken)...)
	fail(t, exitError, "--serve :70000: ", studyTiny(images, out, "--serve=:70000")...)
	for _, bad := range []string{"", "8080", "localhost", "[::1"} {
		fail(t, exitUsage, `want HOST:PORT`, studyTiny(images, out, "--serve="+bad)...)
	}
	fail(t, exitUsage, "behind =: --serve=:8080", studyTiny(images, out, "--serve", ":8080")...)
	if _, err := os.Stat(out); err == nil {
		t.Error("a refused command line made a folder")
	}
}
