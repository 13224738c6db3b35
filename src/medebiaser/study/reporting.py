"""The report of a study: a document, and an HTML page that needs no other file."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from medebiaser.plots.methods import Measured, as_svg, methods_figure
from medebiaser.plots.report import Plot, Table, report_page
from medebiaser.study.limits import limits
from medebiaser.study.running import StudyOutcome
from medebiaser.study.summary import best, compared, summary

_PLOTTED = 4
_UNKNOWN = "–"
_COMPARED = ("auc", "worst_group_auc", "pointing", "other_labels_auc")


def study_document(outcome: StudyOutcome) -> dict[str, Any]:
    """Return what `study --json` prints.

    `paired` compares our method with the best and with each of the paper's, seed by seed;
    `repeat` holds everything that is needed to run it again.
    """
    return {
        "experiment": outcome.experiment.name,
        "data": outcome.options.data.as_json(),
        "rows": [dict(row) for row in outcome.rows],
        "summary": summary(outcome.rows),
        "paired": _paired(outcome),
        "limits": list(limits(outcome.options, len(outcome.seeds))),
        "repeat": _repeat(outcome),
    }


def write_report(outcome: StudyOutcome, folder: Path, command: str) -> Path:
    """Write EXPERIMENT.html and EXPERIMENT.json.

    Args:
        folder: made where it does not exist; files of the same names are replaced.
        command: the line that repeats the study.

    Returns:
        the page.
    """
    folder.mkdir(parents=True, exist_ok=True)
    document = study_document(outcome)
    name = outcome.experiment.name
    (folder / f"{name}.json").write_text(json.dumps(document, indent=1), encoding="utf-8")
    page = folder / f"{name}.html"
    page.write_text(_page(outcome, document, command), encoding="utf-8")
    return page


def _paired(outcome: StudyOutcome) -> dict[str, Any]:
    chosen, rows = outcome.experiment, outcome.rows
    figures = [name for name in _COMPARED if name in chosen.shown] or list(chosen.shown)
    others = [
        method for method in dict.fromkeys(row["method"] for row in rows) if method != chosen.ours
    ]
    return {
        "ours": chosen.ours,
        "paper": best(rows, chosen.rivals, figures[0]),
        "against": {method: compared(rows, chosen.ours, method, figures) for method in others},
    }


def _repeat(outcome: StudyOutcome) -> dict[str, Any]:
    return {
        "options": outcome.options.as_json(),
        "seeds": list(outcome.seeds),
        "data_hash": outcome.data_hash,
        "code_hashes": list(outcome.code_hashes),
        "environments": [dict(each) for each in outcome.environments],
        "seconds": outcome.seconds,
    }


def _page(outcome: StudyOutcome, document: Mapping[str, Any], command: str) -> str:
    chosen = outcome.experiment
    seeds = ", ".join(map(str, outcome.seeds))
    lines = [
        chosen.question,
        f"Data: {_words(document['data'])}. Seeds: {seeds}.",
        *chosen.notes,
        *(f"Limit of this evidence: {limit}" for limit in document["limits"]),
    ]
    return report_page(
        f"Study: {chosen.name}",
        lines,
        [
            _figures_table(outcome, document["summary"]),
            _paired_table(chosen.shown, document["paired"]),
            _seeds_table(outcome),
            _repeat_table(document["repeat"], command),
        ],
        [],
        [_plot(outcome, document["summary"])],
    )


def _plot(outcome: StudyOutcome, means: Mapping[str, Any]) -> Plot:
    shown = [name for name in outcome.experiment.shown if _is_known(means, name)][:_PLOTTED]
    panels = {
        outcome.experiment.shown[name]: {
            method: _measured(outcome, method, name, figures[name])
            for method, figures in means.items()
            if name in figures
        }
        for name in shown
    }
    drawing = methods_figure(panels, list(means), outcome.experiment.ours)
    titles = ", ".join(panels)
    return Plot(
        "Figures by method",
        f"{titles}: a dot for each seed, the mean and its 95 % interval; a star marks "
        f"{outcome.experiment.ours}. The tables below hold the same numbers.",
        as_svg(drawing),
    )


def _measured(outcome: StudyOutcome, method: str, name: str, spread: Mapping[str, Any]) -> Measured:
    seeds = [
        float(row[name])
        for row in outcome.rows
        if row["method"] == method and row.get(name) is not None
    ]
    bounds = spread["ci"]
    return Measured(seeds, spread["mean"], None if bounds is None else (bounds[0], bounds[1]))


def _figures_table(outcome: StudyOutcome, means: Mapping[str, Any]) -> Table:
    names = [name for name in outcome.experiment.shown if _is_known(means, name)]
    return Table(
        "Means over seeds",
        "Mean ± standard deviation (95 % interval of the mean, Student's).",
        ("method", *(outcome.experiment.shown[name] for name in names)),
        tuple(
            (method, *(_spread(figures.get(name)) for name in names))
            for method, figures in means.items()
        ),
    )


def _paired_table(titles: Mapping[str, str], paired: Mapping[str, Any]) -> Table:
    against = paired["against"]
    names = list(dict.fromkeys(name for figures in against.values() for name in figures))
    best_of_paper = paired["paper"]
    rows = [
        (
            f"{method} (best of the paper's)" if method == best_of_paper else method,
            *(_difference(figures.get(name)) for name in names),
        )
        for method, figures in against.items()
    ]
    return Table(
        f"{paired['ours']} minus each other method, seed by seed",
        "Mean of the differences (95 % interval), and in how many seeds it is higher.",
        ("minus", *(titles[name] for name in names)),
        tuple(rows),
    )


def _seeds_table(outcome: StudyOutcome) -> Table:
    names = [
        name
        for name in outcome.experiment.shown
        if any(row.get(name) is not None for row in outcome.rows)
    ]
    return Table(
        "Every seed",
        "One line for each method and seed.",
        ("method", "seed", *(outcome.experiment.shown[name] for name in names)),
        tuple(
            (row["method"], str(row["seed"]), *(_number(row.get(name)) for name in names))
            for row in outcome.rows
        ),
    )


def _repeat_table(repeat: Mapping[str, Any], command: str) -> Table:
    rows = [("command", command), ("hash of the data", repeat["data_hash"])]
    rows += [("hash of the program", each) for each in repeat["code_hashes"]]
    rows += [("made with", _words(each)) for each in repeat["environments"]]
    rows += [("options", _words(repeat["options"])), ("seconds", f"{repeat['seconds']:.0f}")]
    return Table(
        "To repeat it",
        "Two hashes of the program mean that it was changed while the study was under way.",
        ("what", "value"),
        tuple(rows),
        wraps=True,
    )


def _words(document: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{name} {_words(value) if isinstance(value, Mapping) else value}"
        for name, value in document.items()
    )


def _is_known(means: Mapping[str, Any], name: str) -> bool:
    return any(name in figures for figures in means.values())


def _number(value: float | None) -> str:
    return _UNKNOWN if value is None else f"{value:.3f}"


def _spread(spread: Mapping[str, Any] | None) -> str:
    if spread is None:
        return _UNKNOWN
    if spread["ci"] is None:
        return _number(spread["mean"])
    low, high = spread["ci"]
    return f"{spread['mean']:.3f} ± {spread['sd']:.3f} ({low:.3f} to {high:.3f})"


def _difference(spread: Mapping[str, Any] | None) -> str:
    if spread is None:
        return _UNKNOWN
    ahead = f"{spread['ahead']} of {spread['seeds']}"
    if spread["ci"] is None:
        return f"{spread['mean']:+.3f}; {ahead}"
    low, high = spread["ci"]
    return f"{spread['mean']:+.3f} ({low:+.3f} to {high:+.3f}); {ahead}"
