"""The photographs: those of the shared folder where it is, else the samples; and one of 12 megapixels made of one."""

import io
import os
from pathlib import Path

from PIL import Image

PROJECT = Path(__file__).resolve().parents[2]


def _shared():
    for folder in (os.environ.get("JKUIPER_SHARED"), PROJECT.parent / "shared"):
        if folder and (Path(folder) / "images/truth.tsv").exists():
            return Path(folder) / "images"
    return None


def truth():
    """(bytes, number of the class) of each photograph whose class is known."""
    folder = _shared()
    if folder is None:
        return []
    lines = (folder / "truth.tsv").read_text().splitlines()
    rows = [line.split("\t")[:2] for line in lines if line and not line.startswith("#")]
    return [((folder / name).read_bytes(), int(number)) for name, number in rows]


def photographs():
    """JPEGs of 80 to 160 KB, about 110 KB on average."""
    folder = _shared() or PROJECT / "samples"
    files = [file.read_bytes() for file in sorted(folder.glob("*.jpg"))]
    return [file for file in files if 80_000 <= len(file) <= 160_000] or files


def twelve_megapixels(work):
    file = work / "12mp.jpg"
    if not file.exists():
        with Image.open(PROJECT / "samples/coffee.jpg") as image:
            image.resize((4000, 3000), Image.Resampling.LANCZOS).save(file, quality=92)
    return file.read_bytes()


def thumbnail(file):
    """What a camera may send in place of a photograph: 320 pixels on the longer side, which a model of 224 needs."""
    with Image.open(io.BytesIO(file)) as image:
        image.draft("RGB", (320, 320))
        image.thumbnail((320, 320))
        scaled = io.BytesIO()
        image.convert("RGB").save(scaled, "JPEG", quality=85)
    return scaled.getvalue()
