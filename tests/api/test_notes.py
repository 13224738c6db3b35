"""Notes through HTTP."""

from tests.api.conftest import Client, Served


def path(served: Served, row: int = 0) -> str:
    return f"{served.path}/images/{row}/notes"


def test_a_note_is_written_changed_and_deleted_by_its_author(
    served: Served, client: Client
) -> None:
    physician = client("physician")

    written = physician.post(path(served), json={"text": "tube in place"})
    note = written.json()
    changed = physician.put(
        f"{path(served)}/{note['id']}", json={"text": "tube removed", "version": 1}
    )
    listed = client("engineer").get(path(served)).json()
    deleted = physician.delete(f"{path(served)}/{note['id']}", params={"version": "2"})

    assert (written.status_code, note["version"], note["author"]) == (201, 1, "physician")
    assert (changed.json()["text"], changed.json()["version"]) == ("tube removed", 2)
    assert listed == [changed.json()]
    assert deleted.status_code == 204
    assert physician.get(path(served)).json() == []


def test_a_note_saved_elsewhere_is_a_conflict_that_carries_it(
    served: Served, client: Client
) -> None:
    physician = client("physician")
    note = physician.post(path(served), json={"text": "one"}).json()
    where = f"{path(served)}/{note['id']}"
    physician.put(where, json={"text": "two", "version": 1})

    reply = physician.put(where, json={"text": "three", "version": 1})

    assert reply.status_code == 409
    assert (reply.json()["stored"]["text"], reply.json()["offered"]) == ("two", 1)
    assert reply.json()["stored"]["row"] == note["row"]


def test_someone_elses_note_is_only_deleted_by_an_admin(served: Served, client: Client) -> None:
    note = client("physician").post(path(served), json={"text": "one"}).json()
    where = f"{path(served)}/{note['id']}"

    changed = client("admin").put(where, json={"text": "two", "version": 1})
    kept = client("engineer").delete(where, params={"version": "1"})
    deleted = client("admin").delete(where, params={"version": "1"})

    assert (changed.status_code, kept.status_code, deleted.status_code) == (403, 403, 204)


def test_a_note_belongs_to_its_image(served: Served, client: Client) -> None:
    physician = client("physician")
    note = physician.post(path(served, 0), json={"text": "one"}).json()

    reply = physician.put(f"{path(served, 1)}/{note['id']}", json={"text": "two", "version": 1})

    assert reply.status_code == 404
    assert physician.post(path(served, 99_999), json={"text": "x"}).status_code == 404


def test_a_note_that_is_sent_twice_under_its_key_is_one_note(
    served: Served, client: Client
) -> None:
    physician = client("physician")
    key = "0123456789abcdef" * 2
    first = physician.post(path(served), json={"text": "one", "key": key})
    again = physician.post(path(served), json={"text": "one", "key": key})
    other = physician.post(path(served), json={"text": "two", "key": key})
    someone = client("engineer").post(path(served), json={"text": "two", "key": key})

    assert (first.status_code, again.json()) == (201, first.json())
    assert other.status_code == 409
    assert other.json()["stored"]["text"] == "one"
    assert someone.status_code == 201
    assert [note["text"] for note in physician.get(path(served)).json()] == ["one", "two"]


def test_a_note_that_was_deleted_may_come_back_under_its_key(
    served: Served, client: Client
) -> None:
    physician = client("physician")
    note = {"text": "one", "key": "f" * 32}
    written = physician.post(path(served), json=note).json()
    physician.delete(f"{path(served)}/{written['id']}", params={"version": "1"})

    assert physician.post(path(served), json=note).status_code == 201
    assert [each["key"] for each in physician.get(path(served)).json()] == ["f" * 32]
