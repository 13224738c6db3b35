"""The audit log, erasure and the workspace's health through the API."""

from sqlalchemy import text

from medebiaser.records import Action
from tests.api.conftest import Client, Served


def test_the_audit_log_is_paged_from_the_newest_entry(served: Served, client: Client) -> None:
    admin = client("admin")
    total = served.opened.audit.verify(served.stores.project.id).entries

    first = admin.get(f"{served.path}/audit", params={"limit": 2}).json()
    second = admin.get(
        f"{served.path}/audit", params={"limit": 1000, "before": first["next"]}
    ).json()

    assert [entry["number"] for entry in first["entries"]] == [total, total - 1]
    assert first["next"] == total - 1
    assert [entry["number"] for entry in second["entries"]] == list(range(total - 2, 0, -1))
    assert second["next"] is None
    assert second["entries"][-1]["action"] == "project created"
    assert first["entries"][0]["previous"] == first["entries"][1]["digest"]


def test_an_admin_sees_whether_the_log_is_whole(served: Served, client: Client) -> None:
    newest = client("admin").get(f"{served.path}/audit", params={"limit": 1}).json()["entries"][0]

    check = client("admin").get(f"{served.path}/audit/check").json()

    assert check == {"entries": newest["number"], "digest": newest["digest"], "broken": None}


def test_an_entry_that_was_changed_is_found(served: Served, client: Client) -> None:
    client("admin")  # the workspace's own log has an entry at least
    with served.opened.database.transaction() as connection:
        connection.execute(text("DROP TRIGGER audit_refuses_update"))
        connection.execute(text("UPDATE audit SET actor = 'nobody' WHERE chain = 0 AND number = 1"))

    check = client("admin").get("/api/audit/check").json()

    assert check["entries"] == 0
    assert check["broken"] == "entry 1 was changed after it was written"


def test_the_workspaces_own_log_holds_logins(served: Served, client: Client) -> None:
    newest = client("admin").get("/api/audit", params={"limit": 1}).json()["entries"][0]

    assert (newest["action"], newest["actor"]) == ("logged in", "admin")


def test_an_admin_erases_a_patient_and_the_log_says_who_did(served: Served, client: Client) -> None:
    admin = client("admin")
    image = served.stores.images.all()[0]
    expected = len(served.stores.images.of_patient(image.row))

    reply = admin.post(f"{served.path}/erasures", json={"row": image.row})
    again = admin.post(f"{served.path}/erasures", json={"row": image.row})

    assert (reply.status_code, reply.json()) == (
        200,
        {"images": expected, "outside": 0, "shared": 0},
    )
    assert (again.status_code, again.json()["images"]) == (200, 0)
    newest = admin.get(f"{served.path}/audit", params={"limit": 1}).json()["entries"][0]
    assert (newest["action"], newest["actor"]) == (Action.PATIENT_ERASED, "admin")
    assert image.patient not in str(newest)
    assert admin.get(f"{served.path}/images/{image.row}").status_code == 404


def test_a_patient_is_not_erased_while_a_backup_runs(served: Served, client: Client) -> None:
    served.opened.backups.begin()

    reply = client("admin").post(f"{served.path}/erasures", json={"row": 0})

    assert reply.status_code == 423
    assert "a backup is running" in reply.json()["detail"]


def test_a_row_without_an_image_cannot_be_erased(served: Served, client: Client) -> None:
    reply = client("admin").post(f"{served.path}/erasures", json={"row": 1_000_000})

    assert reply.status_code == 404


def test_a_physician_may_neither_erase_nor_read_the_log(served: Served, client: Client) -> None:
    physician = client("physician")

    assert physician.post(f"{served.path}/erasures", json={"row": 0}).status_code == 403
    assert physician.get(f"{served.path}/audit").status_code == 403
    assert physician.get("/api/doctor").status_code == 403


def test_the_doctor_says_what_was_examined(served: Served, client: Client) -> None:
    reply = client("admin").get("/api/doctor").json()

    found = {finding["subject"]: finding for finding in reply["findings"]}
    assert reply["healthy"] is all(finding["healthy"] for finding in found.values())
    assert found[f"audit log of project {served.project}"]["healthy"]
    assert {"disk", "database", "blob store", "arrays", "processor", "GPU"} <= found.keys()
