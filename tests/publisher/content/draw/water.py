"""Still water: what stands above it, upside down, broken by ripples."""
import numpy as np
from PIL import Image, ImageFilter

from canvas import SCALE
from curves import noise_field, taper
from palette import mix


def reflect(canvas, shore, bottom, tint, strength=0.78, ripple=9.0, squash=1.0, blur=1.2, deep=None):
    """Mirror everything above the line y=shore into the band down to y=bottom."""
    w = canvas.image.width
    y0, y1 = int(shore * SCALE), min(canvas.image.height, int(bottom * SCALE))
    h = y1 - y0
    source = np.asarray(canvas.image, np.float32)[:y0][::-1]
    t = np.linspace(0, 1, h)[:, None]
    waves = noise_field(canvas.rng, w, h, (4, max(6, h // 26)), 3, 0.6)
    fine = noise_field(canvas.rng, w, h, (10, max(8, h // 9)), 1)
    push = (waves * 1.0 + fine * 0.45) * ripple * SCALE * (0.15 + t)
    rows = np.clip((np.arange(h)[:, None] / squash + push * 0.9), 0, len(source) - 1).astype(int)
    cols = np.clip(np.arange(w)[None, :] + push * 0.7, 0, w - 1).astype(int)
    mirrored = source[rows, cols]
    shade = np.array(tint, np.float32)
    if deep is not None:
        shade = shade + (np.array(deep, np.float32) - shade) * t[..., None]
    keep = (strength * (1 - 0.45 * t))[..., None]
    out = mirrored * keep + shade * (1 - keep)
    glint = np.clip(waves + fine * 0.5 - 0.28, 0, 1)[..., None]
    out = out + glint * 26 * (0.3 + t[..., None])
    band = Image.fromarray(np.clip(out, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(blur * SCALE))
    canvas.image.paste(band, (0, y0))


def glints(canvas, x, spread, top, bottom, colour, count=90, alpha=0.75, longest=46):
    """Short bright dashes, longer and sparser towards the viewer: light on ripples."""
    rng = canvas.rng
    for _ in range(count):
        t = rng.random() ** 1.3
        y = top + (bottom - top) * t
        length = longest * (0.12 + t) * rng.uniform(0.4, 1)
        cx = x + rng.normal(0, spread * (0.25 + 0.75 * t))
        line = np.stack([np.linspace(cx - length / 2, cx + length / 2, 9), np.full(9, y)], 1)
        canvas.fill(taper(line, 1.2 + 2.6 * t, 0.2, belly=0.5), colour, alpha * rng.uniform(0.3, 1), mode="screen")


def ripples(canvas, x, y, radius, colour, alpha=0.5, rings=3):
    for i in range(rings):
        r = radius * (0.4 + 0.6 * (i + 1) / rings)
        t = np.linspace(0, 2 * np.pi, 60)
        ring = np.stack([x + r * np.cos(t), y + r * 0.22 * np.sin(t)], 1)
        canvas.line(ring, 1.1, mix(colour, (255, 255, 255), 0.2), alpha * (1 - i / (rings + 1)))
