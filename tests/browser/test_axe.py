"""No view shuts anybody out: axe finds nothing, in dark and in light."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person, Persons
from tests.browser.scenes import FOR_ADMINS, OPENED, VIEWS, Scene

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
THEMES = ("dark", "light")
_RUN = """async () => {
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ html, any, all }) => {
            const why = [...any, ...all].map(({ message }) => message).join("; ");
            return `${id} (${help}): ${html.slice(0, 300)} ${why}`;
        }));
}"""

_CHOSEN_ELSEWHERE = """(theme) => {
    const key = "mantine-color-scheme-value";
    localStorage.setItem(key, theme);
    const change = { key, newValue: theme, storageArea: localStorage };
    window.dispatchEvent(new StorageEvent("storage", change));
}"""
_STANDS_STILL = "() => document.getAnimations().every((each) => each.playState === 'finished')"
_PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"

pytestmark = pytest.mark.skipif(
    not AXE.is_file(), reason="axe-core is not installed (scripts/setup-web installs it)"
)


@pytest.fixture(scope="module")
def serve_options() -> Sequence[str]:
    return ("--no-worker",)


def assert_no_violation(person: Person, scenes: Mapping[str, Scene]) -> None:
    """Let axe look at each scene in both themes, and tell all that it found."""
    found: list[str] = []
    for name, scene in scenes.items():
        scene(person)
        for theme in THEMES:
            turn(person, theme)
            violations = person.page.evaluate(_RUN)
            if violations:
                person.shoot(f"{name.replace(' ', '-')}-{theme}")
            found += [f"{name}, {theme}: {violation}" for violation in violations]
    assert not found, "\n".join(found)


def turn(person: Person, theme: str) -> None:
    """Let the page hear that another window has chosen a theme: menus and dialogs stay open."""
    person.page.evaluate(_CHOSEN_ELSEWHERE, theme)
    html = person.page.locator("html")
    expect(html).to_have_attribute("data-mantine-color-scheme", theme)
    person.page.evaluate(_PAINTED)
    person.page.wait_for_function(_STANDS_STILL)


def come(persons: Persons, name: str) -> Person:
    """Somebody whose pages carry axe from their beginning: the policy lets no script be added."""
    person = persons(name, logged_in=False, reduced_motion="reduce")
    person.page.context.add_init_script(path=AXE)
    return person


def test_axe_finds_nothing_where_one_logs_in(persons: Persons) -> None:
    stranger = come(persons, "physician")

    def login(person: Person) -> None:
        person.page.goto(person.site.address)
        expect(person.page.get_by_role("button", name="Log in")).to_be_visible()

    assert_no_violation(stranger, {"login": login})


def test_axe_finds_nothing_in_any_view_of_a_physician(persons: Persons) -> None:
    physician = come(persons, "physician")
    physician.log_in()

    assert_no_violation(physician, VIEWS)


def test_axe_finds_nothing_in_any_menu_or_dialog(persons: Persons) -> None:
    physician = come(persons, "physician")
    physician.log_in()

    assert_no_violation(physician, OPENED)


def test_axe_finds_nothing_in_what_admins_open(persons: Persons) -> None:
    admin = come(persons, "admin")
    admin.log_in()

    assert_no_violation(admin, FOR_ADMINS)


def test_axe_would_find_a_fault(persons: Persons) -> None:
    physician = come(persons, "physician")
    physician.log_in()

    physician.page.evaluate("document.querySelector('main').append(document.createElement('img'))")

    assert any(fault.startswith("image-alt") for fault in physician.page.evaluate(_RUN))
