"""Rounds, rankings and figures as a person reads them in a terminal."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from medebiaser.cli.tables import TOO_FEW, interval, number, print_rows
from medebiaser.learning.metrics import MIN_CASES
from medebiaser.records import Round, RoundState
from medebiaser.rounds.rank import Ranked

_RECEIPT_ROWS = 8


def print_ranked(console: Console, found: Sequence[Ranked]) -> None:
    """Print one line an image, first the one that deserves a minute most."""
    rows = [
        (
            image.image_id,
            f"{image.score:.3f}",
            f"{image.probability:.2f}",
            {1: "positive", 0: "negative", None: "unknown"}[image.truth],
            image.reason,
        )
        for image in found
    ]
    print_rows(console, ("image", "score", "p", "truth", "why"), rows)
    if not rows:
        console.print("no image of this label is displayed: none is positive or predicted so")


def print_rounds(console: Console, found: Sequence[Round], current: int | None) -> None:
    """Print one line a round."""
    if not found:
        console.print("no round yet; start with `medebiaser train`")
        return
    rows = []
    for each in found:
        macro = each.metrics.get("test", {}).get("macro", {})
        rows.append(
            (
                f"{each.number}{' (current)' if each.number == current else ''}",
                "" if each.parent is None else str(each.parent),
                f"{each.state}{' (preview)' if each.preview else ''}",
                each.scope.value,
                interval(macro.get("auc"), macro.get("auc_ci")) if macro else "",
                each.failure or ", ".join(f"guard: {name}" for name in each.guard),
            )
        )
    columns = ("round", "parent", "state", "scope", "macro AUC on test", "remarks")
    print_rows(console, columns, rows)


def print_round(console: Console, done: Round, document: Mapping[str, Any]) -> None:
    """Print what a training or fine-tuning came to."""
    print_rounds(console, [done], done.number if document["current"] else None)
    for name, finding in done.guard.items():
        console.print(f"guard: {name}: {finding['reason']}; the parent stays current")
    changed = document.get("receipt")
    if changed:
        _print_receipt(console, changed)
    if done.state is RoundState.READY:
        console.print(f"next: medebiaser evaluate --round {done.number}, medebiaser rank --label …")
        return
    command = "train" if done.parent is None else "finetune"
    console.print(f"next: medebiaser {command}, which goes on with this round")


def _print_receipt(console: Console, changed: Mapping[str, Any]) -> None:
    console.print()
    rows = [
        (
            each["image_id"],
            each["label"],
            f"{each['probability_before']:.2f} → {each['probability_after']:.2f}",
            {1: "positive", 0: "negative", None: "unknown"}[each["truth"]],
            f"{each['attention_moved']:.0%}",
        )
        for each in changed["untouched"][:_RECEIPT_ROWS]
    ]
    columns = ("image", "label", "p", "truth", "attention moved")
    print_rows(console, columns, rows, title="changed most among images nobody drew on")
    console.print()
    corrections = changed["corrections"]
    corrected = [
        (
            each["image_id"],
            each["label"],
            f"{each['probability_before']:.2f} → {each['probability_after']:.2f}",
            _moved(each, "energy_inside"),
            _moved(each, "iou"),
            _reliance(each),
        )
        for each in corrections[:_RECEIPT_ROWS]
    ]
    titles = ("image", "label", "p", "heat inside", "IoU", "p without it")
    title = f"corrections ({len(corrected)} of {len(corrections)})"
    print_rows(console, titles, corrected, title=title)


def _moved(each: Mapping[str, Any], figure: str) -> str:
    before, after = each[f"{figure}_before"], each[f"{figure}_after"]
    return f"{_share(before)} → {_share(after)}"


def _reliance(each: Mapping[str, Any]) -> str:
    """How far the probability moves when a donor's pixels replace the region."""
    before, after = each.get("region_change_before"), each.get("region_change_after")
    if before is None or after is None:
        return "not measured"
    return f"{before:+.2f} → {after:+.2f}"


def _share(value: float | None) -> str:
    if value is None or math.isnan(value):
        return "no evidence"
    return f"{value:.2f}"


