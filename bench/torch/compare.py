"""Compares temper with PyTorch problem by problem; started by the script compare."""

import argparse
import os


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--temper", required=True, metavar="PROGRAM", help="the Go side, built")
    parser.add_argument("--threads", type=int, help="of both, on as many cores (1; with --cifar all)")
    parser.add_argument("--quick", action="store_true", help="few and short repetitions, for a look")
    parser.add_argument("--train", action="store_true", help="compare training steps, not losses")
    parser.add_argument("--cifar", metavar="DIR", help="compare training on CIFAR-10's binary files in DIR, augmentations and all")
    parser.add_argument("problems", nargs="*", metavar="NAME", help="of a problem or a step, as in the table; all without one")
    chosen = parser.parse_args()
    if chosen.cifar is not None and (chosen.train or chosen.problems):
        parser.error("--cifar stands alone, but for --threads and --quick")
    if chosen.threads is None:
        chosen.threads = 1 if chosen.cifar is None else len(os.sched_getaffinity(0))
    return chosen


def confine(threads):
    """Keeps this process and those it starts to their cores and threads."""
    cores = sorted(os.sched_getaffinity(0))
    if not 0 < threads <= len(cores):
        raise SystemExit(f"--threads {threads}: there are {len(cores)} cores")
    os.sched_setaffinity(0, cores[:threads])
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "GOMAXPROCS"):
        os.environ[name] = str(threads)
    os.environ["TORCHINDUCTOR_COMPILE_THREADS"] = "1"


def let_workers_run():
    """Lets PyTorch's threads sleep while they wait, as the loader's workers need their
    cores: from end to end that is faster than to spin, up to several times."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def start(chosen):
    """Compares what was chosen, with modules that bring PyTorch, whose libraries read the
    environment when they are loaded."""
    if chosen.cifar is not None:
        import cifar

        return cifar.compare(chosen.temper, chosen.threads, chosen.cifar, cifar.QUICK if chosen.quick else cifar.FULL)
    import table

    compare = table.compare
    if chosen.train:
        import training

        compare = training.compare
    return compare(chosen.temper, chosen.threads, chosen.problems, table.QUICK if chosen.quick else table.FULL)


if __name__ == "__main__":
    chosen = options()
    confine(chosen.threads)
    if chosen.cifar is not None:
        let_workers_run()
    start(chosen)
