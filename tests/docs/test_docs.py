"""The documents agree with the program: commands, links, words."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


def test_the_command_line_page_is_what_the_commands_say() -> None:
    checked = subprocess.run(
        [sys.executable, ROOT / "scripts" / "command-line-docs", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout


def test_the_study_page_shows_the_reports_as_they_are() -> None:
    checked = subprocess.run(
        [sys.executable, ROOT / "scripts" / "study-docs", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_schema_and_the_page_of_the_api_are_what_the_routes_say() -> None:
    checked = subprocess.run(
        [sys.executable, ROOT / "scripts" / "api-docs", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_page_of_the_documentation_is_in_its_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = [
        page.relative_to(ROOT / "docs") for page in PAGES if page.is_relative_to(ROOT / "docs")
    ]

    missing = [str(page) for page in pages if page.name != "README.md" and str(page) not in index]

    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)

    broken = [
        target for target in targets if "://" not in target and not (page.parent / target).exists()
    ]

    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_a_page_shows_exists(page: Path) -> None:
    from medebiaser.cli.app import COMMANDS

    shown = re.findall(
        r"^\s*(?:\$ )?medebiaser((?: -[wp] \S+)*) ([a-z]+)",
        page.read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )

    assert {command for _, command in shown} <= set(COMMANDS)


def test_the_readme_names_the_two_commands_that_set_everything_up() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert "make demo" in readme
    assert "make test" in readme
