package page

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/abc86604/temper/bench/study"
)

// browser is the path of a Chromium, under one of the names that it has.
func browser(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes seconds to start")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium in PATH: nobody looked at the page")
	return ""
}

// wrapper is a page with the study's in a frame, which can be narrower than any window is.
// It writes down what has become of it there.
const wrapper = `<!DOCTYPE html><meta charset="utf-8"><title>wrapper</title>
<iframe src="/" style="width:%dpx;height:900px;border:0"></iframe><pre id="seen"></pre>
<script>
addEventListener("load", () => {
  const page = document.querySelector("iframe").contentDocument, root = page.documentElement;
  page.querySelectorAll("details").forEach((d) => d.open = true);
  const wide = [...page.querySelectorAll("body *")].filter((e) =>
    e.getBoundingClientRect().right > root.clientWidth + 0.5 && !e.closest(".scroll > *") && !e.closest("svg *"));
  document.getElementById("seen").textContent = JSON.stringify({
    Width: root.clientWidth, Scroll: root.scrollWidth,
    Wide: wide.map((e) => e.tagName + "." + e.className + " " + e.textContent.slice(0, 40)),
    Figures: [...page.querySelectorAll("svg")].map((s) => [s.getBoundingClientRect().width, s.getBoundingClientRect().height]),
    Ground: getComputedStyle(page.body).backgroundColor, Ink: getComputedStyle(page.body).color,
    Title: page.title,
  });
});
</script>`

// seen is what the wrapper writes down.
type seen struct {
	Width, Scroll      float64
	Wide               []string
	Figures            [][2]float64
	Ground, Ink, Title string
}

// serve serves a page at / and the wrapper of so many pixels at /wrapper.
func serve(t *testing.T, page string, width int) *httptest.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, page) })
	mux.HandleFunc("GET /wrapper", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, wrapper, width) })
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("/", func(_ http.ResponseWriter, r *http.Request) { t.Errorf("the page asks for %s", r.URL) })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

var written = regexp.MustCompile(`(?s)<pre id="seen">(.*?)</pre>`)

// look opens a page in a frame of a width, light or dark, and says what is seen.
func look(t *testing.T, chromium, page string, width int, dark bool) (s seen) {
	t.Helper()
	scheme := 1
	if dark {
		scheme = 0
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
		"--user-data-dir="+t.TempDir(), "--enable-logging=stderr", fmt.Sprintf("--blink-settings=preferredColorScheme=%d", scheme),
		"--window-size=1400,1000", "--virtual-time-budget=5000", "--dump-dom", serve(t, page, width).URL+"/wrapper")
	var problems strings.Builder
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &problems)
	}
	for line := range strings.Lines(problems.String()) {
		if strings.Contains(line, "CONSOLE") {
			t.Errorf("the console says %s", line)
		}
	}
	match := written.FindSubmatch(out)
	if match == nil {
		t.Fatalf("the wrapper wrote nothing:\n%.2000s\n%s", out, &problems)
	}
	if err := json.Unmarshal([]byte(html.UnescapeString(string(match[1]))), &s); err != nil {
		t.Fatalf("%v in %s", err, match[1])
	}
	return s
}

// In a browser every figure is drawn, and nothing is wider than a phone or a screen.
func TestPageInBrowser(t *testing.T) {
	chromium := browser(t)
	r := sampleOf(t, "CIFAR-10")
	page := rendered(t, r, nil)
	figures := strings.Count(page, "<svg")
	grounds := map[string]bool{}
	for _, width := range []int{390, 1280} {
		for _, dark := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d dark %t", width, dark), func(t *testing.T) {
				s := look(t, chromium, page, width, dark)
				if s.Width != float64(width) || s.Scroll > s.Width || len(s.Wide) > 0 {
					t.Errorf("%v px of %v, beyond the edge: %q", s.Scroll, s.Width, s.Wide)
				}
				if !strings.HasPrefix(s.Title, "CIFAR-10: ") || len(s.Figures) != figures || figures < 4 {
					t.Errorf("%q with %d figures, want %d", s.Title, len(s.Figures), figures)
				}
				for i, size := range s.Figures {
					if size[0] < 200 || size[1] < 50 {
						t.Errorf("figure %d is %v", i, size)
					}
				}
				if s.Ground == s.Ink {
					t.Errorf("%s on %s", s.Ink, s.Ground)
				}
				grounds[s.Ground] = true
			})
		}
	}
	if len(grounds) != 2 {
		t.Errorf("light and dark are %v", grounds)
	}
}

// Names without a space to break at, and a study that has just begun, stay within the page.
func TestPageInBrowserOfExtremes(t *testing.T) {
	chromium := browser(t)
	long := strings.Repeat("images_of_everything_", 12)
	r := sampleOf(t, long)
	for i := range r.Rows {
		if r.Rows[i].Error != "" {
			r.Rows[i].Error = long
		}
		r.Rows[i].Train += " --data " + long
	}
	r.Settings.Data = long
	for name, page := range map[string]string{
		"long":  rendered(t, r, &Live{Done: 3, Total: 9, Left: time.Hour, UnderWay: []string{long}}),
		"begun": rendered(t, &study.Results{Settings: study.Defaults()}, &Live{Total: 9}),
	} {
		if s := look(t, chromium, page, 390, false); s.Scroll > s.Width || len(s.Wide) > 0 {
			t.Errorf("%s: %v px of %v, beyond the edge: %q", name, s.Scroll, s.Width, s.Wide)
		}
	}
}

// A PDF of the page is made, with what was folded in it.
func TestPageOnPaper(t *testing.T) {
	chromium := browser(t)
	server := serve(t, rendered(t, sampleOf(t, "shapes"), nil), 1280)
	path := t.TempDir() + "/page.pdf"
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--user-data-dir="+t.TempDir(),
		"--virtual-time-budget=5000", "--print-to-pdf="+path, server.URL+"/")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text, err := os.ReadFile(path)
	if err != nil || !strings.HasPrefix(string(text), "%PDF") || len(text) < 20_000 {
		t.Errorf("%d bytes of a PDF, %v", len(text), err)
	}
}
