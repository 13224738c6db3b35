"""How fast images come in, against Pillow and against the decoder alone; and in how much memory.

    python benchmarks/import.py [--json] [--images 60] [--side 224] [--rows 1000 20000]

Speeds are images per second of CPU time, one thread, 1024 × 1024 grey, interleaved in one run:
`pillow` decodes and resizes, `decoder` only decodes, `ours` decodes strictly, resizes and writes
the cache. Memory is the peak of a process of its own, before and after it caches so many rows.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import simplejpeg
from PIL import Image as PillowImage

from medebiaser.data.image_cache import ImageCache
from medebiaser.records import Image

SIDE_PX = 1024
PEAK = """
import re, sys
from pathlib import Path
import cv2
cv2.setNumThreads(1)
sys.path.insert(0, {here!r})
records = __import__("import")
files = sorted(Path({files!r}).iterdir())
images = records.rows_of(files, {rows})
peak_kib = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
before = peak_kib()
records.ImageCache(Path({cache!r}), "p").ensure(images, {side}, records.open_file, workers=2)
print(before, peak_kib())
"""


def radiographs(folder: Path, kind: str, count: int, side: int) -> list[Path]:
    """Smooth shapes with a detector's grain, as files."""
    rng = np.random.default_rng(0)
    folder.mkdir(parents=True)
    paths = []
    for number in range(count):
        coarse = cv2.resize(rng.normal(128, 50, (12, 12)).astype(np.float32), (side, side),
                            interpolation=cv2.INTER_CUBIC)  # fmt: skip
        grain = rng.normal(0, 2, (side, side))
        pixels = np.clip(coarse + grain, 0, 255).astype(np.uint8)
        paths.append(folder / f"{number}.{kind}")
        options = {"quality": 90} if kind == "jpg" else {}
        PillowImage.fromarray(pixels).save(paths[-1], **options)
    return paths


def rows_of(files: list[Path], count: int) -> list[Image]:
    """So many rows over these files, one after another."""
    return [
        Image(
            id=str(row), row=row, patient=str(row), split=None, labels=(),
            source=str(files[row % len(files)]), in_place=True, sha256="", width=SIDE_PX,
            height=SIDE_PX,
        )
        for row in range(count)
    ]  # fmt: skip


def open_file(image: Image) -> Path:
    """The file that a row refers to."""
    return Path(image.source)


def cpu_s(work: Callable[[], object]) -> float:
    """CPU seconds of this process for one piece of work."""
    start = time.process_time()
    work()
    return time.process_time() - start


def with_pillow(files: list[Path], side: int) -> None:
    """Decode and resize by area, as a few lines of Pillow do."""
    for path in files:
        with PillowImage.open(path) as image:
            np.asarray(image.convert("L").resize((side, side), PillowImage.Resampling.BOX))


def decoded_alone(files: list[Path]) -> None:
    """Decode and throw away."""
    for path in files:
        content = path.read_bytes()
        if path.suffix == ".jpg":
            simplejpeg.decode_jpeg(content, colorspace="GRAY")
        else:
            cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)


def cached(files: list[Path], side: int, folder: Path) -> None:
    """Decode, resize and write, as an import does."""
    cache = ImageCache(Path(tempfile.mkdtemp(dir=folder)), "p")
    failures = cache.ensure(rows_of(files, len(files)), side, open_file, workers=1)
    if failures:
        raise SystemExit(f"{len(failures)} images were refused: {failures[0]}")


def speeds(folder: Path, kind: str, count: int, side: int) -> dict[str, float]:
    """Images per second of each way over the same files; the best of five rounds."""
    files = radiographs(folder / kind, kind, count, SIDE_PX)
    ways: dict[str, Callable[[], None]] = {
        "pillow": lambda: with_pillow(files, side),
        "decoder": lambda: decoded_alone(files),
        "ours": lambda: cached(files, side, folder),
    }
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(5):
        for name, work in ways.items():
            best[name] = min(best[name], cpu_s(work))
    return {name: count / seconds for name, seconds in best.items()}


def peaks(folder: Path, rows: list[int], side: int) -> Iterator[dict[str, float]]:
    """Peak memory of caching so many rows, each in a process of its own."""
    files = folder / "small"
    radiographs(files, "png", 20, 256)
    for count in rows:
        script = PEAK.format(
            here=str(Path(__file__).parent), files=str(files), rows=count, side=side,
            cache=str(folder / f"cache-{count}"),
        )  # fmt: skip
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        )
        before_kib, after_kib = (int(number) for number in done.stdout.split())
        yield {
            "rows": count,
            "before_mib": before_kib / 1024,
            "peak_mib": after_kib / 1024,
            "growth_mib": (after_kib - before_kib) / 1024,
            "wall_s": time.perf_counter() - start,
        }


def main() -> None:
    """Run the whole comparison and print it."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--json", action="store_true")
    arguments.add_argument("--images", type=int, default=60)
    arguments.add_argument("--side", type=int, default=224)
    arguments.add_argument("--rows", type=int, nargs="+", default=[1_000, 20_000])
    chosen = arguments.parse_args()
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        per_second = {
            kind: speeds(folder, extension, chosen.images, chosen.side)
            for kind, extension in (("png", "png"), ("jpeg", "jpg"))
        }
        memory = list(peaks(folder, chosen.rows, side=64))
    report = {
        "images_per_second": per_second,
        "ratios": {
            f"{kind}_over_{other}": found["ours"] / found[other]
            for kind, found in per_second.items()
            for other in ("pillow", "decoder")
        },
        "memory": memory,
    }
    if chosen.json:
        print(json.dumps(report))
        return
    for kind, found in per_second.items():
        print(kind, " ".join(f"{way} {speed:.1f}/s" for way, speed in found.items()))
    print(" ".join(f"{ratio} {value:.2f}" for ratio, value in report["ratios"].items()))
    for run in memory:
        print(" ".join(f"{key} {value:.1f}" for key, value in run.items()))


if __name__ == "__main__":
    main()
