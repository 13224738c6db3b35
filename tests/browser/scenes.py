"""Every view and whatever opens in it, with its content there: for tests that go everywhere."""

from collections.abc import Callable, Mapping
from functools import partial

from playwright.sync_api import Page, expect

from tests.browser.moves import easel, loaded, ranking
from tests.browser.people import Person
from tests.loop import FOCUS

Scene = Callable[[Person], None]
LABEL = FOCUS.replace(" ", "+")


def at(person: Person, address: str, content: str) -> None:
    """Go to an address and wait until a part of its content is there."""
    person.page.goto(person.site.address + address.format(project=person.site.project))
    expect(person.page.locator(content).first).to_be_visible()
    loaded(person.page)


def _view(address: str, content: str) -> Scene:
    return partial(at, address="/projects/{project}/" + address, content=content)


def _then(first: Scene, do: Callable[[Page], None]) -> Scene:
    def scene(person: Person) -> None:
        first(person)
        do(person.page)
        loaded(person.page)

    return scene


def _press(role: str, name: str, opens: str) -> Callable[[Page], None]:
    def do(page: Page) -> None:
        page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
        expect(page.locator(opens).first).to_be_visible()

    return do


def _modification(person: Person) -> None:
    row = first_positive(person)
    at(person, f"/projects/{{project}}/modification?label={LABEL}&image={row}", "canvas[role]")
    easel(person, row)


def _region_drawn(person: Person) -> None:
    _modification(person)
    picture = easel(person, first_positive(person))
    picture.drag((20.0, 20.0), (40.0, 40.0))
    expect(person.page.get_by_role("button", name="Delete Region 1")).to_be_visible()


def first_positive(person: Person) -> int:
    """The row of the first image of review that carries FOCUS."""
    found = ranking(person, FOCUS)
    return next(int(each["image"]["row"]) for each in found if each["truth"] == 1)


def _single(person: Person) -> None:
    row = ranking(person, FOCUS)[0]["image"]["row"]
    content = "[role=img][aria-label^='Image']"
    at(person, f"/projects/{{project}}/attention?label={LABEL}&image={row}&place=0", content)


_LABELS = _view("labels", "main table")
_GRID = _view(f"attention?label={LABEL}", "#card-0")
_ROUNDS = _view("performance", "main article")
_MENU, _DIALOG = "[role=menu] [role=menuitem]", "[role=dialog]"

VIEWS: Mapping[str, Scene] = {
    "labels": _LABELS,
    "one label": _view(f"labels?label={LABEL}", "main section"),
    "panel": _view("panel", "main section"),
    "attention, choosing": _view("attention", "main ul button"),
    "attention": _GRID,
    "attention, one image": _single,
    "modification": _modification,
    "modification, drawn": _region_drawn,
    "rounds": _ROUNDS,
    "metrics": _view("performance?part=metrics", "[role=tabpanel] h2"),
    "comparison": _view(f"performance?part=grid&label={LABEL}", "main [role=row]"),
    "receipt": _view("performance?part=receipt", "main table"),
    "effort": _view("performance?part=effort", "[role=tabpanel]:visible"),
    "report": _view("performance?part=report", "main table"),
    "account": partial(at, address="/account", content="main h1"),
    "start": partial(at, address="/", content="main"),
    "no such page": partial(at, address="/nowhere", content="main"),
}
"""What everybody may open."""

OPENED: Mapping[str, Scene] = {
    "labels of the picker": _then(_LABELS, _press("button", "Label: ", _MENU)),
    "rounds of the picker": _then(_LABELS, _press("button", "Round: ", _MENU)),
    "projects of the picker": _then(_LABELS, _press("button", "Project: ", _MENU)),
    "menu of the account": _then(_LABELS, _press("button", "Account of ", _MENU)),
    "shortcuts": _then(_LABELS, lambda page: page.keyboard.press("?")),
    "shortcuts of the viewer": _then(_modification, lambda page: page.keyboard.press("?")),
    "orders": _then(_GRID, _press("button", "Order: ", _MENU)),
    "labels of the image": _then(_modification, _press("button", "choose another", _MENU)),
    "windows": _then(_modification, _press("button", "Own window", _MENU)),
    "tour": _then(_LABELS, _press("button", "Show me round", _DIALOG)),
}
"""Menus and dialogs, opened."""

FOR_ADMINS: Mapping[str, Scene] = {
    "users": partial(at, address="/admin/users", content="main table"),
    "members": partial(at, address="/admin/members", content="main table"),
    "audit log": partial(at, address="/admin/audit", content="main table"),
    "new project": partial(at, address="/new-project", content="main form"),
    "parameters": _then(
        _view("panel", "main summary"), lambda page: page.locator("main summary").first.click()
    ),
}
"""What admins and engineers alone may open."""
