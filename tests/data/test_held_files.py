"""What a killed program left is told from what a living one uses."""

import subprocess
import sys
from pathlib import Path

import pytest

from medebiaser.data.held_files import hold, is_free, scratch_folder


def test_a_file_is_free_once_who_held_it_is_gone(tmp_path: Path) -> None:
    held = hold(tmp_path / "a")
    before = is_free(tmp_path / "a")
    held.close()

    assert (before, is_free(tmp_path / "a"), is_free(tmp_path / "none")) == (False, True, False)


def test_a_scratch_folder_goes_with_its_run_even_when_that_fails(tmp_path: Path) -> None:
    def fail() -> None:
        with scratch_folder(tmp_path) as folder:
            (folder / "file").write_text("bytes")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_goes_and_what_a_living_one_uses_stays(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys, pathlib\n"
        "from medebiaser.data.held_files import scratch_folder\n"
        "with scratch_folder(pathlib.Path(sys.argv[1])) as folder:\n"
        "    (folder / 'left').touch()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)"
    )
    with scratch_folder(tmp_path) as living:
        subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
        left = list(tmp_path.glob("*/left"))
        with scratch_folder(tmp_path) as other:
            folders = {path for path in tmp_path.iterdir() if path.is_dir()}

    assert len(left) == 1
    assert folders == {living, other}
