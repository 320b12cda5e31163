"""Eight seconds of the rice harvest, drawn frame by frame and handed to ffmpeg; one frame is the poster."""
import subprocess

import numpy as np
from PIL import Image

import built
import nature as n
from canvas import SCALE, Canvas, Ramp
from curves import bezier, ellipse, rect, rounded, taper
from palette import RED, WHITE, dark, light

WIDTH, HEIGHT, RATE, SECONDS = 640, 360, 25, 8
HORIZON, EDGE = 176, 252


def backdrop():
    """The sky without clouds, the clouds on a strip of their own, and the land."""
    c = Canvas(WIDTH, HEIGHT, 301)
    n.sky(c, "#4d8fb4", "#a9cfd2", "#fbe2ac", "#fbc98a", bottom=HORIZON + 8)
    c.glow(470, 128, 260, (255, 226, 160), 0.6)
    c.fill(ellipse(470, 124, 22), "#fff6d8")
    sky = c.image.copy()
    n.ridge(c, 172, 88, (120, 150, 170), (240, 214, 170), peaks=[(0.22, 0.14, 0.6), (0.7, 0.16, 0.5)], shade=(98, 132, 156))
    n.ridge(c, 178, 44, (92, 138, 118), (206, 200, 140), peaks=[(0.45, 0.14, 0.5), (0.95, 0.12, 0.6)])
    for x in c.rng.uniform(0, WIDTH, 46):
        n.crown(c, x, HORIZON - 2, c.rng.uniform(6, 12), c.rng.uniform(5, 10), (82, 128, 88), (190, 190, 104), parts=4)
    for x, w in ((84, 34), (124, 42), (176, 36), (560, 38)):
        built.farmhouse(c, x, HORIZON + 8, w, "#fbf0da", (88, 92, 100))
    c.fill([(-5, HORIZON + 4), (WIDTH + 5, HORIZON + 4), (WIDTH + 5, EDGE), (-5, EDGE)], Ramp("#d9c46a", "#e8c552"))
    for i, y in enumerate(np.linspace(HORIZON + 10, EDGE - 8, 6)):
        c.line(bezier((-5, y), (WIDTH / 2, y + (-1) ** i * 5), (WIDTH + 5, y + 2), 20), 1.2 + i * 0.4, "#9fa64c", 0.7)
    land = c.image.copy()
    strip = Canvas(WIDTH * 2, 150, 303, (0, 0, 0))
    n.clouds(strip, 16, 104, WHITE, 16, 0.9, 260)
    return sky, land, strip.image.convert("L")


def sheaves(rng, count, y0, y1):
    return np.stack([rng.uniform(-10, WIDTH + 10, count), np.sort(rng.uniform(y0, y1, count)), rng.uniform(0.8, 1.2, count), rng.uniform(0, 6.3, count)], 1)


def rice(c, plants, tall, tone, ear, second, plump=0.13):
    """Stalks bending in a wind that runs across the field."""
    stalks, ears = [], []
    for x, y, k, phase in plants:
        h = tall * k
        lean = h * (0.2 + 0.16 * np.sin(second * 2.0 - x / 90 + phase * 0.25))
        stalks.append(taper(bezier((x, y), (x + lean * 0.1, y - h * 0.7), (x + lean, y - h), 7), max(1.2, h * 0.045), 0.6))
        ears.append(taper(bezier((x + lean * 0.8, y - h * 0.96), (x + lean * 1.4, y - h * 1.1), (x + lean * 1.4 + h * 0.18, y - h * 0.8), 7), h * plump, 0.4, belly=0.5))
    c.fill(stalks, tone)
    c.fill(ears, ear)


def harvester(c, x, foot, s, second):
    """A combine, its reel turning, seen from the side."""
    def at(px, py):
        return (x + px * s, foot - py * s)
    c.fill(ellipse(x + 0.1 * s, foot, s * 1.05, s * 0.07), (60, 44, 20), 0.35, soft=3)
    c.fill([at(-0.95, 0.3), at(0.35, 0.3), at(0.35, 0.82), at(-0.3, 0.95), at(-0.95, 0.78)], Ramp(light(RED, 0.15), RED, dark(RED, 0.35)))
    c.fill([at(-0.95, 0.44), at(0.35, 0.44), at(0.35, 0.5), at(-0.95, 0.5)], "#f6e7c6")
    c.fill([at(-0.6, 0.9), at(0.05, 0.9), at(0.18, 1.08), at(-0.74, 1.08)], "#8f2a24")
    c.fill([at(0.1, 0.5), at(0.6, 0.42), at(0.62, 0.78), at(0.48, 1.2), at(0.1, 1.2)], Ramp("#f2ece0", "#c9c2b2"))
    c.fill([at(0.17, 0.7), at(0.55, 0.66), at(0.45, 1.12), at(0.17, 1.12)], Ramp("#2f5268", "#86b0bc", angle=-50))
    c.fill([at(0.06, 1.2), at(0.54, 1.2), at(0.52, 1.27), at(0.06, 1.27)], "#8f2a24")
    c.fill([at(0.4, 0.4), at(1.0, 0.22), at(1.0, 0.1), at(0.4, 0.26)], dark(RED, 0.3))
    c.fill([at(0.95, 0.04), at(1.34, 0.04), at(1.3, 0.16), at(0.95, 0.3)], "#f0b03c")
    turn = second * 3.2
    hub = at(1.2, 0.4)
    c.line([[hub, (hub[0] + s * 0.25 * np.cos(turn + a), hub[1] + s * 0.25 * np.sin(turn + a))] for a in np.arange(6) * 1.047], 1.8, "#6b2a22")
    c.outline(ellipse(*hub, s * 0.25), 1.6, "#6b2a22")
    c.fill(taper([at(-0.5, 1.0), at(-1.1, 1.32)], s * 0.12, s * 0.09), "#f0b03c")
    c.fill(rounded(*at(-0.9, 0.3), s * 1.2, s * 0.29, s * 0.14), "#262c33")
    c.fill(rounded(*at(-0.84, 0.25), s * 1.08, s * 0.19, s * 0.09), "#4c555e")
    for k in range(5):
        c.fill(ellipse(*at(-0.72 + k * 0.21, 0.15), s * 0.075), "#9aa3a8")
        a = turn * 1.3 + k
        c.fill(ellipse(*at(-0.72 + k * 0.21 + 0.035 * np.cos(a), 0.15 + 0.035 * np.sin(a)), s * 0.02), "#2b323a")


