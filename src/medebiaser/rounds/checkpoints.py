"""Weights and training state in the blob store, as safetensors: nothing is ever unpickled."""

import io
import json
import pickle
import struct
from collections.abc import Callable, Mapping
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from torch import Tensor

from medebiaser.data.blob_store import BlobStore
from medebiaser.data.stores import Stores
from medebiaser.errors import InvalidInputError
from medebiaser.learning.training import Fitted
from medebiaser.records import Round, RoundState
from medebiaser.rounds.states import move

_FACTS = "facts"
_DAMAGED = (
    *(pickle.UnpicklingError, struct.error, EOFError, RuntimeError),
    *(ValueError, TypeError, LookupError, AssertionError, AttributeError),
)
"""What torch raises on files that hold something else, or that were cut or changed."""


def put(blobs: BlobStore, tensors: Mapping[str, Tensor], facts: Mapping[str, Any]) -> str:
    """Store tensors with their JSON facts.

    Returns:
        The blob key.
    """
    flat = {name: tensor.detach().cpu().contiguous().clone() for name, tensor in tensors.items()}
    return blobs.put(save_tensors(flat, metadata={_FACTS: json.dumps(facts)}))


def get(blobs: BlobStore, key: str) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Return the tensors and facts that were stored under a key.

    Raises:
        NotFoundError: no such blob.
        InvalidInputError: the blob is no safetensors file.
    """
    payload = blobs.get(key)
    return read_safetensors(payload, f"checkpoint {key[:12]}"), read_facts(payload)


def read_safetensors(payload: bytes, name: str) -> dict[str, Tensor]:
    """Parse a safetensors file.

    Raises:
        InvalidInputError: it is something else, a pickle for example.
    """
    try:
        return dict(load_tensors(payload))
    except SafetensorError as error:
        raise InvalidInputError(
            f"{name} is not a safetensors file ({error}); convert it with safetensors first"
        ) from error


def read_facts(payload: bytes) -> dict[str, Any]:
    """Return the JSON facts in a safetensors header; {} where there are none."""
    header_length = int.from_bytes(payload[:8], "little")
    header = json.loads(payload[8 : 8 + header_length])
    facts: dict[str, Any] = json.loads(header.get("__metadata__", {}).get(_FACTS, "{}"))
    return facts


def of_round(
    stores: Stores, current: Round
) -> tuple[
    Callable[[dict[str, Tensor], dict[str, Any]], None],
    tuple[dict[str, Tensor], dict[str, Any]] | None,
]:
    """Return a `save` for the training loop, and the state to go on from.

    Each save stores the state and then confirms its key in the round, which makes it the
    one that a restart goes on from; the state before is deleted after that.
    """
    resume = get(stores.blobs, current.resume_from) if current.resume_from else None
    confirmed = [current.resume_from]

    def save(tensors: dict[str, Tensor], facts: dict[str, Any]) -> None:
        key = put(stores.blobs, tensors, facts)
        stores.rounds.update(current.number, resume_from=key, history=tuple(facts["history"]))
        before, confirmed[0] = confirmed[0], key
        if before is not None and before != key:
            stores.retire(before)

    return save, resume


def store_trained(stores: Stores, current: Round, fitted: Fitted) -> Round:
    """Store a round's final weights and leave `training`; the resume state is deleted."""
    key = put(stores.blobs, fitted.best_state, {"round": current.number})
    before = stores.rounds.get(current.number).resume_from
    trained = move(
        stores,
        current.number,
        RoundState.TRAINED,
        checkpoint=key,
        history=tuple(dict(epoch) for epoch in fitted.history),
        resume_from=None,
    )
    if before is not None and before != key:
        stores.retire(before)
    return trained


def read_weights_file(payload: bytes, name: str) -> dict[str, Tensor]:
    """Read weights that a person brings: safetensors, or .pt with tensors alone.

    Args:
        payload: the file's bytes.
        name: its name; the ending decides the format.

    Raises:
        InvalidInputError: a pickle with anything but tensors, or no tensors at all.
    """
    if name.endswith((".pt", ".pth")):
        state = _read_torch(payload, name)
    else:
        state = read_safetensors(payload, name)
    if not state:
        raise InvalidInputError(f"{name} holds no tensors; choose a file with weights")
    for key, tensor in state.items():
        if tensor.is_floating_point() and not torch.isfinite(tensor).all():
            raise InvalidInputError(f"{name}: tensor {key} holds NaN or infinity; export it again")
    return state


def _read_torch(payload: bytes, name: str) -> dict[str, Tensor]:
    try:
        content = torch.load(io.BytesIO(payload), map_location="cpu", weights_only=True)
    except _DAMAGED as error:
        raise InvalidInputError(
            f"{name} holds more than tensors or is damaged; save its state_dict as safetensors"
        ) from error
    content = content.get("state_dict", content) if isinstance(content, dict) else content
    if not isinstance(content, dict):
        raise InvalidInputError(f"{name} is no state_dict; save model.state_dict() instead")
    return {str(k): v for k, v in content.items() if isinstance(v, Tensor)}
