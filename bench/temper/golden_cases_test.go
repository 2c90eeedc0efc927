package main

import (
	"os"
	"testing"
)

// readmeCase is the README's commands, or their like, on fewer images, and shapes in the
// place of CIFAR-10. The mlp embeds: all 2,000 images of a split are many for
// resnet8 where there is no assembly.
var readmeCase = goldenCase{name: "readme", slow: true, lines: []string{
	"info --json",
	"train --data shapes --limit 32 --batch 16 --encoder resnet8 --loss contrastive --tau 0.2 --epochs 2 --out run --json",
	"train --data shapes --limit 96 --batch 32 --encoder mlp --loss siglip --negatives inbatch --lr 0.003 --tau 0.1 --tau-schedule learnable --epochs 2 --out run2 --json",
	"embed run2 --data shapes --split test --out z.npy --labels-out y.npy --json",
	"eval --embeddings z.npy --labels y.npy --json",
	"analyze --embeddings z.npy --labels y.npy --plot tau.svg --json",
	"loss --loss contrastive --negatives inbatch --tau 0.1 --z0 z.npy --z1 z.npy --grad0 g.npy --json",
	"loss --loss supcon --tau 0.1 --z0 z.npy --labels y.npy --json",
	"study --circle none --data shapes --limit 16 --batch 8 --encoder resnet8 --epochs 1 --losses contrastive,hardsimple --taus 0.2 --out study --json",
}}

// textCase is what the same commands say to people.
var textCase = goldenCase{name: "text", slow: true, setup: images, lines: []string{
	"info",
	"train --data images --batch 16 --encoder mlp --tau 0.2 --epochs 2 --out run",
	"train --data images --out run --resume", // is complete: the summary alone
	"train --data images --batch 16 --encoder mlp --loss simple --epochs 1 --out no-tau",
	"embed run --data images --split test --out z.npy --labels-out y.npy",
	"embed run --data images --split train --layer features --out features.npy",
	"eval --embeddings z.npy --labels y.npy",
	"analyze --embeddings z.npy --labels y.npy --plot tau.svg",
	"loss --loss contrastive --negatives inbatch --tau 0.1 --z0 z.npy --z1 z.npy --grad0 g.npy",
	"loss --loss supcon --tau 0.1 --z0 z.npy --labels y.npy",
	"study --circle none --data images --batch 16 --epochs 1 --losses contrastive,hardsimple --taus 0.07,0.5 --threads 1",
}}

// measureCase is eval and analyze on rows of any length, with all their inputs.
var measureCase = goldenCase{name: "measure", setup: matrices, lines: []string{
	"eval --embeddings z0.npy --json",
	"eval --embeddings z0.npy",
	"eval --embeddings z0.npy --labels labels.npy --json",
	"eval --embeddings bank.npy --labels slots.npy --queries z0.npy --query-labels labels.npy --json",
	"eval --embeddings bank.npy --labels slots.npy --queries z0.npy --query-labels labels.npy",
	"eval --embeddings z0.npy --labels own.npy --threads 1 --json", // no two of a class: no tolerance
	"analyze --embeddings z0.npy --json",
	"analyze --embeddings z0.npy --tau 0.05,0.1,0.2:0.8:3",
	"analyze --embeddings bank.npy --labels slots.npy --plot labels.svg --threads 1 --json",
	"analyze --embeddings bank.npy --labels slots.npy --tau 0.02 --plot one.svg",
	"analyze --embeddings bank.npy --plot plain.png",
	"eval --embeddings bank.npy --labels slots.npy --sample 60 --k 5 --json",
	"eval --embeddings bank.npy --labels slots.npy --queries z0.npy --query-labels labels.npy --sample 60 --k 5 --knn-tau 0.2 --probe-iterations 9",
	"eval --embeddings bank.npy --labels slots.npy --queries z0.npy --query-labels labels.npy --k 5 --probe sgd",
}}

