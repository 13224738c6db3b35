"""The page of the audit log names everything that is written down, and nothing else."""

import re
from pathlib import Path

from medebiaser.records import Action

ROOT = Path(__file__).parents[2]


def test_every_action_is_on_the_page_of_the_audit_log() -> None:
    page = (ROOT / "docs" / "explanations" / "audit.md").read_text(encoding="utf-8")

    listed = re.findall(r"^\| `([a-z ]+)` \|", page, flags=re.MULTILINE)

    assert sorted(listed) == sorted(action.value for action in Action)


def test_every_action_is_written_down_somewhere_in_the_program() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py")]

    unused = [a.name for a in Action if not any(f"Action.{a.name}" in text for text in sources)]

    assert unused == []
