package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/abc86604/temper/nn/adapt"
)

// adapterInfo is what temper info prints of the run of an adapter.
type adapterInfo struct {
	Run    string       `json:"run"`
	Digest string       `json:"digest"`
	Towers adapt.Towers `json:"towers"`
	Query  headInfo     `json:"query"`
	Corpus headInfo     `json:"corpus"`
}

type headInfo struct {
	Head     string `json:"head"`
	In       int    `json:"in"`
	Out      int    `json:"out"`
	Identity bool   `json:"identity"`
}

func headInfoOf(h *adapt.Head) headInfo { return headInfo{h.Kind(), h.In(), h.Out(), h.IsIdentity()} }

func (h headInfo) String() string {
	if h.Identity {
		return "none, rows stay as they are"
	}
	return fmt.Sprintf("%s, rows of %d values to %d", h.Head, h.In, h.Out)
}

// infoOfAdapter prints what the folder of an adapter's run holds.
func infoOfAdapter(cmd *cobra.Command, c common, dir string) error {
	a, err := adapt.Load(dir)
	if err != nil {
		return err
	}
	printNotice(cmd, a.Notice)
	info := adapterInfo{dir, a.Digest, a.Towers(), headInfoOf(a.Query), headInfoOf(a.Corpus)}
	if c.json {
		return printJSON(cmd, info)
	}
	return printFields(cmd, []field{
		{"run", info.Run},
		{"digest", info.Digest},
		{"towers", info.Towers},
		{"head of queries", info.Query},
		{"head of the corpus", info.Corpus},
	})
}
