"""Compares temper with PyTorch problem by problem; started by the script compare."""

import argparse
import os


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--temper", required=True, metavar="PROGRAM", help="the Go side, built")
    parser.add_argument("--threads", type=int, default=1, help="of both, on as many cores (1)")
    parser.add_argument("--quick", action="store_true", help="few and short repetitions, for a look")
    parser.add_argument("--train", action="store_true", help="compare training steps, not losses")
    parser.add_argument("problems", nargs="*", metavar="NAME", help="of a problem or a step, as in the table; all without one")
    return parser.parse_args()


def confine(threads):
    """Keeps this process and the one it starts to their cores and threads."""
    cores = sorted(os.sched_getaffinity(0))
    if not 0 < threads <= len(cores):
        raise SystemExit(f"--threads {threads}: there are {len(cores)} cores")
    os.sched_setaffinity(0, cores[:threads])
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "GOMAXPROCS"):
        os.environ[name] = str(threads)
    os.environ["TORCHINDUCTOR_COMPILE_THREADS"] = "1"


if __name__ == "__main__":
    chosen = options()
    confine(chosen.threads)
    import table  # and PyTorch, whose libraries read the environment when they are loaded

    compare = table.compare
    if chosen.train:
        import training

        compare = training.compare
    compare(chosen.temper, chosen.threads, chosen.problems, table.QUICK if chosen.quick else table.FULL)
