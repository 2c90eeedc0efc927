package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/bench/study"
	"github.com/abc86604/temper/bench/study/page"
)

// defaultAddress is that of --serve alone.
const defaultAddress = ":8080"

// pageAge is how old a served page may be, so that many readers cost what one does.
const pageAge = 5 * time.Second

// A site serves the page of a study. One that is nil serves none.
type site struct {
	listener net.Listener
	server   *http.Server

	mutex sync.Mutex
	state func() (study.Results, *page.Live)
	text  []byte    // of the page
	made  time.Time // when text was
}

// openSite takes the address of --serve, before any work is done; nil without the flag.
func (f *studyFlags) openSite(cmd *cobra.Command) (*site, error) {
	if !cmd.Flags().Changed("serve") {
		return nil, nil
	}
	host, port, err := net.SplitHostPort(f.serve)
	if err != nil {
		return nil, usagef("--serve %q: want HOST:PORT, or :PORT on this machine alone", f.serve)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	listener, err := new(net.ListenConfig).Listen(cmd.Context(), "tcp", net.JoinHostPort(host, port))
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("--serve %s: the address is in use; --serve=:0 takes one that is free", f.serve)
	}
	if err != nil {
		return nil, fmt.Errorf("--serve %s: %w", f.serve, err)
	}
	return &site{listener: listener}, nil
}

// address is that of the page.
func (s *site) address() string { return "http://" + s.listener.Addr().String() + "/" }

// show serves the page of a state from now on, in place of that before.
func (s *site) show(state func() (study.Results, *page.Live)) {
	if s == nil {
		return
	}
	s.mutex.Lock()
	s.state, s.text = state, nil
	s.mutex.Unlock()
	if s.server == nil {
		s.server = &http.Server{
			Handler:           s.handler(),
			ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Second,
			WriteTimeout: time.Minute, IdleTimeout: time.Minute,
			ErrorLog: log.New(io.Discard, "", 0), // what a reader does wrong is none of the study's
		}
		go s.server.Serve(s.listener)
	}
}

// handler serves the page at /, and nothing else.
func (s *site) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		text, err := s.page()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(text))
	})
	return mux
}

// page is the page of the state, no older than pageAge.
func (s *site) page() ([]byte, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.text != nil && time.Since(s.made) < pageAge {
		return s.text, nil
	}
	r, live := s.state()
	var text bytes.Buffer
	if err := page.Render(&text, &r, live); err != nil {
		return nil, err
	}
	s.text, s.made = text.Bytes(), time.Now()
	return s.text, nil
}

// wait keeps the site until the command is interrupted.
func (s *site) wait(cmd *cobra.Command) {
	if s == nil {
		return
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "The page stays at %s until Ctrl-C\n", s.address())
	<-cmd.Context().Done()
}

// close gives the address back.
func (s *site) close() {
	switch {
	case s == nil:
	case s.server == nil:
		s.listener.Close()
	default:
		s.server.Close()
	}
}

// addressBehind refuses the address of --serve as a word of its own, which a flag that may
// stand alone cannot have, and other arguments as next does.
func addressBehind(next cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 && cmd.Flags().Changed("serve") && strings.Contains(args[0], ":") {
			return usagef("--serve takes its address behind =: --serve=%s", args[0])
		}
		return next(cmd, args)
	}
}
