"""What a case's inputs have to bring about, so that it tests what it is for.

A condition is given the case's anchors (None: skipped), the variables and the
parameters; its doc string stands in the case's title.
"""

import family


def anything(anchors, v, p):
    return True  # and no doc string, as there is nothing to say


def more_than_k(anchors, v, p):
    """ties kept"""
    return any(len(a.negatives) > p["topk"] for a in anchors)


def tied(anchors, v, p):
    """two hardest"""
    return any(family.hardest(a) == 2 and a.negatives.max() > a.positive for a in anchors)


def some_satisfied(anchors, v, p):
    """some satisfied"""
    return 0 < sum(a.negatives.max() < a.positive for a in anchors) < len(anchors)


def one_positive(anchors, v, p):
    """one positive each"""
    return all(len(a.positives) == 1 for a in anchors)


def some_skipped(anchors, v, p):
    """some skipped"""
    return 0 < anchors.count(None) < len(anchors) - 1


def some_alone(anchors, v, p):
    """some without negatives"""
    return 0 < sum(len(a.negatives) == 0 for a in anchors if a) < len(anchors)


def clamped(anchors, v, p):
    estimates = [family.reweighted(a, v, p) for a in anchors]
    return sum(bool(estimate < least) for estimate, least in estimates) / len(anchors)


def none_clamped(anchors, v, p):
    """none clamped"""
    return clamped(anchors, v, p) == 0


def some_clamped(anchors, v, p):
    """some clamped"""
    return 0 < clamped(anchors, v, p) < 1


def all_clamped(anchors, v, p):
    """all clamped"""
    return clamped(anchors, v, p) == 1