// trainCases train with every loss, arrangement and schedule. The images are
// tiny, so that a run takes no time.
func trainCases() []goldenCase {
	const on = "train --data images --encoder mlp --batch 16 --epochs 2 --json "
	cases := []goldenCase{
		{name: "train-bank"},
		{name: "train-others", lines: []string{
			on + "--negatives inbatch --loss contrastive --out inbatch-contrastive",
			on + "--negatives inbatch --loss supcon --tau 0.1 --out inbatch-supcon",
			on + "--negatives inbatch --loss macl --macl-alpha 0.2 --macl-target 0.6 --out inbatch-macl",
			on + "--negatives inbatch --loss dcl --topk 9 --margin 0.1 --out inbatch-selected",
			on + "--negatives queue --loss contrastive --seed 7 --out queue-contrastive",
			on + "--negatives queue --loss supcon --tau-base 0.1 --out queue-supcon",
			on + "--negatives queue --loss hard --alpha 0.5 --other-class --out queue-other-class",
			on + "--negatives queue --loss debiased --tau-plus 0.25 --beta 1 --threads 1 --out queue-debiased",
		}},
		{name: "train-schedules", lines: []string{
			on + "--schedule cosine --warmup 1 --limit 40 --out lr-cosine",
			on + "--tau 0.3 --tau-schedule cosine --tau-max 0.8 --tau-period 4 --out tau-cosine",
			on + "--tau 0.3 --tau-schedule learnable --out tau-learnable",
			on + "--tau 0.3 --tau-schedule learnable --loss siglip --bias -2 --lr 0.001 --negatives inbatch --out siglip-inbatch",
			on + "--tau 0.3 --tau-schedule learnable --loss siglip --lr 0.001 --negatives queue --out siglip-queue",
			"train --data images --encoder resnet8 --batch 16 --epochs 1 --negatives queue --loss hard --json --out resnet8-queue",
			"embed resnet8-queue --data images --out resnet8.npy --json",
		}},
	}
	for _, name := range familyNames() {
		more := ""
		if name == "siglip" {
			more = "--lr 0.001 "
		}
		cases[0].lines = append(cases[0].lines, on+more+"--loss "+name+" --out "+name)
	}
	for i := range cases {
		cases[i].slow, cases[i].setup = true, images
	}
	return cases
}

// studyCases are those beside the README's. Cells of the mlp are trained side by
// side on several threads; on one they end in the order of the table.
var studyCases = []goldenCase{
	{name: "study-family", slow: true, setup: images, lines: []string{
		"study --circle none --data images --batch 16 --epochs 1 --losses contrastive,simple,hard,hardsimple,supcon,dcl,dclw,debiased,siglip,triplet,macl" +
			" --taus 0.2 --lr 0.001 --threads 1 --keep --out study --json",
		"study --out study --resume", // is complete: the table alone
	}},
	{name: "study-others", slow: true, setup: images, lines: []string{
		"study --circle none --data images --batch 16 --epochs 6 --losses contrastive --taus 0.1:0.9:3 --schedule step --min-scale 0.5 --seed 3 --threads 1 --out steps --json",
		"study --circle none --data images --batch 16 --epochs 1 --losses dcl,hard --topk 5 --taus 0.3 --negatives inbatch --threads 1 --out inbatch --json",
		"study --circle none --data images --batch 16 --epochs 1 --losses contrastive,hardsimple --topk 48 --taus 0.5 --threads 1 --out failed", // of 47
	}},
}

// tuneCase are races of encoders and of heads.
var tuneCase = goldenCase{name: "tune", slow: true, setup: func(t *testing.T) { images(t); matrices(t) }, lines: []string{
	"tune --data images --encoder mlp --batch 12 --lr 0.005 --epochs 8 --tau 0.05,0.1,0.2,0.5,1 --threads 1 --out race",
	"tune --resume --out race --json",
	"tune --pairs z0.npy,z1.npy --passes 4 --lr 0.01 --tau 0.1,0.3,1 --threads 1 --out heads",
}}

// images puts the tiny images into the working directory.
func images(t *testing.T) {
	t.Helper()
	if err := os.Rename(tinyData(t), "images"); err != nil {
		t.Fatal(err)
	}
}
