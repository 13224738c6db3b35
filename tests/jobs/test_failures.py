"""Each way a training can fail, in words and as a cause that a page can offer help for."""

import errno

import pytest
import torch

from medebiaser.errors import DiskFullError, DivergedError, InvalidInputError, NotFoundError
from medebiaser.jobs.failures import failure_of


@pytest.mark.parametrize(
    ("error", "cause", "words"),
    [
        (DivergedError("training diverged at step 9; …", step=9), "diverged", "at step 9"),
        (DiskFullError("the disk that holds the blob store is full"), "disk", "blob store"),
        (OSError(errno.ENOSPC, "No space left on device", "/p/Jane"), "disk", "free some space"),
        (InvalidInputError("label Hernia has no positives"), "refused", "no positives"),
        (NotFoundError("there are no weights chest; import them"), "refused", "import them"),
        (MemoryError(), "memory", "smaller batch"),
        (torch.OutOfMemoryError("CUDA out of memory. Tried …"), "memory", "smaller network"),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: …"), "memory", "ran out of"),
        (RuntimeError("mat1 of patient Jane"), "unexpected", "unexpected RuntimeError"),
        (PermissionError(errno.EACCES, "denied", "/p/Jane"), "unexpected", "PermissionError"),
    ],
)
def test_a_failure_is_said_with_what_to_do(error: Exception, cause: str, words: str) -> None:
    failure = failure_of(error, "train")

    assert failure.cause.value == cause
    assert words in failure.words
    assert "Jane" not in failure.words
