"""Zip archives to upload and a worker's part to run on the spot."""

import io
import zipfile
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from medebiaser.bootstrap_steps import registered_steps
from medebiaser.jobs import StepCall
from medebiaser.records import no_report
from tests.api.conftest import Served


def zipped(folder: Path, **more: bytes) -> bytes:
    """Every file below a folder as a zip archive, and more members; `__` stands for `/`."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
        for name, content in more.items():
            archive.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


def upload(client: TestClient, path: str, content: bytes, part_bytes: int = 65_536) -> str:
    """Send content part by part; return the upload's id."""
    asked = {"name": "set.zip", "size_bytes": len(content), "part_bytes": part_bytes}
    made = client.post(f"{path}/uploads", json=asked)
    assert made.status_code == 201, made.text
    upload_id: str = made.json()["id"]
    for offset in range(0, len(content), part_bytes):
        reply = send_part(client, path, upload_id, offset, content[offset : offset + part_bytes])
        assert reply.status_code == 200, reply.text
    return upload_id


def send_part(client: TestClient, path: str, upload_id: str, offset: int, part: bytes) -> Any:
    """Send one part."""
    return client.put(
        f"{path}/uploads/{upload_id}/parts",
        params={"offset": str(offset)},
        content=part,
        headers={"Content-Type": "application/octet-stream"},
    )


def run_job(served: Served, job_id: str) -> dict[str, Any]:
    """Do what a worker does with a job's step, without a worker; return its outcome."""
    job = served.opened.jobs.get(job_id)
    call = StepCall(
        arguments=job.arguments,
        project=served.project,
        author=job.author,
        device="cpu",
        report=no_report,
        log=lambda line: None,
        workspace=served.opened,
    )
    return dict(registered_steps(served.settings)[job.step].run(call) or {})
