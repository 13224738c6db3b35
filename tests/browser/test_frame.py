"""The frame in a real browser: logging in, the five views, nothing from elsewhere."""

import re
from collections.abc import Sequence

import pytest
from playwright.sync_api import expect

from tests.browser.people import Persons

VIEWS = ("Panel", "Labels", "Attention", "Modification", "Performance")


@pytest.fixture(scope="module")
def serve_options() -> Sequence[str]:
    return ("--no-worker",)


def test_a_physician_logs_in_and_every_view_opens(persons: Persons) -> None:
    physician = persons("physician")
    navigation = physician.page.get_by_role("navigation", name="Views")

    for view in VIEWS:
        navigation.get_by_role("link", name=view).click()
        expect(physician.page).to_have_url(re.compile(f"/{view.lower()}"))
        expect(physician.page.get_by_role("heading", level=1)).to_be_visible()
        physician.shoot(view.lower())


def test_a_wrong_password_is_refused_in_words(persons: Persons) -> None:
    stranger = persons("physician", logged_in=False)
    page = stranger.page
    page.goto(stranger.site.address)
    page.get_by_label("Name").fill("physician")
    page.get_by_role("textbox", name="Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()

    expect(page.get_by_role("alert")).to_contain_text("name or the password is wrong")
