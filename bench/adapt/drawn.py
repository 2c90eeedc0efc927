"""temper's random orders: package portable's generator, as far as folds and batches need it."""

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
FOLDS, ORDER = 1, 2  # streams


def mix(z):
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
    return z ^ z >> 31


def permutation(n, *keys):
    """That of 0..n-1 in the stream that the keys name."""
    key = len(keys)
    for k in keys:
        key = mix((key + GOLDEN & MASK) ^ mix(k))
    counter, p = 0, [0] * n
    for i in range(n):
        while True:
            counter += 1
            product = mix(key + counter * GOLDEN & MASK) * (i + 1)
            if product & MASK >= i + 1 or product & MASK >= (1 << 64) % (i + 1):
                break
        j = product >> 64
        p[i], p[j] = p[j], i
    return p


def folds(queries, relevant, count, seed):
    """The queries of each fold: the connected components of queries and documents, the largest
    first, each to the smallest fold."""
    parent = {}

    def find(doc):
        parent.setdefault(doc, doc)
        while parent[doc] != doc:
            doc = parent[doc]
        return doc

    for q in queries:
        for doc in relevant[q][1:]:
            parent[find(doc)] = find(relevant[q][0])
    components = {}
    for q in queries:
        components.setdefault(find(relevant[q][0]), []).append(q)
    components = list(components.values())
    dealt = [components[i] for i in permutation(len(components), seed, FOLDS)]
    dealt.sort(key=len, reverse=True)
    shares = [[] for _ in range(count)]
    for component in dealt:
        min(shares, key=len).extend(component)
    return [sorted(share) for share in shares]
