"""A logistics hub from above; a cold store."""
import numpy as np

import vehicles
from canvas import Canvas, Ramp
from curves import blob, ellipse, rect, rounded
from palette import AMBER, BRICK, CORAL, JADE, LEAF, MOSS, STEEL, TEAL, WHITE, dark, light, mix
from people import person
from space import Camera, Slant, block, box, cast, floor


def truck(c, iso, x, y, colour, along="x", long=2.6):
    """A lorry seen from above at a slant; along says which way it points."""
    if along == "x":
        cast(c, iso, x, y, long + 0.8, 0.8, 0.8, soft=1.5)
        block(c, iso, x, y, 0.15, long, 0.8, 0.85, "#f1eee4")
        block(c, iso, x + long + 0.06, y + 0.04, 0.1, 0.62, 0.72, 0.72, colour)
        c.fill([iso.at(x + long + 0.69, y + 0.12, 0.72), iso.at(x + long + 0.69, y + 0.68, 0.72), iso.at(x + long + 0.69, y + 0.68, 0.42), iso.at(x + long + 0.69, y + 0.12, 0.42)], "#26415a")
    else:
        cast(c, iso, x, y, 0.8, long + 0.8, 0.8, soft=1.5)
        block(c, iso, x, y, 0.15, 0.8, long, 0.85, "#f1eee4")
        block(c, iso, x + 0.04, y + long + 0.06, 0.1, 0.72, 0.62, 0.72, colour)
        c.fill([iso.at(x + 0.12, y + long + 0.69, 0.72), iso.at(x + 0.68, y + long + 0.69, 0.72), iso.at(x + 0.68, y + long + 0.69, 0.42), iso.at(x + 0.12, y + long + 0.69, 0.42)], "#3c6078")


def shed(c, iso, x, y, w, d, h, roof, doors=8, side="y"):
    cast(c, iso, x, y, w, d, h, alpha=0.3, soft=3)
    block(c, iso, x, y, 0, w, d, h, "#e9e4d6", left=Ramp("#f4efe2", "#cfc8b8"), right=Ramp("#b5b3ac", "#8f9296"), top=Ramp(light(roof, 0.3), roof, angle=25))
    c.fill([iso.at(x, y + d, h), iso.at(x + w, y + d, h), iso.at(x + w, y + d, h - 0.35), iso.at(x, y + d, h - 0.35)], dark(roof, 0.12))
    c.fill([iso.at(x + w, y, h), iso.at(x + w, y + d, h), iso.at(x + w, y + d, h - 0.35), iso.at(x + w, y, h - 0.35)], dark(roof, 0.4))
    c.line([[iso.at(x + i * w / 14, y, h), iso.at(x + i * w / 14, y + d, h)] for i in range(1, 14)], 1.2, dark(roof, 0.2), 0.5)
    for i in range(1, 14, 2):
        a = x + i * w / 14
        c.fill(iso.flats([(a + 0.1, y + d * 0.2), (a + 0.45, y + d * 0.2), (a + 0.45, y + d * 0.8), (a + 0.1, y + d * 0.8)], h), "#f3faf6", 0.75)
    for i in range(doors):
        a = x + (i + 0.25) * w / doors
        b = a + w / doors * 0.5
        c.fill([iso.at(a, y + d, 1.25), iso.at(b, y + d, 1.25), iso.at(b, y + d, 0.1), iso.at(a, y + d, 0.1)], Ramp("#3d5a70", "#243a4e"))
        c.line([[iso.at(a, y + d, t), iso.at(b, y + d, t)] for t in (0.4, 0.7, 1.0)], 1, "#6f8aa0", 0.7)
    k = min(6, int(d / 1.4))
    for i in range(k):
        a = y + (i + 0.25) * d / k
        c.fill([iso.at(x + w, a, h - 0.6), iso.at(x + w, a + d / k * 0.5, h - 0.6), iso.at(x + w, a + d / k * 0.5, h - 1.0), iso.at(x + w, a, h - 1.0)], "#5d7f93")


def greens(c, iso, x, y, z=0.0, size=0.55):
    px, py = iso.at(x, y, z)
    r = size * iso.unit * c.rng.uniform(0.8, 1.15)
    c.fill(ellipse(px + r * 0.8, py + r * 0.1, r, r * 0.5), (16, 30, 40), 0.28, soft=3)
    c.fill([blob(c.rng, px + c.rng.normal(0, r * 0.2), py - r * 0.6 + c.rng.normal(0, r * 0.15), r * 0.75, r * 0.7) for _ in range(3)], Ramp(light(LEAF, 0.2), MOSS, dark(MOSS, 0.25), angle=50))
    c.fill([blob(c.rng, px - r * 0.25, py - r * 0.85, r * 0.35, r * 0.28)], light(LEAF, 0.35), 0.7)


