"""The pictures of the workbench in the docs, made by going through it: `scripts/screenshots`."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import torch
from PIL import Image
from playwright.sync_api import expect

from medebiaser.accounts.passwords import hash_password
from medebiaser.data.phantoms import SHORTCUT_LABEL, write_phantoms
from medebiaser.data.stores import Stores, open_workspace
from medebiaser.records import Split
from medebiaser.study.physician import correct
from tests.api.conftest import PASSWORD, add_users
from tests.browser.moves import easel, go, loaded, ranking, saved, tool
from tests.browser.people import Person, Site, launched, person_of
from tests.load.served import Served
from tests.loop import import_phantoms, opened, quietly, regions_of

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "images"
BYTES_MAX = 250_000
LABEL = SHORTCUT_LABEL
_COLOURS = (256, 192, 128, 96)
"""As many as the size allows."""
_IMAGES, _SHIFTED, _SIDE = 1600, 300, 256
_TRAINING = (
    *("--architecture", "small", "--image-size", "128", "--epochs", "5", "--patience", "5"),
    *("--seed", "0", "--device", "cpu"),
)
_LEARNED_MS = 900_000
_IS_HALF_WAY = "(bar) => Number(bar.getAttribute('aria-valuenow')) > 50"


def main() -> None:
    """Make the project, live the story, keep the pictures that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", choices=SCENES, default=list(SCENES))
    wanted = parser.parse_args().only
    torch.set_num_threads(1)
    with served_phantoms() as site, launched() as browser:
        person = person_of(browser, site, "physician", "screenshots", reduced_motion="reduce")
        person.page.set_default_timeout(60_000)
        expect.set_options(timeout=60_000)
        person.log_in()
        person.page.get_by_role("button", name="Not now").click()
        for name, scene in SCENES.items():
            scene(person)
            if name in wanted:
                keep(person, name)
        if person.complaints:
            raise SystemExit("\n".join(person.complaints))


@contextmanager
def served_phantoms() -> Iterator[Site]:
    """A server over a project that is trained and has some corrections."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "workspace"
        write_phantoms(Path(folder), _IMAGES, seed=3, side=_SIDE, n_shifted=_SHIFTED)
        import_phantoms(workspace, Path(folder))
        quietly(workspace, "train", *_TRAINING)
        with opened(workspace) as stores:
            annotated(stores)
        with open_workspace(workspace) as made:
            project = made.projects.all()[0].name
            add_users(made, project, hash_password(PASSWORD))
        server = Served(workspace)
        server.start()
        try:
            yield Site(server, project)
        finally:
            server.stop()


def annotated(stores: Stores) -> None:
    """Let a colleague accept or correct some heatmaps of training images."""
    first = stores.rounds.get(0)
    for label, limit in ((LABEL, 24), ("Coin", 8)):
        correct(
            stores, first, label, splits=(Split.TRAIN,), limit=limit, author="dr-a", seed=1
        )  # fmt: skip


def keep(person: Person, name: str) -> None:
    """Write what the person sees as a small PNG."""
    shot = person.shoot(name)
    path = PICTURES / f"workbench-{name}.png"
    path.parent.mkdir(exist_ok=True)
    picture = Image.open(shot).convert("RGB")
    for colours in _COLOURS:
        few = picture.quantize(colours, method=Image.Quantize.MAXCOVERAGE, kmeans=3)
        picture.quantize(palette=few, dither=Image.Dither.FLOYDSTEINBERG).save(path, optimize=True)
        if path.stat().st_size <= BYTES_MAX:
            break
    else:
        raise SystemExit(f"{path} has more than {BYTES_MAX} bytes; show less in it")
    said = f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB, {colours} colours"
    print(said, file=sys.stderr)  # noqa: T201


def labels(person: Person) -> None:
    """The table and the diagram, with a label chosen."""
    person.page.get_by_role("table").get_by_role("button", name=LABEL, exact=True).click()
    expect(person.page.get_by_role("region", name=f"What appears with {LABEL}")).to_be_visible()
    loaded(person.page)


def attention(person: Person) -> None:
    """The grid of ranked images."""
    go(person, "attention")
    expect(person.page.locator("#card-0")).to_be_visible()
    loaded(person.page)


def modification(person: Person) -> None:
    """A region drawn over a heatmap."""
    nobody = [
        each for each in ranking(person, LABEL) if each["truth"] == 1 and not each["annotated"]
    ]
    row = nobody[0]["image"]["row"]
    person.open("modification", f"?label={LABEL}&image={row}")
    picture = easel(person, row)
    with person.site.stores() as stores:
        image = stores.images.by_rows([row])[0]
        outline = regions_of(stores, image.id, LABEL)[0].points
    corners = outline[:: max(1, len(outline) // 8)]
    tool(person, "Polygon: click corners, double-click to close")
    picture.click_round([(x, y) for x, y in corners])
    expect(person.page.get_by_text("This region carries")).to_be_visible()
    saved(person)
    loaded(person.page)


def panel(person: Person) -> None:
    """A fine-tuning on its way."""
    go(person, "panel")
    page = person.page
    page.get_by_role("button", name="Start fine-tuning").click()
    job = page.get_by_role("article", name="Fine-tuning of round 1")
    curve = job.get_by_role("img", name="The error on the images it learns from")
    expect(curve).to_be_visible(timeout=_LEARNED_MS)
    bar = job.get_by_role("progressbar")
    page.wait_for_function(_IS_HALF_WAY, arg=bar.element_handle(), timeout=_LEARNED_MS)
    loaded(page)


def receipt(person: Person) -> None:
    """What the round changed."""
    job = person.page.get_by_role("article", name="Fine-tuning of round 1")
    expect(job.get_by_text("done", exact=True)).to_be_visible(timeout=_LEARNED_MS)
    person.open("performance", f"?label={LABEL}&round=1&part=receipt")
    expect(person.page.get_by_role("heading", name="Images that nobody drew on")).to_be_visible()
    loaded(person.page)


def performance(person: Person) -> None:
    """The rounds beside one another, in light colours."""
    page = person.page
    page.get_by_role("button", name="Light colours").click()
    page.get_by_role("tab", name="Rounds").click()
    expect(page.get_by_role("article", name="Round 1")).to_be_visible()
    loaded(page)


SCENES: Mapping[str, Callable[[Person], None]] = {
    "labels": labels,
    "attention": attention,
    "modification": modification,
    "panel": panel,
    "receipt": receipt,
    "performance": performance,
}
"""The pictures in the order of the story; each begins where the last one ended."""

if __name__ == "__main__":
    main()
