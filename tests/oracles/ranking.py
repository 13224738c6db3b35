"""Every ranking for one image at a time, in plain Python, from section 4 and 5 of the design."""

from math import exp, log, log2, sqrt

from tests.oracles.label_statistics import image_dependency, triage_dependency


def calibrated(p, threshold):
    """sigma(z - logit threshold), literally."""
    t = 0.5 if threshold is None else threshold
    return 1 / (1 + exp(-(log(p / (1 - p)) - log(t / (1 - t)))))


def accuracy(p, y):
    return abs(2 * p - 1) if y is None else 1 - abs(y - p)


def hoyer(heatmap):
    cells = [max(value, 0.0) for row in heatmap for value in row]
    n = len(cells)
    l2 = sqrt(sum(value * value for value in cells))
    return 0.0 if l2 == 0 else (sqrt(n) - sum(cells) / l2) / (sqrt(n) - 1)


def entropy(p):
    return -sum(q * log2(q) for q in (p, 1 - p) if q > 0)


def shares(heatmap):
    total = sum(max(value, 0.0) for row in heatmap for value in row)
    return [[max(value, 0.0) / total if total else 0.0 for value in row] for row in heatmap]


def conc(heatmap):
    cells = [value for row in shares(heatmap) for value in row]
    if sum(cells) == 0:
        return 0.0
    return 1 + sum(value * log(value) for value in cells if value > 0) / log(len(cells))


def inside_frame(h, w, frame=1 / 8):
    """Area of each cell that is not in the outer frame, as a share of the cell."""

    def kept(cell, count):
        low, high = max(cell / count, frame), min((cell + 1) / count, 1 - frame)
        return max(high - low, 0) * count

    return [[kept(a, h) * kept(b, w) for b in range(w)] for a in range(h)]


def expected_place(masks, h, w, mirrored):
    """Mean of the masks grown by a sixteenth of the side, doubled, clipped, averaged over cells."""
    side = len(masks[0])
    reach = side / 16
    sums = [[0.0] * side for _ in range(side)]
    for mask in masks:
        for a in range(side):
            for b in range(side):
                near = [
                    mask[c][d]
                    for c in range(side)
                    for d in range(side)
                    if (c - a) ** 2 + (d - b) ** 2 <= reach**2
                ]
                sums[a][b] += max(near)
    place = [[value / len(masks) for value in row] for row in sums]
    if mirrored:
        place = [[(x + y) / 2 for x, y in zip(row, row[::-1], strict=True)] for row in place]
    place = [[min(1.0, 2 * value) for value in row] for row in place]
    tall, wide = side // h, side // w
    return [
        [
            sum(place[a * tall + i][b * wide + j] for i in range(tall) for j in range(wide))
            / (tall * wide)
            for b in range(w)
        ]
        for a in range(h)
    ]


def misplaced(heatmap, n, place, body=None):
    """n regions, whose expected place is `place`."""
    h, w = len(heatmap), len(heatmap[0])
    cells = [(a, b) for a in range(h) for b in range(w)]
    heat, kept = shares(heatmap), inside_frame(h, w)
    outside = 1 - sum(
        heat[a][b] * kept[a][b] * (1 if body is None else body[a][b]) for a, b in cells
    )
    if n < 5:
        return outside
    elsewhere = 1 - sum(heat[a][b] * place[a][b] for a, b in cells)
    return (1 - n / (n + 10)) * outside + n / (n + 10) * elsewhere


def triage(e1, dep, ent):
    return (e1 + 0.5 * dep + 0.25 * ent) / 1.75


def suspicious(p, e1, concentration, ent):
    return (p * e1 + 0.3 * p * concentration + 0.2 * ent) / 1.5


def score(name, case, image, label):
    """One score; `case` is the plain-Python twin of RankingInputs in tests.learning.ranking."""
    p = [
        calibrated(case["probabilities"][image][k], case["thresholds"][k])
        for k in range(len(case["thresholds"]))
    ]
    y = case["truth"][image]
    if not (y[label] == 1 or p[label] >= 0.5):
        return None
    present = [p[k] if y[k] is None else y[k] for k in range(len(p))]
    heatmap = case["maps"][image][label]
    e1 = misplaced(heatmap, *_place(case, label))
    ent = entropy(p[label])
    dep = triage_dependency(case["counts"], case["images"], label, present)
    by_name = {
        "accuracy": lambda: accuracy(p[label], y[label]),
        "concentration": lambda: hoyer(heatmap),
        "dependency": lambda: image_dependency(case["counts"], label, present),
        "entropy": lambda: ent,
        "margin": lambda: abs(2 * p[label] - 1),
        "least-confident": lambda: 1 - max(p[label], 1 - p[label]),
        "triage": lambda: triage(e1, dep, ent),
        "suspicious": lambda: suspicious(p[label], e1, conc(heatmap), ent),
    }
    return by_name[name]()


def _place(case, label):
    """How many regions the label has and where it is expected, worked out once per case."""
    masks = case["masks"].get(label, [])
    places = case.setdefault("places", {})
    if masks and label not in places:
        h, w = len(case["maps"][0][label]), len(case["maps"][0][label][0])
        places[label] = expected_place(masks, h, w, label in case["paired"])
    return len(masks), places.get(label)


def farthest_first(points, count):
    """Greedy k-centre from the first point; of equally far ones the earlier."""
    chosen = [0]
    while len(chosen) < min(count, len(points)):
        rest = [i for i in range(len(points)) if i not in chosen]
        nearest = {
            i: min(
                sqrt(sum((a - b) ** 2 for a, b in zip(points[i], points[c], strict=True)))
                for c in chosen
            )
            for i in rest
        }
        farthest = max(nearest.values())
        chosen.append(next(i for i in rest if nearest[i] >= farthest - 1e-12))
    return chosen