def print_evaluation(console: Console, document: Mapping[str, Any]) -> None:
    """Print figures with intervals, reliance, groups and the change from the parent."""
    console.print(
        f"round {document['round']} on {document['split']}: {document['images']} images, "
        f"{document['patients']} patients; 95 % intervals over patients"
    )
    rows = [_figures_row(name, label) for name, label in document["labels"].items()]
    macro = document["macro"]
    rows.append(
        (
            "macro",
            "",
            *_auc(macro),
            number(macro["pr_auc"]),
            number(macro["sensitivity"], 2),
            number(macro["specificity"], 2),
            "",
        )
    )
    columns = ("label", "pos.", "AUC", "95 %", "PR AUC", "sens.", "spec.", "right/wrong")
    print_rows(console, columns, rows)
    if any(TOO_FEW in row for row in rows):
        console.print(f"{TOO_FEW}: not enough cases, fewer than {MIN_CASES} positives or negatives")
    without = [name for name, label in document["labels"].items() if label["threshold"] is None]
    if without:
        console.print(
            f"no threshold could be chosen on tune for {', '.join(without)}: sensitivity, "
            "specificity and right/wrong are at .5",
            soft_wrap=True,
        )
    _print_attention(console, document["reliance"])
    _print_groups(console, document["groups"])
    _print_changes(console, document.get("change_from_parent"))


def _figures_row(name: str, label: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        name,
        str(label["positives"]),
        *_auc(label),
        number(label["pr_auc"]),
        number(label["sensitivity"], 2),
        number(label["specificity"], 2),
        f"{label['correct']}/{label['incorrect']}",
    )


def _auc(figures: Mapping[str, Any]) -> tuple[str, str]:
    return number(figures["auc"]), _range(figures["auc_ci"])


def _range(ends: Sequence[float] | None) -> str:
    return f"{ends[0]:.2f}–{ends[1]:.2f}" if ends else ""


def _print_attention(console: Console, reliance: Mapping[str, Any]) -> None:
    console.print()
    if not reliance.get("regions"):
        console.print(f"reliance: {reliance['reason']}")
        return
    attention = reliance["attention"]
    shown = attention["pointing_counted"]
    console.print(
        f"on {reliance['regions']} images with reference regions that no round trained on "
        f"({reliance['regions'] - shown} of their heatmaps show no positive evidence):",
        soft_wrap=True,
    )
    for name, words in (
        ("pointing", "the heatmap's peak lies inside"),
        ("energy_inside", "share of the heat inside"),
        ("iou", "IoU at .5"),
    ):
        value = interval(attention[name], attention[f"{name}_ci"])
        console.print(f"  {words}: {value}", soft_wrap=True)
    figures = reliance.get("all", {})
    for name, words in (
        ("region_change", "probability changes when the region is replaced (should fall)"),
        ("context_change", "when everything else is replaced (should hardly move)"),
    ):
        if figures.get(name) is not None:
            value = interval(figures[name], figures[f"{name}_ci"])
            console.print(f"  {words}: {value}", soft_wrap=True)
    if reliance.get("reason") or figures.get("reason"):
        console.print(f"  {reliance.get('reason') or figures.get('reason')}")


def _print_groups(console: Console, groups: Mapping[str, Any]) -> None:
    rows = [
        (
            attribute,
            name,
            number(label["worst_group_auc"]),
            _range(label["worst_group_auc_ci"]),
            _pair(label["worst_pair"]),
        )
        for attribute, labels in groups.items()
        for name, label in labels.items()
        if label["worst_group_auc"] is not None
    ]
    if rows:
        console.print()
        columns = ("groups by", "label", "worst AUC", "95 %", "positives of / negatives of")
        print_rows(console, columns, rows)


def _pair(pair: Mapping[str, str] | None) -> str:
    return "" if pair is None else f"{pair['positives_from']} / {pair['negatives_from']}"


def _print_changes(console: Console, changes: Mapping[str, Any] | None) -> None:
    if changes is None:
        return
    rows = []
    for name, change in {**changes["labels"], "macro": changes["macro"]}.items():
        if change["difference"] is not None:
            rows.append(
                (
                    name,
                    f"{change['before']:.3f} → {change['after']:.3f}",
                    f"{change['difference']:+.3f}",
                    _ends(change["interval"]),
                    number(_p_value(change)),
                )
            )
    console.print()
    columns = ("label", "AUC", "change", "95 % interval", "p (Holm)")
    title = f"against round {changes['parent']}, paired over patients"
    print_rows(console, columns, rows, title=title)


def _p_value(change: Mapping[str, Any]) -> float | None:
    """Corrected over labels; the mean over labels is one test alone."""
    corrected: float | None = change.get("adjusted_p_value")
    return change.get("p_value") if corrected is None else corrected


def _ends(ends: Sequence[float] | None) -> str:
    return "" if ends is None else f"{ends[0]:+.3f} to {ends[1]:+.3f}"
