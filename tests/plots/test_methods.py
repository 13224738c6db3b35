from medebiaser.plots.methods import Measured, as_svg, methods_figure
from medebiaser.plots.report import Plot, report_page

PANELS = {
    "AUC": {
        "mse-20": Measured((0.5, 0.6), 0.55, (0.4, 0.7)),
        "ours": Measured((0.9, 0.8), 0.85, (0.7, 1.0)),
    },
    "pointing": {"ours": Measured((0.5,), 0.5, None)},
}


def test_every_method_has_a_line_and_ours_is_marked_without_colour() -> None:
    figure = methods_figure(PANELS, ["mse-20", "ours"], "ours")

    first, second = figure.axes
    assert [text.get_text() for text in first.get_yticklabels()] == ["mse-20", "★ ours"]
    assert [axes.get_title(loc="left") for axes in (first, second)] == ["AUC", "pointing"]
    assert len(first.lines) == 2
    assert len(second.lines) == 0, "one seed has no interval"


def test_shares_are_shown_from_0_to_1_however_wide_the_interval_is() -> None:
    wide = {"AUC": {"ours": Measured((0.4, 0.6), 0.5, (-0.8, 1.8))}}
    seconds = {"seconds": {"ours": Measured((4.0, 6.0), 5.0, (-8.0, 18.0))}}

    (share,), (time,) = (methods_figure(p, ["ours"], "ours").axes for p in (wide, seconds))

    assert share.get_xlim() == (-0.03, 1.03)
    assert time.get_xlim()[1] > 18


def test_the_same_figure_gives_the_same_bytes() -> None:
    first, again = (as_svg(methods_figure(PANELS, ["mse-20", "ours"], "ours")) for _ in range(2))

    assert first == again


def test_a_plot_stands_in_the_page_with_its_words() -> None:
    page = report_page("Study", [], [], [], [Plot("By method", "a dot a seed", b"<svg/>")])

    assert 'alt="a dot a seed" src="data:image/svg+xml;base64,PHN2Zy8+"' in page
