"""Prototypical networks one number at a time, from Snell et al. 2017."""

from math import exp, log

Vectors = list[list[float]]


def prototype(examples: Vectors) -> list[float]:
    """The mean of some embeddings."""
    return [sum(values) / len(examples) for values in zip(*examples, strict=True)]


def logit(embedding: list[float], centre: list[float]) -> float:
    """Minus the squared distance."""
    return -sum((e - m) ** 2 for e, m in zip(embedding, centre, strict=True))


def episode_loss(support: list[Vectors], queries: list[Vectors]) -> float:
    """Mean cross-entropy of the queries of each label against the prototypes of the supports."""
    centres = [prototype(examples) for examples in support]
    losses = []
    for label, embeddings in enumerate(queries):
        for embedding in embeddings:
            logits = [logit(embedding, centre) for centre in centres]
            highest = max(logits)
            total = sum(exp(z - highest) for z in logits)
            losses.append(-(logits[label] - highest - log(total)))
    return sum(losses) / len(losses)
