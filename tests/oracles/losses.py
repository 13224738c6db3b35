"""Every loss, written one image, one label and one cell at a time, straight from its formula."""

from math import exp, isnan, log, nan
from statistics import median

Grid = list[list[float]]


def sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z))


def softplus(z: float) -> float:
    return log(1 + exp(z))


def mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def binary_cross_entropy(logits: Grid, targets: Grid) -> float:
    losses = []
    for row, truths in zip(logits, targets, strict=True):
        for z, y in zip(row, truths, strict=True):
            if not isnan(y):
                losses.append(-y * log(sigmoid(z)) - (1 - y) * log(1 - sigmoid(z)))
    return mean(losses)


def asymmetric_loss(
    logits: Grid, targets: Grid, gamma_positive: float, gamma_negative: float, margin: float
) -> float:
    losses = []
    for row, truths in zip(logits, targets, strict=True):
        for z, y in zip(row, truths, strict=True):
            if isnan(y):
                continue
            p = sigmoid(z)
            shifted = max(p - margin, 0)
            if y == 1:
                losses.append(-((1 - p) ** gamma_positive) * log(p))
            else:
                losses.append(-(shifted**gamma_negative) * log(1 - shifted))
    return mean(losses)


def cross_entropy(logits: Grid, targets: Grid) -> float:
    losses = []
    for row, truths in zip(logits, targets, strict=True):
        if any(isnan(y) for y in truths):
            continue
        total = sum(exp(z) for z in row)
        losses.append(-sum(y * log(exp(z) / total) for z, y in zip(row, truths, strict=True)))
    return mean(losses)


def label_weights(positives: list[int], gamma: float) -> list[float]:
    middle = median(positives)
    clipped = [min(10, max(1 / 10, (middle / n) ** gamma)) for n in positives]
    return [weight / mean(clipped) for weight in clipped]


def inverse_frequency_weights(positives: list[int], ceiling: float) -> list[float]:
    inverse = [1 / n for n in positives]
    return [min(ceiling, weight / mean(inverse)) for weight in inverse]


def cells(grid: Grid) -> list[tuple[int, int]]:
    return [(row, column) for row in range(len(grid)) for column in range(len(grid[0]))]


def rectified(signed: Grid) -> Grid:
    return [[max(value, 0.0) for value in row] for row in signed]


def normalised(heatmap: Grid) -> Grid:
    low = min(value for row in heatmap for value in row)
    high = max(value for row in heatmap for value in row)
    if low == high:
        return [[0.0] * len(row) for row in heatmap]
    return [[(value - low) / (high - low) for value in row] for row in heatmap]


def upsampled(heatmap: Grid, side: int) -> Grid:
    """Bilinear with half-pixel centres; beyond the outer centres the edge repeats."""

    def sample(y: float, x: float) -> float:
        height, width = len(heatmap), len(heatmap[0])
        y, x = min(max(y, 0), height - 1), min(max(x, 0), width - 1)
        top, left = int(y), int(x)
        bottom, right = min(top + 1, height - 1), min(left + 1, width - 1)
        above = heatmap[top][left] * (1 - x + left) + heatmap[top][right] * (x - left)
        below = heatmap[bottom][left] * (1 - x + left) + heatmap[bottom][right] * (x - left)
        return above * (1 - y + top) + below * (y - top)

    rows, columns = len(heatmap) / side, len(heatmap[0]) / side
    return [
        [sample((i + 0.5) * rows - 0.5, (j + 0.5) * columns - 0.5) for j in range(side)]
        for i in range(side)
    ]


def area_fractions(mask: Grid, height: int, width: int, steps: int) -> Grid:
    """Average over points: `steps` a side in each cell, a multiple of the mask's own cells."""
    out = []
    for i in range(height):
        row = []
        for j in range(width):
            points = [
                mask[int((i + (a + 0.5) / steps) * len(mask) / height)][
                    int((j + (b + 0.5) / steps) * len(mask[0]) / width)
                ]
                for a in range(steps)
                for b in range(steps)
            ]
            row.append(mean(points))
        out.append(row)
    return out


def mse(signed: Grid, mask: Grid) -> float:
    heatmap = normalised(rectified(signed))
    return mean([(heatmap[i][j] - mask[i][j]) ** 2 for i, j in cells(mask)])


def soft_dice(heatmap: Grid, mask: Grid) -> float:
    shared = sum(heatmap[i][j] * mask[i][j] for i, j in cells(mask))
    mass = sum(map(sum, heatmap)) + sum(map(sum, mask))
    return 2 * shared / mass if mass else nan


def dice_loss(signed: Grid, mask: Grid) -> float:
    return 1 - soft_dice(upsampled(normalised(rectified(signed)), len(mask)), mask)


def energy(signed: Grid, touched: list[list[bool]]) -> float:
    heatmap = rectified(signed)
    inside = sum(heatmap[i][j] for i, j in cells(heatmap) if touched[i][j])
    return 1 - inside / (sum(map(sum, heatmap)) + 0.001)


def map_bce(signed: Grid, touched: list[list[bool]]) -> float:
    inside, outside = [], []
    for i, j in cells(signed):
        z = signed[i][j] / 4 - 1
        if touched[i][j]:
            inside.append(softplus(-z))
        else:
            outside.append(softplus(z))
    kinds = [mean(kind) for kind in (inside, outside) if kind]
    return sum(kinds) / len(kinds)
