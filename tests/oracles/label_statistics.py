"""Label statistics by counting one image at a time."""


def cooccurrence(labels):
    k = len(labels[0])
    counts = [[0] * k for _ in range(k)]
    for row in labels:
        for a in range(k):
            for b in range(k):
                if row[a] == 1 and row[b] == 1:
                    counts[a][b] += 1
    return counts


def literal_dependency(counts, t, epsilon, threshold):
    inverse = {j: 1 / (counts[t][j] + epsilon) for j in range(len(counts)) if j != t}
    companions = [j for j in inverse if counts[t][j] > threshold]
    return sum(inverse[j] for j in companions) / sum(inverse.values())


def image_dependency(counts, t, present):
    """One image; present[j] is y, or the calibrated probability where y is unknown."""
    tau = max(5, 0.01 * counts[t][t])
    companions = [j for j in range(len(counts)) if j != t and counts[t][j] > tau]
    total = sum(1 / (counts[t][j] + 1) for j in companions)
    return sum((1 / (counts[t][j] + 1)) / total * present[j] for j in companions)


def triage_dependency(counts, images, label, present):
    """One image; min(1, sum_j A_lj P(j|l) / max_k P(k|l) y_j)."""
    others = [j for j in range(len(counts)) if j != label]
    n = counts[label][label]
    if n == 0 or not any(counts[label][j] for j in others):
        return 0.0
    most = max(counts[label][k] / n for k in others)
    total = 0.0
    for j in others:
        joint = counts[label][j]
        if joint == 0:
            continue
        excess = max(0.0, 1 - n * counts[j][j] / (images * joint))
        total += excess * (joint / n) / most * present[j]
    return min(1.0, total)
