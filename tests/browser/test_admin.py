"""Users, members, audit logs and new projects in a real browser; kind words for everybody else."""

import re
from collections.abc import Sequence

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Person, Persons


@pytest.fixture(scope="module")
def serve_options() -> Sequence[str]:
    return ("--no-worker",)


def _menu(person: Person) -> Page:
    person.page.get_by_role("button", name="Account of").click()
    expect(person.page.get_by_role("menuitem", name="Log out")).to_be_visible()
    return person.page


def test_an_admin_adds_a_physician_who_logs_in_with_the_password_shown_once(
    persons: Persons,
) -> None:
    admin = persons("admin")
    page = _menu(admin)
    page.get_by_role("menuitem", name="Administration").click()
    page.get_by_role("button", name="New user").click()
    page.get_by_label("Name to log in with").fill("dr-new")
    page.get_by_label("Where").select_option(admin.site.project)
    page.get_by_role("button", name="Add the user").click()

    password = page.locator("code").inner_text()
    expect(page.get_by_role("row", name="dr-new")).to_contain_text(
        f"{admin.site.project}: physician"
    )
    admin.shoot("users")
    page.get_by_role("button", name="I have it").click()
    expect(page.get_by_text(password)).to_have_count(0)

    newcomer = persons("dr-new", logged_in=False)
    newcomer.page.goto(admin.site.address)
    newcomer.page.get_by_label("Name").fill("dr-new")
    newcomer.page.get_by_role("textbox", name="Password").fill(password)
    newcomer.page.get_by_role("button", name="Log in").click()
    expect(newcomer.page.get_by_role("navigation", name="Views")).to_be_visible()


def test_an_admin_changes_a_role_disables_and_gives_a_new_password(persons: Persons) -> None:
    admin = persons("admin")
    page = admin.page
    page.goto(f"{admin.site.address}/admin/users")
    row = page.get_by_role("row", name="engineer").first

    page.get_by_role("button", name="Roles of stranger in projects").click()
    page.get_by_label(f"Role of stranger in {admin.site.project}").select_option("engineer")
    page.keyboard.press("Escape")
    expect(page.get_by_role("row", name="stranger")).to_contain_text("engineer")
    page.get_by_role("button", name="Disable engineer").click()
    expect(row).to_contain_text("disabled")
    page.get_by_role("button", name="Enable engineer").click()
    expect(row).not_to_contain_text("disabled")
    page.get_by_role("button", name="New password for engineer").click()
    page.get_by_role("button", name="Make a new password").click()

    expect(page.get_by_role("status").filter(has_text="Password of engineer")).to_be_visible()


def test_the_audit_log_says_that_its_chain_is_whole(persons: Persons) -> None:
    admin = persons("admin")
    page = admin.page
    page.goto(f"{admin.site.address}/admin/audit")

    expect(page.get_by_text("The chain is whole")).to_be_visible()
    expect(page.get_by_role("cell", name="logged in").first).to_be_visible()
    page.get_by_label("Log", exact=True).select_option(admin.site.project)
    expect(page.get_by_role("cell", name="round finished").first).to_be_visible()
    admin.shoot("audit")


def test_nobody_else_meets_the_administration(persons: Persons) -> None:
    physician = persons("physician")
    page = _menu(physician)
    expect(page.get_by_role("menuitem", name="Administration")).to_have_count(0)

    page.goto(f"{physician.site.address}/admin/users")

    expect(page.get_by_role("heading", name="This page is for admins")).to_be_visible()
    assert page.title() == "Administration · MEDebiaser"
    physician.shoot("not-for-physicians")


def test_an_unknown_address_leads_back_to_the_start(persons: Persons) -> None:
    physician = persons("physician")
    page = physician.page
    page.goto(f"{physician.site.address}/nowhere")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()

    page.get_by_role("main").get_by_role("link", name="To the start").click()

    expect(page).to_have_url(re.compile("/labels"))


def test_a_user_without_a_project_is_told_whom_to_ask(persons: Persons) -> None:
    admin = persons("admin")
    made = admin.page.context.request.get(f"{admin.site.address}/api/session").json()
    admin.page.context.request.post(
        f"{admin.site.address}/api/users",
        data={"name": "waiting", "password": "a-long-password"},
        headers={"X-CSRF-Token": made["csrf_token"], "Origin": admin.site.address},
    )
    waiting = persons("waiting", logged_in=False)
    page = waiting.page
    page.goto(waiting.site.address)
    page.get_by_label("Name").fill("waiting")
    page.get_by_role("textbox", name="Password").fill("a-long-password")
    page.get_by_role("button", name="Log in").click()

    expect(page.get_by_role("heading", name="There is no project for you yet")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("your name here is waiting")
    waiting.shoot("no-project")


def test_the_keyboard_begins_at_the_head_of_a_view_and_can_skip_to_it(persons: Persons) -> None:
    physician = persons("physician")
    page = physician.page

    page.keyboard.press("Alt+1")
    expect(page).to_have_url(re.compile("/panel"))
    page.wait_for_function("() => document.activeElement.tagName === 'H1'")
    expect(page).to_have_title(f"Panel · {physician.site.project} · MEDebiaser")

    page.reload()
    expect(page.get_by_role("heading", level=1, name="Panel")).to_be_attached()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Go to the content")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
