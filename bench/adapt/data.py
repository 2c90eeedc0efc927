"""The folder of embeddings and judgements, and nDCG@10 of heads on its test queries."""

import numpy as np
import torch


def unit(x):
    return x / np.linalg.norm(x, axis=1, keepdims=True)


class Data:
    def __init__(self, folder):
        self.corpus = np.load(folder / "corpus.npy")
        place = {word: i for i, word in enumerate(lines(folder / "corpus.ids"))}
        self.queries, self.relevant = self.read(folder, "train", place)
        self.test_queries, self.test_relevant = self.read(folder, "test", place)

    def read(self, folder, part, place):
        """The queries, and the relevant documents of each with their grades, ascending."""
        ids = {word: i for i, word in enumerate(lines(folder / f"queries.{part}.ids"))}
        relevant = [{} for _ in ids]
        for row in lines(folder / f"qrels.{part}.tsv")[1:]:
            query, document, grade = row.split("\t")
            if int(grade) >= 1:
                relevant[ids[query]][place[document]] = int(grade)
        return np.load(folder / f"queries.{part}.npy"), [dict(sorted(r.items())) for r in relevant]

    def twins(self):
        """Of each document that equals others, all these."""
        groups = {}
        for i, row in enumerate(self.corpus):
            groups.setdefault(row.tobytes(), []).append(i)
        return {i: group for group in groups.values() if len(group) > 1 for i in group}

    def test(self, weights):
        """nDCG@10 of the test queries by heads of queries and corpus, None for none: of all, of
        those with a document that was relevant in training, of the others."""
        sides = [unit(x if w is None else unit(x) @ w) for x, w in zip((self.test_queries, self.corpus), weights)]
        judged = [q for q, r in enumerate(self.test_relevant) if r]
        similarity = torch.from_numpy(sides[0][judged] @ sides[1].T)
        scores = Judged([self.test_relevant[q] for q in judged]).ndcg(similarity).numpy()
        trained = set().union(*self.relevant)
        seen = np.array([not trained.isdisjoint(self.test_relevant[q]) for q in judged])
        return scores.mean(), scores[seen].mean(), scores[~seen].mean()


class Judged:
    """The documents relevant to some queries, for nDCG@10 at once of all of them."""

    def __init__(self, relevant):
        self.rows = torch.tensor([i for i, r in enumerate(relevant) for _ in r])
        self.documents = torch.tensor([doc for r in relevant for doc in r])
        self.grades = torch.tensor([g for r in relevant for g in r.values()], dtype=torch.float64)
        self.discounts = 1 / torch.log2(torch.arange(2, 12, dtype=torch.float64))
        best = [sorted(r.values(), reverse=True)[:10] for r in relevant]
        self.ideal = torch.stack([torch.tensor(b, dtype=torch.float64) @ self.discounts[: len(b)] for b in best])

    def ndcg(self, similarity):
        """Of each query, by its similarities to all documents; of equal ones the later is first."""
        s = similarity[self.rows]
        own = s.gather(1, self.documents[:, None])
        rank = (s > own).sum(1)
        tied = (s == own).sum(1) > 1
        for i in tied.nonzero()[:, 0].tolist():
            rank[i] += (s[i, self.documents[i] + 1 :] == own[i]).sum()
        gains = torch.where(rank < 10, self.grades * self.discounts[rank.clamp(max=9)], 0.0)
        return torch.zeros(len(self.ideal), dtype=torch.float64).index_add_(0, self.rows, gains) / self.ideal


def lines(path):
    return path.read_text().splitlines()
