"""Draw the sample pictures: `python3 run.py` for all of them, `python3 run.py NAME…` for some."""
import importlib
import io
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from PIL import Image

import film

HERE = Path(__file__).resolve().parent
MEDIA = HERE.parent / "media"
SCENES = {
    "scenes_water": ["wetland-dawn.jpg", "reservoir.jpg"],
    "scenes_fields": ["flower-fields.jpg", "medicine-garden.webp", "greenhouse.webp"],
    "scenes_city": ["county-skyline.jpg", "bus-route.webp"],
    "scenes_travel": ["railway-station.jpg", "wind-blade.jpg"],
    "scenes_factory": ["auto-line.jpg", "ev-battery.jpg"],
    "scenes_goods": ["logistics-hub.jpg", "cold-chain.jpg"],
    "scenes_street": ["ancient-town.jpg", "heavy-rain.webp"],
    "scenes_night": ["lantern-fair.jpg", "night-market.jpg"],
    "scenes_learning": ["vocational-school.jpg", "library.webp", "party-classroom.webp"],
    "scenes_care": ["clinic.webp", "community-canteen.webp"],
    "charts": ["chart-harvest.png", "chart-investment.png", "radar-chart.png"],
    "maps": ["map-towns.png", "diagram-service-flow.png"],
    "posters": ["poster-reading.png", "poster-fire-safety.png"],
}
LARGEST = 290_000


def encoded(image, suffix):
    """The best quality that stays under LARGEST."""
    if suffix == ".png":
        full = io.BytesIO()
        image.save(full, "PNG", optimize=True)
        if full.tell() <= LARGEST:
            return full.getvalue()
        few = io.BytesIO()
        image.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.FLOYDSTEINBERG).save(few, "PNG", optimize=True)
        return few.getvalue()
    kind, extra = ("JPEG", {"optimize": True, "progressive": True}) if suffix == ".jpg" else ("WEBP", {"method": 6})
    for quality in range(88 if kind == "JPEG" else 86, 40, -4):
        out = io.BytesIO()
        image.save(out, kind, quality=quality, **extra)
        if out.tell() <= LARGEST:
            break
    return out.getvalue()


def draw(module, name):
    started = time.monotonic()
    stem, suffix = os.path.splitext(name)
    image = getattr(importlib.import_module(module), stem.replace("-", "_"))()
    data = encoded(image, suffix)
    (MEDIA / name).write_bytes(data)
    return f"{name:26} {image.width:5}×{image.height:<5} {len(data) // 1024:4} KB  {time.monotonic() - started:4.1f} s"


def contact_sheet(columns=6, cell=(216, 150)):
    names = sorted(p.name for p in MEDIA.iterdir() if p.suffix in (".jpg", ".png", ".webp"))
    rows = -(-len(names) // columns)
    sheet = Image.new("RGB", (columns * (cell[0] + 10) + 10, rows * (cell[1] + 10) + 10), (246, 242, 234))
    for i, name in enumerate(names):
        small = Image.open(MEDIA / name).convert("RGB")
        small.thumbnail(cell, Image.LANCZOS)
        left, top = 10 + i % columns * (cell[0] + 10), 10 + i // columns * (cell[1] + 10)
        sheet.paste(small, (left + (cell[0] - small.width) // 2, top + (cell[1] - small.height) // 2))
    sheet.save(HERE / "contact-sheet.jpg", quality=84, optimize=True)


def main():
    wanted = sys.argv[1:]
    MEDIA.mkdir(exist_ok=True)
    jobs = [(m, n) for m, names in SCENES.items() for n in names if not wanted or any(w in n for w in wanted)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for job in [pool.submit(draw, *j) for j in jobs]:
            print(job.result(), flush=True)
    if not wanted or "harvest.mp4" in wanted:
        print(film.make(MEDIA), flush=True)
    if not wanted or "contact-sheet" in wanted:
        contact_sheet()


if __name__ == "__main__":
    main()
