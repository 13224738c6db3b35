"""Whatever a request holds, the answer is a document that says what is wrong."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.annotating import TRIANGLE, an_image
from tests.api.conftest import Client, Served
from tests.loop import FOCUS

NUL, SURROGATE = "a\x00b", "\ud800"
HUGE = 10**400


@pytest.fixture
def engineer(client: Client) -> TestClient:
    return client("engineer")


def sent(client: TestClient, method: str, path: str, document: Any, **more: Any) -> Any:
    """Send JSON as it is, with what no careful client would write."""
    content = json.dumps(document).encode()
    headers = {"Content-Type": "application/json"}
    return client.request(method, path, content=content, headers=headers, **more)


def is_refused(reply: Any) -> None:
    assert 400 <= reply.status_code < 500, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["detail"]


@pytest.mark.parametrize("text", ["", NUL, SURROGATE, "x" * 10_001, None, 3, ["a"], {}])
def test_a_text_that_cannot_be_stored_is_refused(
    served: Served, engineer: TestClient, text: Any
) -> None:
    is_refused(sent(engineer, "POST", f"{served.path}/images/0/notes", {"text": text}))


@pytest.mark.parametrize(
    "changes",
    [
        {"version": -1},
        {"version": 2**31},
        {"version": HUGE},
        {"version": 1.5},
        {"version": float("nan")},
        {"version": None},
        {"verdict": SURROGATE},
        {"verdict": 7},
        {"regions": None},
        {"regions": "all"},
        {"regions": [{"points": [[float("nan"), 1], [2, 2], [3, 1]]}]},
        {"regions": [{"points": [[float("inf"), 1], [2, 2], [3, 1]]}]},
        {"regions": [{"points": [[HUGE, 1], [2, 2], [3, 1]]}]},
        {"regions": [{"points": [[1e300, 1], [2, 2], [3, 1]]}]},
        {"regions": [{"points": [[1], [2], [3]]}]},
        {"regions": [{"points": TRIANGLE, "relevance": "maybe"}]},
        {"regions": [{"points": []}]},
        {"regions": [{}]},
        {"next": {"start": -1}},
        {"next": {"start": 0, "round": 2**31}},
        {"next": {"start": 0, "label": NUL}},
    ],
)
def test_an_annotation_that_cannot_be_read_is_refused_and_not_stored(
    served: Served, engineer: TestClient, changes: dict[str, Any]
) -> None:
    image = an_image(served.stores)
    document = {"verdict": "corrected", "version": 0, "regions": [{"points": TRIANGLE}]}

    reply = sent(
        engineer, "PUT", f"{served.path}/images/{image.row}/annotations", document | changes,
        params={"label": FOCUS},
    )  # fmt: skip

    is_refused(reply)
    assert served.stores.annotations.of(image.id) == []


@pytest.mark.parametrize(
    "path",
    [
        "images/-1/notes",
        "images/2147483648/notes",
        f"images/{10**30}/notes",
        "images/one/notes",
        "images/0/annotations/history?label=%00",
        "images/0/annotations/history?label=",
        f"images/0/annotations/history?label={'x' * 201}",
        "annotations?start=-1",
        "annotations?limit=0",
        "annotations?limit=1000000",
        "annotations?author=%00",
        "annotations?start=NaN",
        "annotations/export?format=exe",
        "jobs?before=zzz",
        f"jobs?before={'0' * 32}",
        "jobs?state=lost",
        f"jobs/{'0' * 32}",
        f"jobs/{'0' * 32}/log?after=-1",
        f"uploads/{'f' * 32}",
        "uploads/..%2f..",
    ],
)
def test_an_address_that_names_nothing_is_refused(
    served: Served, engineer: TestClient, path: str
) -> None:
    is_refused(engineer.get(f"{served.path}/{path}"))


@pytest.mark.parametrize("label", ["%ff%fe", "%ED%A0%80", "%F0%9F%98%80", "' OR 1=1 --"])
def test_a_strange_label_is_simply_not_there(
    served: Served, engineer: TestClient, label: str
) -> None:
    reply = engineer.delete(f"{served.path}/images/0/annotations?version=0&label={label}")

    assert reply.status_code == 404


@pytest.mark.parametrize(
    ("path", "document"),
    [
        ("trainings", {"parameters": {SURROGATE: 1}}),
        ("trainings", {"parameters": {"learning_rate": float("nan")}}),
        ("trainings", {"parameters": {"seed": HUGE}}),
        ("trainings", {"parameters": {"architecture": NUL}}),
        ("trainings", {"parameters": {"architecture": "no-such-network"}}),
        ("trainings", {"parameters": {"weights": "no-such-weights"}}),
        ("trainings", []),
        ("fine-tunings", {"focus": [SURROGATE]}),
        ("fine-tunings", {"focus": "all"}),
        ("fine-tunings", {"parameters": {"attention": "none at all"}}),
        ("fine-tunings", {"parameters": {"accumulate": 7}}),
        ("uploads", {"name": NUL, "size_bytes": 10}),
        ("uploads", {"name": "a.zip", "size_bytes": 0}),
        ("uploads", {"name": "a.zip", "size_bytes": HUGE}),
        ("uploads", {"name": "a.zip", "size_bytes": 10, "part_bytes": 2**40}),
        ("imports", {"upload": "../../etc/passwd"}),
        ("imports", {"upload": "0" * 32}),
        ("imports", {"upload": "0" * 32, "split_map": {SURROGATE: "train"}}),
        ("imports", {"upload": "0" * 32, SURROGATE: 1}),
        ("folder-imports", {"folder": NUL}),
        ("folder-imports", {"folder": "/" + "x/" * 2_000}),
        ("splits", {"fractions": {"train": float("nan")}}),
        ("splits", {"fractions": {"everything": 1}}),
        ("splits", {"seed": -1}),
    ],
)
def test_nothing_starts_from_what_cannot_be_used(
    served: Served, engineer: TestClient, path: str, document: Any
) -> None:
    served.stores.rounds.remove(0)

    is_refused(sent(engineer, "POST", f"{served.path}/{path}", document))

    assert served.opened.jobs.all() == []
    assert served.stores.rounds.all() == []


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"text": ' + b"9" * 5_000 + b"}", b"null"],
)
def test_a_body_that_is_no_json_is_refused(
    served: Served, engineer: TestClient, content: bytes
) -> None:
    reply = engineer.post(
        f"{served.path}/images/0/notes",
        content=content,
        headers={"Content-Type": "application/json"},
    )

    is_refused(reply)