def frames():
    sky, land, cloud = backdrop()
    rng = np.random.default_rng(305)
    far, near = sheaves(rng, 420, EDGE + 14, EDGE + 66), sheaves(rng, 210, HEIGHT + 4, HEIGHT + 30)
    dust = rng.uniform(0, 1, (60, 4))
    stubble = sheaves(rng, 520, EDGE + 2, EDGE + 66)
    land_only = np.asarray(land) != np.asarray(sky)
    shape = Image.fromarray((land_only.any(2) * 255).astype(np.uint8))
    c = Canvas(WIDTH, HEIGHT, 307)
    for i in range(RATE * SECONDS):
        second = i / RATE
        c.image = sky.copy()
        shift = int(second * 9 * SCALE)
        veil = cloud.crop((shift, 0, shift + WIDTH * SCALE, cloud.height))
        c.image.paste((255, 250, 238), (0, 0), veil)
        c.image.paste(land, (0, 0), shape)
        x = 40 + second * 46
        c.fill(rect(-5, EDGE - 8, WIDTH + 10, HEIGHT), Ramp("#c9b070", "#a98a52", "#8a6a3e"))
        c.fill([ellipse(p[0], p[1] - 1, 2.6, 1.2, steps=8) for p in stubble if p[0] < x + 40], "#e6d092", 0.8)
        c.line([[(p[0], p[1]), (p[0] + 0.6, p[1] - 5)] for p in stubble if p[0] < x + 40], 1, "#8d7440", 0.8)
        mow = x + 62
        c.fill([(mow, EDGE - 12), (WIDTH + 5, EDGE - 12), (WIDTH + 5, EDGE + 22), (mow + 6, EDGE + 22)], Ramp("#eccb5c", "#c79a38"))
        rice(c, [p for p in far if p[0] > mow + 4 and p[1] < EDGE + 30], 25, "#a8933a", "#f4d568", second)
        harvester(c, x, EDGE + 30, 50, second)
        chaff = []
        for a, b, k, t in dust:
            life = (second * 0.7 + t) % 1.0
            chaff.append(ellipse(x - 48 - life * 62 * (0.5 + k), EDGE + 6 - life * 30 * b + life * life * 26, 0.7 + 1.1 * a, steps=8))
        c.fill(chaff, "#fbe9b4", 0.75)
        c.fill(ellipse(x - 62, EDGE + 18, 44, 13), "#f3dfae", 0.3, soft=9)
        c.fill([(mow + 2, EDGE + 22), (WIDTH + 5, EDGE + 22), (WIDTH + 5, EDGE + 78), (mow - 8, EDGE + 78)], Ramp("#dcb548", "#a87e30"))
        rice(c, [p for p in far if p[0] > mow + 2 and p[1] >= EDGE + 30], 30, "#a08a34", "#f2cf5c", second)
        for k in range(6):
            bx, by = 560 - second * 34 - k * 20, 66 + abs(k - 2.5) * 6 + 2 * np.sin(second * 3 + k)
            lift = 4 + 3 * np.sin(second * 8 + k)
            c.fill([taper(bezier((bx, by), (bx + d * 4, by - lift), (bx + d * 8, by - lift * 0.5), 7), 1.5, 0.3) for d in (-1, 1)], "#4c5f70", 0.85)
        rice(c, near[:110], 62, "#7d6c28", "#cfa23e", second, 0.07)
        rice(c, near[110:], 66, "#96822f", "#f3d266", second, 0.07)
        yield c


def make(media):
    target = media / "harvest.mp4"
    command = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(RATE), "-i", "-",
               "-c:v", "libx264", "-threads", "1", "-preset", "slow", "-crf", "26", "-maxrate", "520k", "-bufsize", "1000k", "-pix_fmt", "yuv420p",
               "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-movflags", "+faststart", str(target)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        for i, c in enumerate(frames()):
            encoder.stdin.write(c.image.resize((WIDTH, HEIGHT), Image.LANCZOS).tobytes())
            if i == RATE * 4:
                c.image.save(media / "harvest-poster.jpg", quality=88, optimize=True, progressive=True)
        encoder.stdin.close()
    if encoder.returncode:
        raise RuntimeError("ffmpeg could not encode the film")
    return f"harvest.mp4, {target.stat().st_size // 1024} KB"
