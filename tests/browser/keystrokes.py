"""The keystroke-level model: seconds that a practised person needs for a log of events.

Operators and times: Card, Moran & Newell 1980, "The keystroke-level model for user performance time
with interactive systems", CACM 23(7), and 1983, "The Psychology of Human-Computer Interaction",
chapter 8: K (an average typist's key), P (pointing), H (moving a hand between the devices), M
(getting ready in the mind). B (one press or release of a mouse button, which they count as a key)
as in Kieras 2001, "Using the keystroke-level model to estimate execution times".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Any, Literal

SECONDS: Mapping[str, float] = {"K": 0.28, "P": 1.10, "B": 0.10, "H": 0.40, "M": 1.35}
STILL_PX = 4.0
"""A pointer that has moved less has not been pointed anywhere."""
TERMINATORS = frozenset({" ", "Enter", "PageDown", "ArrowRight", "Save", "Next"})
"""Keys and buttons that only end what was done before: no thought of their own (rule 3)."""
LEFT_HAND = frozenset(" qwertasdfgzxcvb12345") | {"Tab", "Shift", "Control", "Alt", "Escape"}
"""What the left hand reaches while the right one stays on the mouse."""

Surface = Literal["image", "control"]


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a log.

    Attributes:
        kind: a key went down, or a button of the pointer went down or up.
        name: the key, or the button of the page under the pointer; empty on the image.
        on: whether the pointer was over the image or anything else; of a key: "control".
        x, y: where the pointer was, in px; of a key: 0.
    """

    kind: Literal["key", "press", "release"]
    name: str = ""
    on: Surface = "control"
    x: float = 0.0
    y: float = 0.0


def events_of(log: Iterable[Mapping[str, Any]]) -> list[Event]:
    """Return the events that the recorder wrote."""
    return [Event(**{name: each[name] for name in Event.__slots__}) for each in log]


def operators(events: Sequence[Event], *, is_strict: bool = False) -> str:
    """Return the operators of a log, a letter each.

    M comes before each run of events on the image, which is one place that was decided on, and
    before each run of commands, which are one unit of thought (rules 0 and 2); a terminator right
    behind what it ends has none (rule 3).

    Args:
        events: in their order; the hand is on the mouse when they begin.
        is_strict: M before every command, terminators too, and H for every key though a hand is
            free for it: an upper bound.
    """
    found = ""
    pointer: tuple[float, float] | None = None
    before: Event | None = None
    on_keys = False
    for event in events:
        found += _mind(event, before, is_strict)
        if event.kind == "key":
            has_to_move = is_strict or event.name not in LEFT_HAND
            found += "HK" if has_to_move and not on_keys else "K"
            on_keys = on_keys or has_to_move
        else:
            found += "H" if on_keys else ""
            on_keys = False
            found += "B" if _is_there(pointer, event) else "PB"
            pointer = (event.x, event.y)
        before = event
    return found


def seconds(found: str) -> float:
    """Return how long operators take together."""
    return sum(SECONDS[each] for each in found)


def interactions(events: Sequence[Event]) -> int:
    """Count what a person does: keys, clicks and drags, each once."""
    return sum(event.kind != "release" for event in events)


def ten_corners() -> list[Event]:
    """Return the log of a tool with polygons alone: ten corners, save, next, all by mouse.

    The polygon is closed by a second click on the last corner; saving and going on are buttons.
    """
    corners = [(200.0 + 40 * at, 300.0 + 30 * (at % 3)) for at in range(10)]
    log = [each for corner in corners for each in _click("image", "", corner)]
    log += _click("image", "", corners[-1])
    return [*log, *_click("control", "Save", (900, 80)), *_click("control", "Next", (980, 80))]


def _click(on: Surface, name: str, at: tuple[float, float]) -> list[Event]:
    return [Event("press", name, on, *at), Event("release", name, on, *at)]


def _mind(event: Event, before: Event | None, is_strict: bool) -> str:
    if event.kind == "release":
        return ""
    if event.on == "image":
        return "" if before is not None and before.on == "image" else "M"
    if is_strict or before is None:
        return "M"
    is_same_unit = before.on == "control" or event.name in TERMINATORS
    return "" if is_same_unit else "M"


def _is_there(pointer: tuple[float, float] | None, event: Event) -> bool:
    return pointer is not None and hypot(event.x - pointer[0], event.y - pointer[1]) < STILL_PX
