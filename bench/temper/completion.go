package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/abc86604/temper/loss"
	"github.com/abc86604/temper/nn/data"
	"github.com/abc86604/temper/nn/eval"
)

// completions are what a shell offers for flags, by their names, which a subcommand's
// name stands before where flags of that name differ. Settings say their choices
// themselves. Flags that are not here have values
// that nobody can guess, numbers for the most part.
func completions() map[string]cobra.CompletionFunc {
	all := map[string]cobra.CompletionFunc{
		"data":   completeData,
		"loss":   choose(lossChoices()...),
		"losses": chooseSome(lossChoices()...),
		"split":  choose(string(data.Train), string(data.Test)),
		"layer":  choose(embeddingLayer, featuresLayer),
		"tower":  choose(queryTower, corpusTower),
		"probe":  choose(eval.ProbeLBFGS, eval.ProbeSGD),
		"plot":   completeFiles("svg", "png"),
		"out":    completeFolders,
		"init":   completeFolders,
		"config": completeFiles("json"),
		"qrels":  completeFiles("tsv", "txt", "qrels"),
		"run":    completeFiles("trec", "txt", "run"),

		"adapter":  completeFolders,
		"mine out": completeFiles("tsv"),
	}
	for _, matrix := range []string{"z0", "z1", "bank", "index", "labels", "extra", "embeddings", "queries", "query-labels", "corpus", "in"} {
		all[matrix] = completeFiles(matrixEndings...)
	}
	for _, text := range []string{"corpus-ids", "query-ids"} {
		all[text] = completeFiles("ids", "txt")
	}
	for _, matrix := range []string{"grad0", "grad1", "grad-extra", "embed out", "labels-out", "rows-out", "z0-out", "z1-out"} {
		all[matrix] = completeFiles("npy")
	}
	return all
}

// complete tells shells what there is to complete in the flags of every subcommand that
// does not say so itself, and in its argument, which is a run or nothing.
func complete(root *cobra.Command) {
	known := completions()
	completeFlags(root, known)
	for _, sub := range root.Commands() {
		completeFlags(sub, known)
		sub.ValidArgsFunction = cobra.NoFileCompletions
		if fields := strings.Fields(sub.Use); len(fields) > 1 && strings.Trim(fields[1], "[]") == "RUN" {
			sub.ValidArgsFunction = completeRun
		}
	}
}

func completeFlags(cmd *cobra.Command, known map[string]cobra.CompletionFunc) {
	cmd.LocalFlags().VisitAll(func(flag *pflag.Flag) {
		if _, own := cmd.GetFlagCompletionFunc(flag.Name); own {
			return
		}
		for _, name := range []string{cmd.Name() + " " + flag.Name, flag.Name} {
			if f := known[name]; f != nil {
				register(cmd, flag.Name, f)
				return
			}
		}
		register(cmd, flag.Name, cobra.NoFileCompletions)
	})
}

// completeChoices makes shells offer the choices of a flag.
func completeChoices(cmd *cobra.Command, flag string, choices ...string) {
	register(cmd, flag, choose(choices...))
}

// register sets what shells offer for a flag, which the command must have.
func register(cmd *cobra.Command, flag string, f cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, f); err != nil {
		panic("temper: " + err.Error())
	}
}

// lossChoices are the losses, with what they are.
func lossChoices() (all []string) {
	for _, m := range loss.Family() {
		all = append(all, cobra.CompletionWithDesc(m.Name, m.Help))
	}
	return all
}

func choose(choices ...string) cobra.CompletionFunc {
	return cobra.FixedCompletions(choices, cobra.ShellCompDirectiveNoFileComp)
}

// someOfThese completes the last element of a list.
func chooseSome(choices ...string) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, typed string) (all []string, _ cobra.ShellCompDirective) {
		before := typed[:strings.LastIndex(typed, ",")+1]
		for _, c := range choices {
			all = append(all, before+c)
		}
		return all, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
}

// completeFiles completes the names of files by their extensions.
func completeFiles(extensions ...string) cobra.CompletionFunc {
	return cobra.FixedCompletions(extensions, cobra.ShellCompDirectiveFilterFileExt)
}

// completeFolders leaves folders to the shell.
func completeFolders(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// completeRun completes the one argument that there is.
func completeRun(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return completeFolders(cmd, args, typed)
}

// completeData completes a folder of images, or "shapes". A shell that is given a word lists
// no folders of its own.
func completeData(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	const drawn = "shapes"
	if !strings.HasPrefix(drawn, typed) {
		return completeFolders(cmd, args, typed)
	}
	all := []string{drawn}
	names, _ := filepath.Glob(typed + "*")
	for _, name := range names {
		if info, err := os.Stat(name); err == nil && info.IsDir() && name[0] != '.' {
			all = append(all, name+string(filepath.Separator))
		}
	}
	if len(all) == 1 {
		return all, cobra.ShellCompDirectiveNoFileComp
	}
	return all, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}