def logistics_hub():
    c = Canvas(1400, 1050, 79)
    c.fill(rect(-5, -5, 1410, 1060), Ramp("#a9bf86", "#86a868", angle=60))
    iso = Slant((716, 352), 32, 0.5)
    for k in range(60):
        x, y = c.rng.uniform(-26, 30, 2)
        c.fill(blob(c.rng, *iso.at(x, y), 120, 50), mix("#7fa35f", "#c2c883", c.rng.random()), 0.16, soft=14)
    yard = [(-12, -7), (19, -7), (19, 17), (-12, 17)]
    c.fill(iso.flats(yard), Ramp("#c9c8c0", "#b3b4b0", angle=40))
    c.line(iso.flats(yard + yard[:1]), 5, "#ece7d9")
    for i in range(-12, 20, 2):
        c.line(iso.flats([(i, -7), (i, 17)]), 1, (140, 142, 140), 0.3)
    for i in range(-7, 18, 2):
        c.line(iso.flats([(-12, i), (19, i)]), 1, (140, 142, 140), 0.3)

    def road(points, width):
        tone = "#5d6670"
        flat = iso.flats(points)
        c.line(flat, width * 32, "#efe9da")
        c.line(flat, width * 32 - 6, tone)
        c.line(flat, 2, "#f2d47a", 0.9)
    road([(-40, 19.4), (40, 19.4)], 2.0)
    road([(21.4, -30), (21.4, 40)], 2.0)
    for p, q in (((-11, 6.4), (18, 6.4)), ((3.2, -6), (3.2, 16))):
        c.line(iso.flats([p, q]), 46, "#9ba0a2")
        a, b = np.array(p), np.array(q)
        c.line([iso.flats([a + (b - a) * t, a + (b - a) * (t + 0.02)]) for t in np.arange(0, 1, 0.05)], 2, WHITE, 0.8)
    shed(c, iso, -11, -6, 12.6, 6.2, 2.6, (60, 122, 150), 10)
    shed(c, iso, 5.2, -6, 12.8, 6.2, 2.6, (186, 96, 70), 10)
    for i, (x, tone) in enumerate(((-10.4, CORAL), (-7.9, TEAL), (-5.3, STEEL), (-1.6, BRICK), (5.9, JADE), (8.4, CORAL), (12.2, TEAL), (15.9, AMBER))):
        truck(c, iso, x, 0.7 + (i % 3) * 0.12, tone, "y")
    truck(c, iso, -6, 6.2, AMBER, "x", 3.0)
    truck(c, iso, 8, 5.9, TEAL, "x", 3.0)
    truck(c, iso, 2.9, 11.2, CORAL, "y", 2.6)
    for i in range(9):
        x, y = -2.2 + (i % 3) * 1.0, 9.2 + (i // 3) * 1.2
        block(c, iso, x, y, 0, 0.7, 0.7, 0.18, "#b58455")
        block(c, iso, x + 0.05, y + 0.05, 0.18, 0.6, 0.6, 0.55, mix("#d9a866", "#c98f4e", c.rng.random()))
    # Container stacks and the gantry crane over them.
    tones = [BRICK, TEAL, "#d9912f", "#4d6c8c", JADE, "#8b4a56", "#c8c0ac", "#2d5f7a"]
    for row in range(4):
        for col in range(4):
            x, y = 5.6 + col * 2.95, 8.4 + row * 1.65
            high = (3, 2, 3, 1, 2, 3, 1, 2, 1, 3, 2, 2, 2, 1, 2, 1)[row * 4 + col]
            cast(c, iso, x, y, 2.6, 1.15, high * 1.05, soft=2)
            for z in range(high):
                tone = tones[c.rng.integers(len(tones))]
                block(c, iso, x, y, z * 1.05, 2.6, 1.15, 1.02, tone)
                ribs = [[iso.at(x + 0.15 + t * 0.23, y + 1.15, z * 1.05 + 0.1), iso.at(x + 0.15 + t * 0.23, y + 1.15, z * 1.05 + 0.92)] for t in range(11)]
                c.line(ribs, 1.2, dark(tone, 0.3), 0.6)
    legs = [(5.0, 7.9), (5.0, 15.4), (11.2, 7.9), (11.2, 15.4)]
    top = 5.4
    block(c, iso, 7.0, 11.3, 2.9, 2.6, 1.15, 1.02, "#2f7f8c")
    c.line([[iso.at(8.0, 11.6, top), iso.at(7.2, 11.9, 3.9)], [iso.at(8.6, 11.6, top), iso.at(9.6, 11.9, 3.9)]], 2, "#2c343e")
    for x in (5.0, 11.2):
        block(c, iso, x, 7.8, top, 0.35, 7.8, 0.5, "#e8a23a")
    for x, y in legs[::2] + legs[1::2]:
        block(c, iso, x, y, 0, 0.32, 0.32, top, "#e8a23a")
    block(c, iso, 4.6, 11.2, top + 0.5, 7.6, 0.5, 0.5, "#f0b44c")
    block(c, iso, 7.8, 11.0, top + 1.0, 1.0, 0.9, 0.6, "#c65a38")
    # Sorting house, office, loading bay on the left.
    shed(c, iso, -11, 8.6, 8.2, 4.6, 2.2, (84, 148, 122), 7)
    block(c, iso, -11, 14.2, 0, 3.6, 2.2, 3.2, "#dfe7e8", left=Ramp("#7fb0bf", "#4f8496"), right=Ramp("#4f7788", "#365867"), top=Ramp("#f4f1e6", "#d6d2c4"))
    for t in range(1, 6):
        c.line([iso.at(-11, 16.4, t * 0.53), iso.at(-7.4, 16.4, t * 0.53), iso.at(-7.4, 14.2, t * 0.53)], 1.6, "#e9f4f2", 0.8)
    block(c, iso, -10.4, 14.6, 3.2, 1.2, 1.0, 0.5, "#c9c6ba")
    for i, tone in enumerate((CORAL, STEEL, AMBER, JADE, TEAL)):
        x = -6.2 + i * 1.5
        cast(c, iso, x, 14.9, 0.66, 1.3, 0.5, soft=1)
        block(c, iso, x, 14.9, 0.08, 0.66, 1.3, 0.32, tone)
        block(c, iso, x + 0.06, 15.2, 0.4, 0.54, 0.7, 0.26, "#39536a")
        c.line(iso.flats([(x - 0.4, 14.6), (x - 0.4, 16.5)]), 1.6, WHITE, 0.8)
    truck(c, iso, -22, 18.5, JADE, "x", 3.2)
    truck(c, iso, 12, 19.6, CORAL, "x", 3.2)
    truck(c, iso, 21.6, 4, AMBER, "y", 3.0)
    truck(c, iso, -4, 19.6, STEEL, "x", 3.0)
    spots = [(x, y) for x in np.arange(-30, 32, 1.7) for y in (-8.4, 17.8, 22.2, 24.4, -10.4) if not 19.6 < x < 23.4]
    spots += [(x, y) for y in np.arange(-24, 34, 1.7) for x in (19.7, 24.0, 26.2, -13.4, -15.4) if not 17.9 < y < 21.2]
    for x, y in sorted(spots, key=sum):
        if c.rng.random() < 0.7:
            greens(c, iso, x + c.rng.normal(0, 0.25), y + c.rng.normal(0, 0.25), size=0.62)
    c.glow(80, -40, 1100, (255, 240, 200), 0.32)
    return c.finished(grain=2.6, vignette=0.2)


def cold_chain():
    c = Canvas(1200, 800, 83)
    cam = Camera((640, 300), 640, (0.2, 2.3, 0), air=(190, 224, 238), far=34, thick=0.85)
    c.fill(rect(-5, -5, 1210, 810), Ramp("#2a4a68", "#6f9db5", "#c9e4ec", ends=((0, 0), (0, 310))))
    floor(c, cam, 0, -9, 9, 2, 40, "#54788f", "#cfe6ec")
    c.fill(cam.face([(-2.6, 0.01, 2), (-2.4, 0.01, 2), (-2.4, 0.01, 40), (-2.6, 0.01, 40)]), "#f0c64a", 0.9)
    c.fill(cam.face([(2.4, 0.01, 2), (2.6, 0.01, 2), (2.6, 0.01, 40), (2.4, 0.01, 40)]), "#f0c64a", 0.9)
    for z in np.arange(34, 4, -3.2):
        for x in (-4.6, 0, 4.6):
            a, b = cam.at(x - 0.9, 6.6, z), cam.at(x + 0.9, 6.5, z)
            c.glow((a[0] + b[0]) / 2, a[1], cam.size(2.2, z), (220, 246, 255), 0.5, flat=0.5)
            c.fill(rect(a[0], a[1], b[0] - a[0], max(1.5, b[1] - a[1])), "#fafeff")
    # The cooling fans at the far end.
    x0, y0 = cam.at(-3.4, 6.0, 34)
    c.fill(cam.face([(-9, 0, 34), (9, 0, 34), (9, 7, 34), (-9, 7, 34)]), "#c3dee8")
    door = cam.face([(-2, 0, 34), (2, 0, 34), (2, 3.4, 34), (-2, 3.4, 34)])
    c.fill(door, Ramp("#f6fbfb", "#d5e6ea"))
    goods = [("#d98a4a", 1), ("#e3b566", 1), ("#6fa37a", 0), ("#c4604a", 0), ("#dfe8ea", 0), ("#7fa9c4", 1)]
    zs = np.arange(31, 1.4, -2.7)
    for z in zs:
        for s in (-1, 1):
            for level in range(4):
                y = 0.15 + level * 1.55
                xs = sorted((s * 3.1, s * 4.7))
                box(c, cam, xs[0], xs[1], y - 0.12, y, z, z + 2.6, "#c95a3c")
                for k in (1, 0):
                    for row in ((0, 1) if s > 0 else (1, 0)):
                        if c.rng.random() < 0.9:
                            tone, taped = goods[c.rng.integers(6)]
                            a = s * (3.18 + row * 0.76)
                            lo, hi = sorted((a, a + s * 0.7))
                            h = c.rng.uniform(0.85, 1.15)
                            box(c, cam, lo, hi, y, y + h, z + 0.15 + k * 1.2, z + 1.2 + k * 1.2, tone)
                            if taped and row == 0 and z < 16:
                                face = cam.face([(s * 3.18, y + h * 0.45, z + 0.15 + k * 1.2), (s * 3.18, y + h * 0.45, z + 1.2 + k * 1.2), (s * 3.18, y + h * 0.58, z + 1.2 + k * 1.2), (s * 3.18, y + h * 0.58, z + 0.15 + k * 1.2)])
                                c.fill(face, "#f6ead0", 0.75)
            for x in (s * 3.05, s * 4.75):
                box(c, cam, x - 0.06, x + 0.06, 0, 6.3, z - 0.05, z + 0.08, "#2f5f86")
        if abs(z - 17.5) < 1.4:
            qx, qy = cam.at(1.2, 0, z)
            person(c, qx, qy, cam.size(1.75, z), cam.seen("#2f6f8f", z), pose="hold", facing=-1, hat="cap")
    c.haze(250, 420, (224, 244, 250), 0.28, cells=(5, 3))
    fx, fy = cam.at(-1.75, 0, 7.2)
    k = cam.size(2.0, 7.2)
    seat = vehicles.forklift(c, fx - 30, fy, k, "#f0a12e", load="#cf9557")
    person(c, seat[0], seat[1] + k * 0.34, k * 0.78, "#2f6f8f", pose="sit", facing=1, hat="hard", shade=0)
    c.line([[(fx - 30 + k * 0.06, fy - k * 0.48), (fx - 30 + k * 0.14, fy - k * 1.1), (fx - 30 + k * 0.68, fy - k * 1.1), (fx - 30 + k * 0.8, fy - k * 0.4)]], k * 0.045, "#2c343e")
    qx, qy = cam.at(1.75, 0, 6.0)
    person(c, qx, qy, cam.size(1.72, 6.0), "#3f8fa8", pose="hold", facing=-1, hat="cap")
    c.fill(rounded(qx - cam.size(0.36, 6), qy - cam.size(1.32, 6), cam.size(0.26, 6), cam.size(0.34, 6), 4), Ramp("#fbfdfc", "#d5e5ea"))
    # Temperature board hanging in the aisle.
    c.line([[(540, -5), (540, 64)], [(740, -5), (740, 64)]], 3, "#33536e")
    c.fill(rounded(500, 62, 280, 86, 10), Ramp("#12324a", "#0d2436"))
    c.text(640, 88, "冷藏区  2℃—8℃", 24, "#bfeaf6", "Bold", "mm")
    c.text(640, 124, "当前 4.2℃   湿度 86%", 19, "#7fe0b0", "Bold", "mm")
    c.haze(560, 860, (214, 240, 250), 0.4, cells=(6, 3))
    for _ in range(150):
        c.fill(ellipse(c.rng.uniform(0, 1200), c.rng.uniform(0, 800), c.rng.uniform(0.8, 2.4), steps=8), WHITE, c.rng.uniform(0.2, 0.7))
    return c.finished(grain=2.4, bloom=0.2)
