package main

import (
	"fmt"
	"strings"
	"testing"
)

// goldenErrors are command lines that end with an error, by their command.
var goldenErrors = map[string][]string{
	"loss": {
		"--tau 0.1 --z0 z0.npy",
		"--loss hinge --tau 0.1 --z0 z0.npy --z1 z1.npy",
		"--temperature 0.1 --z0 z0.npy --z1 z1.npy",
		"--z0 z0.npy --z1 z1.npy",
		"--loss macl --z0 z0.npy --z1 z1.npy",
		"--tau 0 --z0 z0.npy --z1 z1.npy",
		"--tau 1e5 --z0 z0.npy --z1 z1.npy",
		"--loss siglip --tau nan --z0 z0.npy --z1 z1.npy",
		"--tau warm --z0 z0.npy --z1 z1.npy",
		"--tau 0.1 --sigma 0.5 --z0 z0.npy --z1 z1.npy",
		"--loss dcl --tau 0.1 --lambda 1 --z0 z0.npy --z1 z1.npy",
		"--loss dcl --tau 0.1 --bias 1 --z0 z0.npy --z1 z1.npy",
		"--loss siglip --tau 0.1 --macl-alpha 1 --z0 z0.npy --z1 z1.npy",
		"--loss dclw --tau 0.1 --skip-lonely --z0 z0.npy --z1 z1.npy",
		"--loss dclw --tau 0.1 --sigma 0 --z0 z0.npy --z1 z1.npy",
		"--loss debiased --tau 0.1 --tau-plus 1 --z0 z0.npy --z1 z1.npy",
		"--loss debiased --tau 0.1 --beta -1 --z0 z0.npy --z1 z1.npy",
		"--loss siglip --tau 0.1 --bias inf --z0 z0.npy --z1 z1.npy",
		"--loss macl --tau 0.1 --macl-alpha nan --z0 z0.npy --z1 z1.npy",
		"--loss simple --lambda -1 --z0 z0.npy --z1 z1.npy",
		"--loss supcon --tau 0.1 --tau-base -1 --labels labels.npy --z0 z0.npy --z1 z1.npy",
		"--loss hard --tau 0.1 --z0 z0.npy --z1 z1.npy",
		"--loss hard --tau 0.1 --topk 0 --z0 z0.npy --z1 z1.npy",
		"--loss hard --tau 0.1 --topk 139 --z0 z0.npy --z1 z1.npy",
		"--loss hard --tau 0.1 --topk 151 --negatives bank --z0 z0.npy --bank bank.npy --index index.npy",
		"--loss dcl --tau 0.1 --topk 70 --negatives cross --z0 z0.npy --z1 z1.npy",
		"--loss hardsimple --alpha 1.5 --z0 z0.npy --z1 z1.npy",
		"--loss hardsimple --alpha 0.5 --topk 3 --z0 z0.npy --z1 z1.npy",
		"--tau 0.1 --margin inf --z0 z0.npy --z1 z1.npy",
		"--tau 0.1 --margin -3 --z0 z0.npy --z1 z1.npy",
		"--loss supcon --tau 0.1 --z0 z0.npy --z1 z1.npy",
		"--loss supcon --tau 0.1 --labels slots.npy --z0 z0.npy --z1 z1.npy",
		"--loss supcon --tau 0.1 --labels lonely.npy --z0 z0.npy",
		"--loss supcon --tau 0.1 --labels z0.npy --z0 z0.npy",
		"--loss supcon --tau 0.1 --labels labels.npy --z0 z0.npy --grad1 g.npy",
		"--tau 0.1 --other-class --z0 z0.npy --z1 z1.npy",
		"--tau 0.1 --labels labels.npy --z0 z0.npy --z1 z1.npy",
		"--tau 0.1 --z0 z0.npy --z1 bank.npy --grad0 g.npy",
		"--tau 0.1 --z0 z0.npy --z1 narrow.npy --grad0 g.npy",
		"--tau 0.1 --normalized --z0 z0.npy --z1 z1.npy --grad0 g.npy",
		"--tau 0.1 --z0 z0.npy --z1 zero.npy --grad0 g.npy",
		"--tau 0.1 --negatives queue --z0 z0.npy --z1 z1.npy",
		"--tau 0.1 --negatives bank --z0 z0.npy --bank bank.npy",
		"--tau 0.1 --negatives bank --z0 z0.npy --bank bank.npy --index index.npy --grad1 g.npy",
		"--tau 0.1 --negatives bank --z0 z0.npy --bank bank.npy --index slots.npy",
		"--tau 0.1 --negatives bank --z0 z0.npy --bank z1.npy --index far.npy",
		"--tau 0.1 --bank bank.npy --z0 z0.npy --z1 z1.npy",
		"--tau 0.1 --extra bank.npy --z0 z0.npy --z1 z1.npy",
		"--tau 0.1 --extra-shared --z0 z0.npy --z1 z1.npy",
		"--tau 0.1 --grad-extra g.npy --z0 z0.npy --z1 z1.npy",
		"--tau 0.1 --z0 z0.npy --z1 z1.npy --grad0 z1.npy",
		"--tau 0.1 --z0 z0.npy --z1 z1.npy --repeat -1",
	},
	"train": {
		"--data images",
		"--data images --out new --loss hinge",
		"--data images --out new --encoder vgg",
		"--data images --out new --negatives cross",
		"--data images --out new --schedule linear",
		"--data images --out new --tau-schedule linear",
		"--data images --out new --lambda 0.1",
		"--data images --out new --loss dcl --tau-base 1",
		"--data images --out new --loss dcl --skip-lonely",
		"--data images --out new --tau 0",
		"--data images --out new --tau 1e5",
		"--data images --out new --loss dclw --sigma 0",
		"--data images --out new --loss debiased --tau-plus 1",
		"--data images --out new --loss hard --alpha 1.5",
		"--data images --out new --loss hard --alpha 0.5 --topk 3",
		"--data images --out new --loss hard --topk 48 --batch 16",
		"--data images --out new --loss hard --topk 31 --batch 16 --negatives inbatch",
		"--data images --out new --batch 49",
		"--data images --out new --batch 1",
		"--data images --out new --epochs 0",
		"--data images --out new --lr 0",
		"--data images --out new --warmup 51 --batch 16",
		"--data images --out new --limit -1",
		"--data images --out new --loss simple --tau-schedule cosine",
		"--data images --out new --loss triplet --tau-schedule learnable",
		"--data images --out new --tau-max 1",
		"--data images --out new --tau-schedule learnable --tau-period 3",
		"--data images --out new --tau-schedule cosine --tau-min 0.1",
		"--data images --out new --tau-schedule learnable --tau-min 0.3 --batch 16",
		"--data images --out new --tau-schedule learnable --tau-max 0.1 --batch 16",
		"--data images --out new --tau-schedule learnable --tau 0.001 --batch 16",
		"--data images --out new --tau-schedule cosine --tau-max 0.1 --batch 16",
		"--data images --out run --encoder mlp --batch 16",
		"--data images --out run --resume --loss dcl",
		"--data images --out run --resume --bias -9",
		"--data images --out run --resume --tau 0.3",
		"--data images --out run --resume --margin 0",
		"--data images --out run --resume --negatives inbatch",
		"--data images --out run --resume --tau-schedule learnable",
		"--data images --out run --resume --seed 2",
		"--data images --out run --resume --limit 32",
	},
	"study": {
		"--resume",
		"--data images --out new --losses contrastive,hinge",
		"--data images --out new --encoder vgg",
		"--data images --out new --negatives cross",
		"--data images --out new --schedule linear",
		"--data images --out new --taus low",
		"--data images --out new --taus 1e6",
		"--data images --out new --taus 1,1",
		"--data images --out new --losses hard --alpha 2",
		"--data images --out new --losses hard --alpha 0.5 --topk 3",
		"--data images --out new --losses hard --alpha 0",
		"--data images --out new --losses simple,simple",
		"--data images --out new --losses dcl --sigma 1",
		"--data images --out new --losses dclw --sigma 0",
		"--data images --out new --batch 64",
		"--data images --out new --lr 0",
		"--data images --out new --epochs 0",
		"--data images --out new --warmup 65",
		"--data images --out new --min-scale 2",
		"--data images --out study --batch 16",
		"--out study --resume --epochs 2",
		"--out study --resume --losses dcl",
		"--out study --resume --taus 0.3",
		"--out study --resume --sigma 1",
	},
	"tune": {
		"--data images",
		"--out new",
		"--resume",
		"--resume --out study",
		"--data images --out new --corpus z0.npy",
		"--data images --out new --loss simple",
		"--data images --out new --tau 0.1,0.1",
		"--data images --out new --tau 0",
		"--data images --out new --holdout 1",
		"--data images --out new --passes 3",
		"--data images --out new --sigma 1",
		"--data images --out study",
		"--data z0.npy --encoder mlp --batch 16 --out new",
		"--corpus z0.npy --out new",
		"--corpus z0.npy --queries z1.npy --qrels q.tsv --out new --epochs 3",
		"--embeddings z0.npy --labels labels.npy --out new",
	},
}

// writeError adds a wrong command line and what came of it.
func writeError(text *strings.Builder, line string, status int, said string) {
	fmt.Fprintf(text, "$ temper %s\n%d %s\n", line, status, said)
}

// errorInputs are what the wrong command lines are given: matrices and images,
// a run with siglip, and a study.
func errorInputs(t *testing.T) {
	t.Helper()
	matrices(t)
	images(t)
	save(t, ".", "narrow", 5, drawRows(10, goldenPairs)[:5*goldenPairs]...)
	save(t, ".", "zero", goldenDim, make([]float32, goldenPairs*goldenDim)...)
	far := make([]int, goldenPairs)
	far[9] = goldenBank
	saveInts(t, ".", "far", far...)
	succeed(t, trainTiny("images", "run", "--loss", "siglip", "--lr", "0.001", "--epochs", "1")...)
	succeed(t, studyTiny("images", "study", "--threads", "1")...)
}
