"""Compares temper adapt with PyTorch; started by the script compare."""

import argparse
import json
import os
import pathlib
import subprocess
import tempfile
import time


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--temper", required=True, metavar="PROGRAM", help="the command, built")
    parser.add_argument("--threads", type=int, default=1, help="of both, on as many cores (1)")
    parser.add_argument("--towers", default="query,two", help="query, shared and two (query,two)")
    parser.add_argument("--seeds", default="1,2,3", help="of folds and batches (1,2,3)")
    parser.add_argument("folder", type=pathlib.Path, help="with corpus.npy and so on")
    return parser.parse_args()


def confine(threads):
    """Keeps this process and those it starts to their cores and threads."""
    cores = sorted(os.sched_getaffinity(0))
    if not 0 < threads <= len(cores):
        raise SystemExit(f"--threads {threads}: there are {len(cores)} cores")
    os.sched_setaffinity(0, cores[:threads])
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "GOMAXPROCS"):
        os.environ[name] = str(threads)


def temper(chosen, towers, seed, scratch):
    """temper's heads of queries and of the corpus, its curve, what it chose, and seconds,
    those of the whole process."""
    import numpy as np

    out, data = scratch / f"{towers}-{seed}", chosen.folder
    start = time.perf_counter()
    done = subprocess.run([
        chosen.temper, "adapt", "--corpus", data / "corpus.npy", "--corpus-ids", data / "corpus.ids",
        "--queries", data / "queries.train.npy", "--query-ids", data / "queries.train.ids",
        "--qrels", data / "qrels.train.tsv", "--towers", towers, "--seed", str(seed),
        "--threads", str(chosen.threads), "--out", out, "--json",
    ], capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    report = json.loads(done.stdout)
    names = {"query": ("head", None), "shared": ("head", "head"), "two": ("query", "corpus")}[towers]
    weights = [None if name is None else np.load(out / f"{name}.npy").T for name in names]
    point = None if report["identity"] else (report["chosen"]["tau"], report["chosen"]["passes"])
    return weights, [p["gain"] for p in report["curve"]], point, seconds


def main():
    chosen = options()
    confine(chosen.threads)
    import torch

    from data import Data
    from procedure import Procedure

    torch.set_num_threads(chosen.threads)
    data = Data(chosen.folder)
    print(f"{chosen.threads} thread(s), PyTorch {torch.__version__}; nDCG@10 on the test queries, seconds of the whole procedure")
    print(line("towers", "seed", "", "all", "seen", "unseen", "chosen", "seconds"))
    print(line("", "", "frozen", *words(data.test([None, None])), "", ""), flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        for towers in chosen.towers.split(","):
            for seed in map(int, chosen.seeds.split(",")):
                compare(chosen, data, Procedure(data, towers, seed, chosen.threads), pathlib.Path(scratch))


def compare(chosen, data, procedure, scratch):
    """Prints what both make of one seed."""
    own = temper(chosen, procedure.towers, procedure.seed, scratch)
    start = time.perf_counter()
    found = procedure.run()
    theirs = (*found, time.perf_counter() - start)
    for name, (weights, _, point, seconds) in (("temper", own), ("PyTorch", theirs)):
        taken = "identity" if point is None else f"τ {point[0]}, {point[1]}"
        print(line(procedure.towers, procedure.seed, name, *words(data.test(weights)), taken, f"{seconds:.1f}"))
    apart = max(abs(a - b) for a, b in zip(own[1], theirs[1], strict=True))
    print(line("", "", f"PyTorch takes {theirs[3] / own[3]:.2f} times as long; the curves are within {apart:.4f}"), flush=True)


def words(lines):
    return [f"{v:.4f}" for v in lines]


def line(towers, seed, name, *columns):
    return f"{towers:<8}{seed:>4}  {name:<10}" + "".join(f"{column:>14}" for column in columns)


if __name__ == "__main__":
    main()
