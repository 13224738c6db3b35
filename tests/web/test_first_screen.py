"""The weight of the built web app's first screens, as browsers receive them."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

BUILT = Path(__file__).parents[2] / "src/medebiaser/web"
MOST_BYTES = 300_000
_IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*["'`]\./([\w-]+\.js)["'`]""")

pytestmark = pytest.mark.skipif(
    not (BUILT / "index.html").is_file(), reason="the web app is not built (scripts/build-web)"
)


def _entries() -> set[str]:
    page = (BUILT / "index.html").read_text(encoding="utf-8")
    return set(re.findall(r"/assets/([\w-]+\.js)", page))


def _named(part: str) -> str:
    """Return the one file that holds a part of the page, such as `labels`."""
    (found,) = (path.name for path in (BUILT / "assets").glob(f"{part}-*.js"))
    return found


def _needed(files: Iterable[str]) -> set[str]:
    """Return files and whatever they import before they can run."""
    needed: set[str] = set()
    waiting = set(files)
    while waiting:
        name = waiting.pop()
        needed.add(name)
        source = (BUILT / "assets" / name).read_text(encoding="utf-8")
        waiting |= set(_IMPORTED.findall(source)) - needed
    return needed


def _bytes(files: Iterable[str]) -> int:
    """Return how many bytes a browser receives of files: gzipped where that was worth it."""
    total = 0
    for name in files:
        packed = BUILT / "assets" / f"{name}.gz"
        total += (packed if packed.exists() else BUILT / "assets" / name).stat().st_size
    return total


def test_the_login_waits_for_less_than_300_kb_of_javascript() -> None:
    assert 50_000 < _bytes(_needed(_entries())) < MOST_BYTES


@pytest.mark.parametrize("view", ["labels", "panel", "attention", "performance"])
def test_no_view_waits_for_more_than_300_kb_of_javascript(view: str) -> None:
    assert _bytes(_needed([*_entries(), _named(view)])) < MOST_BYTES


def test_the_table_of_labels_does_not_wait_for_its_diagram() -> None:
    table = _needed([*_entries(), _named("labels")])
    diagram = _needed([_named("Chord")])

    assert any(name.startswith("Chart-") for name in diagram)
    assert not any(name.startswith("Chart-") for name in table)


def test_the_viewer_comes_when_it_is_opened_and_not_before() -> None:
    first = _needed([*_entries(), _named("labels"), _named("attention")])

    assert not any(name.startswith("cornerstone-") for name in first)
