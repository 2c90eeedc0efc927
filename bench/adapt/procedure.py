"""temper adapt's procedure in PyTorch, eager and in float32. Trainings run side by side, each on a
thread of its own, which is faster than one after the other on all threads."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
import torch.nn.functional as F

import drawn
from data import Judged

TAUS = [0.02, 0.05, 0.1]
FOLDS, PASSES, BATCH = 5, 24, 256
LR, DECAY = 3e-4, 20
ENOUGH = 1.5  # standard errors


def looks():
    n, passes = 1, []
    while n < PASSES:
        passes.append(n)
        n += max(1, n // 8)
    return [*passes, PASSES]


class Procedure:
    def __init__(self, data, towers, seed, threads):
        """What is not of the arithmetic, the folds, orders and masks, is made ahead of time."""
        self.towers, self.seed, self.threads = towers, seed, threads
        self.queries, self.corpus = torch.from_numpy(data.queries), torch.from_numpy(data.corpus)
        self.relevant = data.relevant
        judged = [q for q, r in enumerate(data.relevant) if r]
        self.folds = drawn.folds(judged, [list(r) for r in data.relevant], FOLDS, seed)
        twins = data.twins()
        self.exempt = [{twin for doc in r for twin in twins.get(doc, [doc])} for r in data.relevant]
        self.sets = [self.batches(set(fold)) for fold in [*self.folds, []]]
        self.judged = [Judged([data.relevant[q] for q in fold]) for fold in self.folds]

    def batches(self, out):
        """The batches of every pass over the judgements of queries that are not left out."""
        pairs = [(q, doc) for q, r in enumerate(self.relevant) if q not in out for doc in r]
        steps = -(-len(pairs) // BATCH)
        passes = []
        for number in range(PASSES):
            order = drawn.permutation(len(pairs), self.seed, drawn.ORDER, number)
            cuts = [i * len(pairs) // steps for i in range(steps + 1)]
            passes.append([self.batch([pairs[i] for i in order[a:b]]) for a, b in zip(cuts, cuts[1:])])
        return passes

    def batch(self, pairs):
        """Its queries, their documents, and where the similarities are that do not count."""
        queries, documents = map(torch.tensor, zip(*pairs))
        out = [(i, doc) for i, (q, own) in enumerate(pairs) for doc in sorted(self.exempt[q] - {own})]
        return self.queries[queries], documents, tuple(torch.tensor(out, dtype=torch.int64).reshape(-1, 2).T)

    def run(self):
        """The weights of both sides, the gains at every point, and which is chosen, None for none."""
        trials = [(tau, fold) for tau in TAUS for fold in range(FOLDS)]
        threads = torch.get_num_threads()
        with ThreadPoolExecutor(self.threads, initializer=torch.set_num_threads, initargs=(1,)) as pool:
            scores = list(pool.map(lambda trial: self.trial(*trial), trials))
        torch.set_num_threads(threads)
        before = torch.cat([j.ndcg(self.queries[f] @ self.corpus.T) for f, j in zip(self.folds, self.judged)])
        points = []
        for i, tau in enumerate(TAUS):
            after = torch.cat(scores[i * FOLDS : (i + 1) * FOLDS], 1)
            for passes, row in zip(looks(), after - before):
                points.append((tau, passes, row.mean().item(), (row.std() / len(row) ** 0.5).item()))
        gains = [p[2] for p in points]
        chosen = choose(points)
        if chosen is None:
            return [None, None], gains, None
        heads = Heads(self, chosen[0])
        for batches in self.sets[-1][: chosen[1]]:
            heads.train(batches)
        return heads.weights(), gains, chosen

    def trial(self, tau, fold):
        """The scores of a fold's queries, which are not trained on, at each look."""
        heads, scores, wanted = Heads(self, tau), [], set(looks())
        queries = self.queries[self.folds[fold]]
        for number, batches in enumerate(self.sets[fold], 1):
            heads.train(batches)
            if number in wanted:
                scores.append(self.judged[fold].ndcg(heads.similarity(queries)))
        return torch.stack(scores)


def choose(points):
    """The longest training at the best temperature within an error of the best, if that is enough."""
    tau, _, best, error = max(points, key=lambda p: p[2])
    if not best > ENOUGH * error:
        return None
    return max((t, passes) for t, passes, gain, _ in points if t == tau and gain >= best - error)


class Heads:
    """z + zA of the queries, and of the corpus where it has one."""

    def __init__(self, procedure, tau):
        self.tau, self.corpus = tau, procedure.corpus
        d = self.corpus.shape[1]
        self.query = torch.nn.Parameter(torch.zeros(d, d))
        self.document = {"query": None, "shared": self.query}.get(procedure.towers)
        if procedure.towers == "two":
            self.document = torch.nn.Parameter(torch.zeros(d, d))
        own = [self.query] if self.document is None or self.document is self.query else [self.query, self.document]
        self.optimiser = torch.optim.AdamW(own, LR, betas=(0.9, 0.999), eps=1e-8, weight_decay=DECAY, fused=True)

    def train(self, batches):
        for z, documents, out in batches:
            self.optimiser.zero_grad()
            logits = (self.rows(z, self.query) * (1 / self.tau)) @ self.rows(self.corpus, self.document).T
            with torch.no_grad():
                logits[out] = -torch.inf  # their gradients are 0 then, without a mask
            F.cross_entropy(logits, documents).backward()
            self.optimiser.step()

    @staticmethod
    def rows(z, a):
        return z if a is None else F.normalize(torch.addmm(z, z, a))

    @torch.no_grad()
    def similarity(self, queries):
        return self.rows(queries, self.query) @ self.rows(self.corpus, self.document).T

    def weights(self):
        d = len(self.query)
        return [None if a is None else np.eye(d, dtype=np.float32) + a.detach().numpy() for a in (self.query, self.document)]
