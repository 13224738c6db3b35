"""The stream of events: live, complete after a break, and only what one may see."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from medebiaser.api.event_stream import Pace
from medebiaser.data.database import utc_now
from medebiaser.data.schema import sessions
from medebiaser.records import Role
from tests.api.annotating import an_image, body
from tests.api.conftest import ROLES, Client, Served
from tests.api.streaming import Stream, cookie_of, listening
from tests.loop import FOCUS


@pytest.fixture
def port(served: Served) -> Iterator[int]:
    served.app.state.hubs.pace = Pace(look_s=0.02, beat_s=0.3)
    with listening(served) as number:
        yield number


def annotate(served: Served, client: Client, name: str = "engineer", version: int = 0) -> int:
    image = an_image(served.stores)
    reply = client(name).put(
        f"{served.path}/images/{image.row}/annotations", params={"label": FOCUS},
        json=body(version),
    )  # fmt: skip
    assert reply.status_code == 200
    return image.row


def test_a_save_by_someone_else_is_seen_at_once(served: Served, client: Client, port: int) -> None:
    stream = Stream(port, cookie_of(served, "physician"))
    assert stream.status == 200
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert stream.read().kind == "ready"

    row = annotate(served, client)

    seen = stream.until("annotation saved")
    assert seen.data["project"] == served.project
    assert seen.data["content"] == {
        "row": row, "label": FOCUS, "author": "engineer", "by": "engineer",
        "verdict": "corrected", "version": 1,
    }  # fmt: skip


def test_a_stream_that_was_cut_goes_on_where_it_stopped(
    served: Served, client: Client, port: int
) -> None:
    cookie = cookie_of(served, "physician")
    stream = Stream(port, cookie)
    last = stream.read().number
    stream.close()
    for version in range(3):
        annotate(served, client, version=version)

    again = Stream(port, cookie, last)

    versions = [again.until("annotation saved").data["content"]["version"] for _ in range(2)]
    third = again.until("annotation saved")
    assert [*versions, third.data["content"]["version"]] == [1, 2, 3]
    annotate(served, client, version=3)
    assert again.until("annotation saved").number > third.number


def test_no_event_is_lost_or_doubled_while_streams_come_and_go(served: Served, port: int) -> None:
    cookie, events = cookie_of(served, "physician"), served.opened.events
    project, sent = served.stores.project.id, 200
    first = Stream(port, cookie)
    last = first.read().number

    def write() -> None:
        for number in range(sent):
            events.append("counted", {"n": number}, project)

    writer = threading.Thread(target=write)
    writer.start()
    seen: list[int] = []
    stream = first
    while len(seen) < sent:
        for _ in range(7):
            message = stream.until("counted")
            seen.append(message.data["content"]["n"])
            last = message.number
            if len(seen) == sent:
                break
        stream.close()
        stream = Stream(port, cookie, last)
    writer.join()

    assert seen == list(range(sent))


def test_events_of_other_projects_and_of_the_workspace_are_not_seen(
    served: Served, client: Client, port: int
) -> None:
    other = served.opened.projects.create("other").id
    member, admin = (Stream(port, cookie_of(served, n)) for n in ("physician", "admin"))
    for stream in (member, admin):
        assert stream.read().kind == "ready"
    for project in (other, None, served.stores.project.id):
        served.opened.events.append("told", {"of": project}, project)

    assert member.until("told").data["content"] == {"of": served.stores.project.id}
    assert [admin.until("told").data["content"]["of"] for _ in range(3)] == [
        other, None, served.stores.project.id,
    ]  # fmt: skip


def test_a_number_whose_successors_are_gone_is_answered_by_reset(served: Served, port: int) -> None:
    events = served.opened.events
    for number in range(5):
        events.append("told", {"n": number}, served.stores.project.id)
    events.purge(1)
    newest = events.span()[1]
    cookie = cookie_of(served, "physician")

    for too_old in (1, newest + 7):
        message = Stream(port, cookie, too_old).read()
        assert (message.kind, message.number) == ("reset", max(newest, events.span()[1]))


def test_a_stream_ends_when_its_session_does_and_hears_no_more(
    served: Served, client: Client, port: int
) -> None:
    stream = Stream(port, cookie_of(served, "physician"))
    assert stream.read().kind == "ready"
    user = served.opened.users.get("physician")

    served.opened.sessions.end_all(user.id)

    assert stream.read() is None


def test_listening_does_not_keep_an_unused_session_alive(served: Served, port: int) -> None:
    cookie = cookie_of(served, "physician")
    seen_before = _seen_at(served)
    served.opened.sessions._clock = lambda: utc_now() + timedelta(minutes=20)

    stream = Stream(port, cookie)
    assert stream.read().kind == "ready"

    assert _seen_at(served) == seen_before
    served.opened.sessions._clock = lambda: utc_now() + timedelta(minutes=40)
    assert stream.read() is None


def test_two_hundred_streams_hear_the_same_and_cost_no_thread_each(
    served: Served, client: Client, port: int
) -> None:
    newcomer = served.opened.users.get("stranger")
    served.opened.users.set_role(newcomer.id, served.stores.project.id, Role.PHYSICIAN)
    cookies = [cookie_of(served, name) for name in ROLES]
    before = threading.active_count()
    streams = [Stream(port, cookies[n % len(cookies)]) for n in range(200)]
    for stream in streams:
        assert stream.read().kind == "ready"
    threads = threading.active_count()

    row = annotate(served, client)

    heard = [stream.until("annotation saved").data["content"]["row"] for stream in streams]
    assert heard == [row] * len(streams)
    assert threads - before < 50
    for stream in streams:
        stream.close()


def test_without_a_login_there_is_no_stream(served: Served, port: int) -> None:
    assert Stream(port, "").status == 401


def _seen_at(served: Served) -> object:
    with served.opened.database.reading() as connection:
        return connection.scalars(select(sessions.c.seen_at)).all()
