"""Events to browsers: one look at the database for all streams of a server.

A stream costs a queue and no thread. What is sent carries the event's number; a browser that
reconnects names the last one it saw and gets everything after it, first from the database.
"""

import asyncio
import json
import logging
import weakref
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from medebiaser.api.access import Caller
from medebiaser.data.stores import Workspace
from medebiaser.errors import MedebiaserError, TooManyError
from medebiaser.records import Event

STREAMS_MAX = 2_000
STREAMS_OF_ONE_MAX = 50
_BATCHES_MAX = 200
_BATCH = 1_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a hub and its streams look up.

    Attributes:
        look_s: between two looks at the database.
        beat_s: how long a stream is silent at most, and how late it may notice that the
            login has ended.
    """

    look_s: float = 0.25
    beat_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Frame:
    """One event as it is sent, rendered once for all streams."""

    number: int
    project: int | None
    text: bytes

    @classmethod
    def of(cls, event: Event, names: dict[int, str]) -> "Frame":
        """Render an event; `names` are the projects' by id."""
        project = None if event.project is None else names.get(event.project)
        content = {"project": project, "at": event.at.isoformat(), "content": dict(event.content)}
        return cls(event.id, event.project, _rendered(event.id, event.kind, content))


@dataclass(eq=False, slots=True)
class Listener:
    """One open stream."""

    user: int
    batches: "asyncio.Queue[Sequence[Frame]]" = field(
        default_factory=lambda: asyncio.Queue(_BATCHES_MAX)
    )
    lagging: bool = False

    def give(self, batch: Sequence[Frame]) -> None:
        """Hand over new events; a browser that is too slow is cut off and comes back."""
        try:
            self.batches.put_nowait(batch)
        except asyncio.QueueFull:
            self.lagging = True


class Hub:
    """Looks for new events while anyone listens, and hands them to every stream.

    Args:
        opened: the workspace.
        pace: how often.
    """

    def __init__(self, opened: Workspace, pace: Pace) -> None:
        self.opened = opened
        self.pace = pace
        self._listeners: set[Listener] = set()
        self._looking: asyncio.Task[None] | None = None
        self._placed = asyncio.Event()
        self._names: dict[int, str] = {}

    def refuse_more(self, user: int) -> None:
        """Refuse another stream of a user.

        Raises:
            TooManyError: so many are open already.
        """
        own = sum(listener.user == user for listener in self._listeners)
        if len(self._listeners) >= STREAMS_MAX or own >= STREAMS_OF_ONE_MAX:
            raise TooManyError(
                f"{own} streams of yours are open, {len(self._listeners)} in all; close some",
                self.pace.beat_s,
            )

    @asynccontextmanager
    async def listening(self, user: int) -> AsyncIterator[Listener]:
        """Open a stream for a user: it is given every event that is committed from now on."""
        listener = Listener(user)
        self._listeners.add(listener)
        try:
            if not self.is_looking:
                self._placed.clear()
                self._looking = asyncio.create_task(self._look())
            await self._placed.wait()
            yield listener
        finally:
            self._listeners.discard(listener)

    @property
    def is_looking(self) -> bool:
        """Whether events are handed on."""
        return self._looking is not None and not self._looking.done()

    async def frames_after(self, number: int) -> list[Frame]:
        """Return what follows an event, at most a batch."""
        events = await asyncio.to_thread(self.opened.events.after, number, limit=_BATCH)
        if any(event.project not in self._names for event in events if event.project):
            projects = await asyncio.to_thread(self.opened.projects.all)
            self._names = {project.id: project.name for project in projects}
        return [Frame.of(event, self._names) for event in events]

    async def span(self) -> tuple[int, int]:
        """Return the numbers of the oldest and the newest event."""
        return await asyncio.to_thread(self.opened.events.span)

    async def _look(self) -> None:
        """Hand new events on until nobody listens any more; a database that is away comes back."""
        position: int | None = None
        while self._listeners:
            try:
                position = (await self.span())[1] if position is None else position
                self._placed.set()
                found = await self.frames_after(position)
            except (MedebiaserError, SQLAlchemyError) as error:
                _log.warning("events cannot be read: %s", type(error).__name__)
                await asyncio.sleep(1.0)
                continue
            if found:
                position = found[-1].number
                for listener in self._listeners:
                    listener.give(found)
            if len(found) < _BATCH:
                await asyncio.sleep(self.pace.look_s)


class Hubs:
    """The hub of each event loop: a server has one."""

    def __init__(self, opened: Workspace) -> None:
        self.pace = Pace()
        self._opened = opened
        self._hubs: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = (
            weakref.WeakKeyDictionary()
        )

    def here(self) -> Hub:
        """Return the hub of the running loop."""
        loop = asyncio.get_running_loop()
        if loop not in self._hubs:
            self._hubs[loop] = Hub(self._opened, self.pace)
        return self._hubs[loop]


async def stream(
    hub: Hub,
    caller: Caller,
    look_again: Callable[[], Caller | None],
    last_seen: int | None,
) -> AsyncIterator[bytes]:
    """Send events until the login ends.

    Args:
        caller: who listens; sees the projects that they may open.
        look_again: returns the caller as of now, or None when the login has ended.
        last_seen: number of the last event that the browser saw; None: from now on.
    """
    async with hub.listening(caller.user.id) as listener:
        oldest, newest = await hub.span()
        sent = newest if last_seen is None else last_seen
        if last_seen is None:
            yield _rendered(newest, "ready", {})
        elif last_seen > newest or last_seen < oldest - 1:
            sent = newest
            yield _rendered(newest, "reset", {})
        while replayed := await hub.frames_after(sent):
            sent = replayed[-1].number
            if text := _seen_by(caller, replayed):
                yield text
        async for chunk in _live(hub, listener, caller, look_again, sent):
            yield chunk


async def _live(
    hub: Hub,
    listener: Listener,
    caller: Caller,
    look_again: Callable[[], Caller | None],
    sent: int,
) -> AsyncIterator[bytes]:
    clock = asyncio.get_running_loop().time
    looked = clock()
    while not listener.lagging:
        batch = await _next_batch(listener, looked + hub.pace.beat_s - clock())
        new = [frame for frame in batch if frame.number > sent]
        sent = new[-1].number if new else sent
        if clock() - looked >= hub.pace.beat_s:
            found = await asyncio.to_thread(look_again)
            if found is None or not hub.is_looking:
                return
            caller, looked = found, clock()
            yield b"id: %d\n: still here\n\n" % sent
        if text := _seen_by(caller, new):
            yield text


async def _next_batch(listener: Listener, wait_s: float) -> Sequence[Frame]:
    try:
        return await asyncio.wait_for(listener.batches.get(), max(wait_s, 0.0))
    except TimeoutError:
        return ()


def _seen_by(caller: Caller, frames: Sequence[Frame]) -> bytes:
    return b"".join(f.text for f in frames if caller.role_in(f.project) is not None)


def _rendered(number: int, kind: str, content: object) -> bytes:
    data = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    return f"id: {number}\nevent: {kind}\ndata: {data}\n\n".encode()
