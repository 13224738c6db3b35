"""The report of a study: a document, and an HTML page that needs no other file.

Tables and plots are made from the document alone, so that a stored one can be shown again.
"""

import json
from collections.abc import Mapping, Sequence
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

Document = Mapping[str, Any]
"""What `study_document` returns, also when it was read from a report's JSON file."""


def study_document(outcome: StudyOutcome) -> dict[str, Any]:
    """Return what `study --json` prints.

    `paired` compares our method with the best and with each of the paper's, seed by seed;
    `repeat` holds everything that is needed to run it again; `shown` holds the titles of the
    figures that a report shows, in its order.
    """
    chosen = outcome.experiment
    return {
        "experiment": chosen.name,
        "data": outcome.options.data.as_json(),
        "rows": [dict(row) for row in outcome.rows],
        "summary": summary(outcome.rows),
        "paired": _paired(outcome),
        "limits": list(limits(outcome.options, len(outcome.seeds))),
        "repeat": _repeat(outcome),
        "question": chosen.question,
        "notes": list(chosen.notes),
        "shown": dict(chosen.shown),
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
    document["repeat"]["command"] = command
    name = outcome.experiment.name
    (folder / f"{name}.json").write_text(json.dumps(document, indent=1), encoding="utf-8")
    page = folder / f"{name}.html"
    page.write_text(_page(document), encoding="utf-8")
    return page


def means_table(document: Document, figures: Sequence[str] = ()) -> Table:
    """Return a row for each method: its figures over the seeds, all unless some are named."""
    means = document["summary"]
    asked = figures or list(document["shown"])
    names = [name for name in document["shown"] if name in asked and _is_known(means, name)]
    return Table(
        "Means over seeds",
        "Mean ± standard deviation (95 % interval of the mean, Student's).",
        ("method", *(document["shown"][name] for name in names)),
        tuple(
            (method, *(_spread(measured.get(name)) for name in names))
            for method, measured in means.items()
        ),
    )


def paired_table(document: Document) -> Table:
    """Return a row for each other method: how far ours is ahead of it, seed by seed."""
    titles, paired = document["shown"], document["paired"]
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


def figures_plot(document: Document) -> Plot:
    """Return the first figures of every method: a dot for each seed, mean and interval."""
    means, titles, ours = document["summary"], document["shown"], document["paired"]["ours"]
    panels = {
        titles[name]: {
            method: _measured(document["rows"], method, name, figures[name])
            for method, figures in means.items()
            if name in figures
        }
        for name in _plotted(document)
    }
    drawn = as_svg(methods_figure(panels, list(means), ours))
    return Plot("Figures by method", plot_words(document), drawn)


def plot_words(document: Document) -> str:
    """Return what `figures_plot` shows, without drawing it."""
    titles = ", ".join(document["shown"][name] for name in _plotted(document))
    return (
        f"{titles}: a dot for each seed, the mean and its 95 % interval; a star marks "
        f"{document['paired']['ours']}. The tables below hold the same numbers."
    )


def _plotted(document: Document) -> list[str]:
    means = document["summary"]
    return [name for name in document["shown"] if _is_known(means, name)][:_PLOTTED]


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


def _page(document: Document) -> str:
    seeds = ", ".join(map(str, document["repeat"]["seeds"]))
    lines = [
        document["question"],
        f"Data: {_words(document['data'])}. Seeds: {seeds}.",
        *document["notes"],
        *(f"Limit of this evidence: {limit}" for limit in document["limits"]),
    ]
    return report_page(
        f"Study: {document['experiment']}",
        lines,
        [
            means_table(document),
            paired_table(document),
            _seeds_table(document),
            _repeat_table(document["repeat"]),
        ],
        [],
        [figures_plot(document)],
    )


def _measured(
    rows: Sequence[Mapping[str, Any]], method: str, name: str, spread: Mapping[str, Any]
) -> Measured:
    seeds = [
        float(row[name]) for row in rows if row["method"] == method and row.get(name) is not None
    ]
    bounds = spread["ci"]
    return Measured(seeds, spread["mean"], None if bounds is None else (bounds[0], bounds[1]))


def _seeds_table(document: Document) -> Table:
    rows, titles = document["rows"], document["shown"]
    names = [name for name in titles if any(row.get(name) is not None for row in rows)]
    return Table(
        "Every seed",
        "One line for each method and seed.",
        ("method", "seed", *(titles[name] for name in names)),
        tuple(
            (row["method"], str(row["seed"]), *(_number(row.get(name)) for name in names))
            for row in rows
        ),
    )


def _repeat_table(repeat: Mapping[str, Any]) -> Table:
    rows = [("command", repeat["command"]), ("hash of the data", repeat["data_hash"])]
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
