"""The tour through the loop in a real browser: ten steps, by mouse and by keyboard."""

import re
from collections.abc import Sequence

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import Person, Persons

STEPS = (
    ("labels", "What the images show"),
    ("labels", "Labels that travel together"),
    ("panel", "Teach a model"),
    ("attention", "What deserves your minute"),
    ("attention", "Where the model looked"),
    ("attention", "Right place? Accept"),
    ("modification", "Wrong place? Show the right one"),
    ("modification", "Say what you see"),
    ("panel", "Let the model learn from it"),
    ("performance", "Did it help?"),
)


@pytest.fixture(scope="module")
def serve_options() -> Sequence[str]:
    return ("--no-worker",)


def _card(page: Page, title: str) -> Locator:
    return page.get_by_role("dialog", name=title)


def _start(person: Person) -> None:
    person.page.get_by_role("button", name="Account of").click()
    person.page.get_by_role("menuitem", name="Tour of the workbench").click()


def _ring(page: Page) -> Locator:
    return page.locator("[class*=ring]")


def test_a_physician_is_led_through_the_whole_loop_by_mouse(persons: Persons) -> None:
    physician = persons("physician")
    page = physician.page
    page.get_by_role("button", name="Show me round").click()

    for at, (view, title) in enumerate(STEPS, start=1):
        card = _card(page, title)
        expect(card).to_contain_text(f"Step {at} of 10")
        expect(page).to_have_url(re.compile(f"/{view}"))
        expect(_ring(page)).to_be_visible()
        physician.shoot(f"step-{at}")
        card.get_by_role("button", name="Done" if at == len(STEPS) else "Next").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("document.activeElement.id") == "content"


def test_the_ring_lies_round_the_control_that_the_step_speaks_of(persons: Persons) -> None:
    physician = persons("physician")
    page = physician.page
    _start(physician)
    expect(_card(page, STEPS[0][1])).to_be_visible()
    for _ in range(3):
        page.keyboard.press("Enter")
    expect(_card(page, "What deserves your minute")).to_be_visible()

    order = page.get_by_role("button", name="Order:")
    expect(order).to_be_visible()
    expect(_ring(page)).to_be_visible()
    page.wait_for_function(
        """() => {
            const ring = document.querySelector("[class*=ring]").getBoundingClientRect();
            const order = document.querySelector("[data-tour=order]").getBoundingClientRect();
            return Math.abs(ring.left - order.left) < 1 && Math.abs(ring.width - order.width) < 1;
        }"""
    )
    order.click()  # what is spoken of can be used
    expect(page.get_by_role("menuitem").first).to_be_visible()


def test_the_keyboard_goes_on_back_and_out(persons: Persons) -> None:
    engineer = persons("engineer")
    page = engineer.page
    _start(engineer)
    expect(_card(page, STEPS[0][1])).to_be_visible()

    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(_card(page, STEPS[2][1])).to_contain_text("every parameter")
    page.keyboard.press("ArrowLeft")
    expect(_card(page, STEPS[1][1])).to_be_visible()
    expect(page).to_have_url(re.compile("/labels"))
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)


def test_it_is_offered_once_and_can_be_had_again(persons: Persons) -> None:
    physician = persons("physician")
    page = physician.page
    page.get_by_role("button", name="Not now").click()
    page.reload()
    expect(page.get_by_role("navigation", name="Views")).to_be_visible()

    expect(page.get_by_role("button", name="Show me round")).to_have_count(0)
    _start(physician)
    expect(_card(page, STEPS[0][1])).to_be_visible()


def test_a_project_without_images_says_at_each_step_what_to_do(persons: Persons) -> None:
    admin = persons("admin", reduced_motion="reduce")
    page = admin.page
    page.goto(f"{admin.site.address}/new-project")
    page.get_by_label("Name", exact=True).fill("empty")
    page.get_by_role("button", name="Make the project").click()
    expect(page).to_have_url(re.compile("/projects/empty/panel$"))
    _start(admin)

    expect(_card(page, STEPS[0][1])).to_contain_text("no images yet")
    for _ in range(3):
        page.keyboard.press("Enter")
    expect(_card(page, STEPS[3][1])).to_contain_text("There is no model yet")
    admin.shoot("nothing-to-show")
