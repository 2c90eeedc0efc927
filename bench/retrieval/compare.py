"""Compares temper eval with trec_eval: see the script compare."""

import csv
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import numpy as np
import pytrec_eval

KS = [1, 2, 3, 5, 10, 20, 100]
TOLERANCE = 1e-12
NAMES = {"ndcg": "ndcg_cut_%d", "recall": "recall_%d", "precision": "P_%d", "success": "success_%d"}


def theirs(qrels, run):
    """Each judged query's measures as trec_eval has them; it leaves out queries without results."""
    cuts = ",".join(map(str, KS))
    measures = {"ndcg_cut." + cuts, "recall." + cuts, "P." + cuts, "success." + cuts, "map", "recip_rank"}
    found = pytrec_eval.RelevanceEvaluator(qrels, measures).evaluate(run)
    values = {}
    for query in qrels:
        of = found.get(query, {})
        values[query] = {f"{name}@{k}": of.get(their % k, 0.0) for name, their in NAMES.items() for k in KS}
        values[query]["map"] = of.get("map", 0.0)
        rank = of.get("recip_rank", 0.0)
        for k in KS:
            values[query][f"mrr@{k}"] = rank if rank * k > 1 - 1e-9 else 0.0
    return values


def compare(name, qrels, values, out, per_query):
    """Compares the measures that temper printed and those of each query."""
    worst = 0.0
    rows = list(csv.DictReader(per_query.open()))
    assert [row["query"] for row in rows] == sorted(qrels, key=str.encode), "queries"
    for row in rows:
        want = values[row["query"]]
        assert set(row) == {"query", *want}, "measures"
        worst = max(worst, *(abs(float(row[m]) - v) for m, v in want.items()))
    for m in want:
        mean = sum(v[m] for v in values.values()) / len(qrels)
        worst = max(worst, abs(json.loads(out)[m] - mean))
    print(f"{name}: {len(qrels)} queries, worst difference {worst:.1e}")
    return worst <= TOLERANCE


def temper(command, folder, *flags):
    per_query = folder / "q.csv"
    out = subprocess.run([command, "eval", *map(str, flags), "--ks", ",".join(map(str, KS)), "--per-query", str(per_query), "--json"],
                         check=True, capture_output=True, text=True).stdout
    return out, per_query


def write_run(path, run):
    with path.open("w") as f:
        for query, documents in run.items():
            for rank, (document, score) in enumerate(documents.items()):
                f.write(f"{query} Q0 {document} {rank} {score:.9g} x\n")


def drawn(seed):
    """Judgements and a run: scores with many ties, ids of several alphabets, unjudged documents, judged
    ones that are not found, queries without relevant documents and without results."""
    rng = random.Random(seed)
    documents = [f"{rng.choice(['d', 'D', 'é', '1', '10', '漢'])}{i}" for i in range(400)]
    levels = rng.choice([2, 10, 1000])
    qrels, run = {}, {}
    for q in range(60):
        query = f"{rng.choice('qQ')}{q}"
        grades = rng.choice([[0], [1], [0, 1], [0, 1, 2, 3], [-2, -1, 0, 1, 5]])
        qrels[query] = {d: rng.choice(grades) for d in rng.sample(documents, rng.randint(1, 60))}
        found = rng.sample(documents, rng.choice([1, 7, 50, 400]))
        if rng.random() > 0.1:
            run[query] = {d: float(np.float32(rng.randrange(levels) / 7 - 20)) for d in found}
    run["unjudged"] = {"d1": 1.0}
    return qrels, run


def compare_drawn(command, folder):
    good = True
    for seed in range(20):
        qrels, run = drawn(seed)
        write_run(folder / "r.trec", run)
        with (folder / "qrels").open("w") as f:
            f.writelines(f"{q} 0 {d} {g}\n" for q, grades in qrels.items() for d, g in grades.items())
        out, per_query = temper(command, folder, "--run", folder / "r.trec", "--qrels", folder / "qrels")
        good &= compare(f"drawn {seed}", qrels, theirs(qrels, run), out, per_query)
    return good


def search(data, depth):
    """The nearest documents by NumPy, in float64."""
    matrices = [np.load(data / f"{name}.npy").astype(np.float64) for name in ("corpus", "queries.test")]
    corpus, queries = (m / np.linalg.norm(m, axis=1, keepdims=True) for m in matrices)
    ids = (data / "corpus.ids").read_text().split()
    run = {}
    for query, scores in zip((data / "queries.test.ids").read_text().split(), queries @ corpus.T):
        nearest = np.argsort(-scores)[:depth]
        run[query] = {ids[i]: scores[i] for i in nearest}
    return run


def compare_real(command, folder, data):
    qrels = {}
    for line in (data / "qrels.test.tsv").read_text().splitlines()[1:]:
        query, document, grade = line.split("\t")
        qrels.setdefault(query, {})[document] = int(grade)
    depth = 1000
    out, per_query = temper(command, folder, "--corpus", data / "corpus.npy", "--corpus-ids", data / "corpus.ids",
                            "--queries", data / "queries.test.npy", "--query-ids", data / "queries.test.ids",
                            "--qrels", data / "qrels.test.tsv", "--run-out", folder / "r.trec", "--depth", depth)
    run = {}
    for line in (folder / "r.trec").read_text().splitlines():
        query, _, document, _, score, _ = line.split()
        run.setdefault(query, {})[document] = float(np.float32(score))
    want = search(data, depth)
    far = max(abs(score - want[q].get(d, min(want[q].values()))) for q in want for d, score in run[q].items())
    print(f"{data.name}: similarities within {far:.1e} of NumPy's in float64")
    return compare(data.name, qrels, theirs(qrels, run), out, per_query) and far < 1e-6


def main():
    command, *folders = sys.argv[1:]
    with tempfile.TemporaryDirectory() as scratch:
        good = compare_drawn(command, pathlib.Path(scratch))
        for folder in folders:
            good &= compare_real(command, pathlib.Path(scratch), pathlib.Path(folder))
    if not good:
        sys.exit(f"more than {TOLERANCE} apart")


main()
