"""Run by torchrun in a test: train the tiny network on two processes, write the weights."""

import sys

import torch
from safetensors.torch import save_file

from medebiaser.learning.training import fit
from tests.learning.test_training import a_schedule, an_objective
from tests.learning.tiny import TinyNetwork


def main(path: str) -> None:
    saved: list[int] = []
    fitted = fit(
        TinyNetwork(dropout=0.0),
        an_objective(),
        a_schedule(epochs=2, freeze_batch_norm=True),
        save=lambda _, facts: saved.append(facts["world"]),
        devices=2,
    )
    if saved == [2, 2]:  # the first of the two alone saves
        save_file(fitted.best_state, path)
    torch.distributed.barrier()
    torch.distributed.destroy_process_group()  # else a thread of it may outlive the interpreter


if __name__ == "__main__":
    main(sys.argv[1])
