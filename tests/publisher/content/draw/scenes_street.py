"""An old street under its eaves; the same town in heavy rain."""
import numpy as np

import built
import nature as n
import water
from canvas import Canvas, Ramp
from curves import bezier, ellipse, rect, rounded, spline, taper
from palette import AMBER, CORAL, CREAM, MOSS, RED, SLATE, STONE, TEAL, WHITE, dark, light, mix
from people import COATS, TROUSERS, person, umbrella
from space import Camera, box, floor


def row_of_houses(c, cam, side, zs, half, rng, walls, timber, lit=None, air=1.0, signs=()):
    """Two-storey timber houses along one side of a street, far ones first."""
    marks = list(signs)
    for i, (z1, z0) in enumerate(zip(zs, zs[1:])):
        x = side * half
        ground, upper = 2.9 + rng.uniform(-0.1, 0.2), 5.6 + rng.uniform(-0.3, 0.6)
        plaster = cam.seen(walls[i % len(walls)], z0)
        wood = cam.seen(timber, z0)

        def strip(y0, y1, a, b, colour, out=0.0):
            c.fill(cam.face([(x - side * out, y0, a), (x - side * out, y1, a), (x - side * out, y1, b), (x - side * out, y0, b)]), colour)
        strip(0, upper, z0, z1, plaster)
        strip(0, 0.5, z0, z1, cam.seen(STONE, z0))
        bays = 3
        for k in reversed(range(bays)):
            a, b = z0 + (z1 - z0) * (k + 0.06) / bays, z0 + (z1 - z0) * (k + 0.94) / bays
            inside = cam.seen(lit if lit is not None and rng.random() < 0.75 else dark(timber, 0.55), z0)
            strip(0.3, ground - 0.35, a, b, inside)
            for t in np.linspace(0, 1, 5):
                q = a + (b - a) * t
                strip(0.3, ground - 0.35, q, q + (b - a) * 0.05, wood, 0.03)
            strip(1.15, 1.25, a, b, wood, 0.03)
            glow = cam.seen(lit if lit is not None and rng.random() < 0.6 else "#3c4a52", z0)
            strip(ground + 0.75, upper - 0.55, a + (b - a) * 0.1, b - (b - a) * 0.1, glow)
            for t in np.linspace(0.1, 0.9, 5):
                q = a + (b - a) * t
                strip(ground + 0.75, upper - 0.55, q, q + (b - a) * 0.035, wood, 0.03)
            strip((ground + upper) / 2 + 0.05, (ground + upper) / 2 + 0.12, a + (b - a) * 0.1, b - (b - a) * 0.1, wood, 0.03)
        for q in (z0, z1 - 0.12):
            strip(0, upper, q, q + 0.16, dark(wood, 0.1), 0.05)
        strip(ground - 0.32, ground - 0.1, z0, z1, wood, 0.06)
        # The lower eave over the shop, then the upper roof, both leaning out over the street.
        for y, out, rise in ((ground, 1.0, 0.75), (upper, 1.25, 1.5)):
            low, high = x - side * out, x + side * 0.9 * (rise > 1)
            tile = cam.seen(SLATE, z0)
            top = [(low, y - 0.12, z0 - 0.15), (low, y - 0.12, z1), (high, y + rise, z1), (high, y + rise, z0 - 0.15)]
            under = [(low, y - 0.12, z0 - 0.15), (low, y - 0.12, z1), (x, y - 0.02, z1), (x, y - 0.02, z0 - 0.15)]
            c.fill(cam.face(under), dark(cam.seen(timber, z0), 0.45))
            c.fill(cam.face(top), Ramp(light(tile, 0.15), tile, dark(tile, 0.15)))
            ribs = []
            for q in np.arange(z0 - 0.1, z1, 0.3):
                ribs.append([cam.at(low, y - 0.12, q), cam.at(high, y + rise, q)])
            c.line(ribs, max(0.8, cam.size(0.07, z0)), dark(tile, 0.4), 0.6)
            ends = [cam.at(low, y - 0.12, q) for q in np.arange(z0 - 0.1, z1, 0.3)]
            c.fill([ellipse(*p, max(1, cam.size(0.075, z0)), steps=12) for p in ends], dark(tile, 0.25))
            c.line([cam.at(low, y - 0.1, z0 - 0.15), cam.at(low, y - 0.1, z1)], max(1, cam.size(0.06, z0)), dark(tile, 0.5))
            front = cam.face([(low, y - 0.2, z0 - 0.15), (x, y - 0.06, z0 - 0.15), (high, y + rise, z0 - 0.15), (low, y - 0.04, z0 - 0.15)])
            c.fill(front, dark(tile, 0.3))
        if i < len(marks) and marks[i]:
            word, tone = marks[i]
            out = x - side * 1.15
            a, b = cam.at(out, ground + 0.45, z0 + 0.4), cam.at(out, ground - 1.0, z0 + 0.4)
            w, h = cam.size(0.5, z0 + 0.4), b[1] - a[1]
            c.line([cam.at(x, ground + 0.5, z0 + 0.4), (a[0], a[1])], max(1, w * 0.06), dark(timber, 0.3))
            c.fill(rounded(a[0] - w / 2, a[1], w, h, w * 0.08), Ramp(light(tone, 0.12), dark(tone, 0.15)))
            for k, letter in enumerate(word):
                c.text(a[0], a[1] + h * (k + 0.5) / len(word), letter, h / len(word) * 0.62, CREAM, "Bold", "mm")


def paving(c, cam, half, tones, wet=0.0):
    floor(c, cam, 0, -half, half, 1.2, 60, tones[0], tones[1])
    z = 1.6
    row = 0
    while z < 34:
        step = 0.32
        lines = [[cam.at(-half, 0, z), cam.at(half, 0, z)]]
        for x in np.arange(-half + (row % 2) * 0.35, half, 0.7):
            lines.append([cam.at(x, 0, z), cam.at(x, 0, z + step)])
            if c.rng.random() < 0.4:
                c.fill(cam.face([(x, 0, z), (x + 0.7, 0, z), (x + 0.7, 0, z + step), (x, 0, z + step)]), (mix(tones[0], WHITE, 0.35), dark(tones[0], 0.3))[c.rng.integers(2)], 0.22)
        c.line(lines, max(0.6, cam.size(0.02, z)), dark(tones[0], 0.45), 0.5 * (1 - z / 40))
        z += step
        row += 1


def ancient_town():
    c = Canvas(900, 1120, 89)
    n.sky(c, "#5f9dbd", "#a8cfd2", "#f6dfb4", "#fbd49a", bottom=620)
    n.clouds(c, 60, 360, (255, 246, 226), 10, 0.7, 420)
    cam = Camera((455, 640), 780, (0.1, 1.9, 0), air=(250, 222, 176), far=42, thick=0.8)
    n.ridge(c, 640, 240, (134, 160, 172), (240, 216, 176), peaks=[(0.5, 0.3, 0.55)], shade=(108, 138, 156))
    c.haze(480, 660, (252, 224, 178), 0.6)
    # The drum tower that closes the street.
    for w, y, h in ((150, 560, 84), (118, 490, 54), (84, 436, 40)):
        c.fill(rect(455 - w * 0.4, y - 6, w * 0.8, h), Ramp("#c88a62", "#8f5642"))
        for k in range(4):
            built.lattice(c, 455 - w * 0.34 + k * w * 0.175, y + 6, w * 0.13, h * 0.6, (116, 62, 44), (250, 206, 130), 2, 3)
        built.tiled_roof(c, 455 - w * 0.62, 455 + w * 0.62, y - 44, y, (104, 112, 118), 0.16, 0.26)
    c.fill(rect(390, 632, 130, 40), Ramp("#b9a88e", "#94836c"))
    c.fill(np.vstack([[(432, 672)], ellipse(455, 650, 23, 20, 180, 360, steps=20), [(478, 672)]]), "#f4d9a4")
    c.haze(430, 680, (252, 222, 170), 0.4)
    paving(c, cam, 4.4, ("#a39585", "#f0d9ae"))
    zs = [33, 27.5, 22.5, 18, 14, 10.6, 7.6, 4.9, 2.5, 0.9]
    row_of_houses(c, cam, -1, zs, 4.2, c.rng, ["#f0e0c2", "#e0c39c", "#f4e8d2"], (122, 68, 44), signs=[None, None, None, None, ("茶馆", (44, 100, 92)), ("药铺", (150, 60, 42)), ("布庄", (52, 84, 116))])
    row_of_houses(c, cam, 1, zs, 4.2, c.rng, ["#e9d4ae", "#f3e6cc", "#dcbc94"], (112, 60, 40), lit=(250, 204, 120), signs=[None, None, None, None, ("书局", (52, 84, 116)), ("面馆", (160, 70, 40)), ("银器", (44, 100, 92))])
    for z in (15, 12.2, 9.2, 6.6):
        for s in (-1, 1):
            px, py = cam.at(s * 2.95, 2.75, z)
            built.lantern(c, px, py, cam.size(0.2, z), RED, 0.5, glow=False)
    for z, y in ((12.8, 4.5), (8.4, 4.7)):
        a, b = cam.at(-3, y, z), cam.at(3, y, z)
        rope = bezier(a, ((a[0] + b[0]) / 2, a[1] + cam.size(0.6, z)), b, 22)
        c.line(rope, 1.2, (90, 66, 52))
        for k, p in enumerate(rope[2:-1:2]):
            q = cam.size(0.17, z)
            c.fill([p + (-q, 0), p + (q, 0), p + (0, q * 2)], (CORAL, AMBER, TEAL, CREAM)[k % 4])
    c.fill([(455, 665), (900, 1205), (140, 1205), (400, 668)], (255, 226, 160), 0.16, soft=24)
    walkers = [(0.3, 26, 0, "walk", None), (-1.2, 22, 1, "walk", None), (1.4, 19, 0, "stand", "bag"), (-0.4, 16.5, -1, "walk", None), (0.9, 13.6, 0, "walk", "pack"), (-1.9, 12.0, 1, "stand", None),
               (1.9, 10.4, -1, "walk", "bag"), (-0.9, 8.6, 0, "walk", None), (-0.35, 8.4, 0, "walk", None), (1.5, 6.8, 0, "walk", "pack")]
    for i, (x, z, f, pose, carry) in enumerate(walkers):
        px, py = cam.at(x, 0, z)
        k = cam.size(1.66, z)
        c.fill([(px - k * 0.05, py), (px + k * 0.05, py), (px - k * 0.5, py + k * 0.22), (px - k * 0.62, py + k * 0.2)], (50, 36, 40), 0.22, soft=2)
        person(c, px, py, k, cam.seen(COATS[(i * 3 + 1) % 10], z), cam.seen(TROUSERS[i % 5], z), pose=pose, facing=f, carry=carry, skirt=i in (2, 7))
    px, py = cam.at(-0.62, 0, 8.5)
    person(c, px, py, cam.size(1.05, 8.5), "#f2b63c", pose="walk", facing=0)
    for s, x, z in ((-1, -3.3, 6.2), (1, 3.3, 5.4), (-1, -3.4, 9.5)):
        px, py = cam.at(x, 0, z)
        k = cam.size(0.5, z)
        c.fill([(px - k * 0.5, py - k * 0.8), (px + k * 0.5, py - k * 0.8), (px + k * 0.36, py), (px - k * 0.36, py)], Ramp("#b9683f", "#7a3e28", angle=0))
        n.crown(c, px, py - k * 1.35, k * 0.75, k * 0.7, MOSS, (160, 178, 96), parts=6)
        c.fill([ellipse(px + c.rng.normal(0, k * 0.36), py - k * 1.3 + c.rng.normal(0, k * 0.3), k * 0.07, steps=10) for _ in range(14)], (236, 120, 96))
    c.glow(460, 560, 620, (255, 216, 150), 0.4)
    return c.finished(grain=2.8, warmth=0.02)


def heavy_rain():
    c = Canvas(810, 1080, 97)
    n.sky(c, "#36485c", "#566a7c", "#8699a2", "#a9b4b2", bottom=560)
    for _ in range(16):
        c.fill(ellipse(c.rng.uniform(-60, 870), c.rng.uniform(-30, 260), c.rng.uniform(120, 300), c.rng.uniform(26, 70)), mix("#2b3b4e", "#71828e", c.rng.random()), 0.35, soft=26)
    cam = Camera((400, 560), 720, (0, 2.0, 0), air=(146, 164, 170), far=40, thick=0.8)
    c.fill(rect(-60, 540, 930, 70), (132, 150, 156), soft=12)
    floor(c, cam, 0, -30, 30, 1.0, 60, "#34434f", "#93a4a8")
    rng = c.rng
    for side in (-1, 1):
        z = 34.0
        while z > 1.2:
            depth = rng.uniform(3.4, 5)
            h = rng.uniform(6, 12)
            x0, x1 = sorted((side * 4.7, side * 12))
            tone = ["#8d8f92", "#7b8790", "#9a8f86", "#6f7f86"][rng.integers(4)]
            box(c, cam, x0, x1, 0, h, z - depth, z - 0.15, tone)
            floors = int(h / 2.7)
            for f in range(floors):
                for k in range(3):
                    a = z - depth + depth * (k + 0.2) / 3
                    y = 1.0 + f * 2.7 if f else 0.4
                    lit = rng.random() < (0.85 if f == 0 else 0.3)
                    pane = cam.face([(side * 4.68, y, a), (side * 4.68, y + (2.0 if f == 0 else 1.3), a), (side * 4.68, y + (2.0 if f == 0 else 1.3), a + depth * 0.22), (side * 4.68, y, a + depth * 0.22)])
                    c.fill(pane, cam.seen((255, 206, 128) if lit else (62, 80, 94), z - depth))
            awn = cam.face([(side * 4.7, 3.1, z - depth + 0.1), (side * 4.7, 3.1, z - 0.3), (side * 3.6, 2.7, z - 0.3), (side * 3.6, 2.7, z - depth + 0.1)])
            c.fill(awn, cam.seen((TEAL, "#a8452f", "#3c5f80", "#b9803a")[rng.integers(4)], z - depth))
            z -= depth
    c.haze(360, 640, (168, 184, 188), 0.32, cells=(4, 3))
    for z in (24, 16, 10.5, 6.6):
        for s in (-1, 1):
            px, py = cam.at(s * 3.35, 0, z)
            built.street_lamp(c, px, py, cam.size(5.2, z), cam.seen((44, 54, 62), z), True, -s)
    # The wet road: everything above, mirrored and smeared.
    horizon = 566
    water.reflect(c, horizon + 18, 1080, (66, 84, 96), 0.5, ripple=9, squash=0.92, blur=2.2, deep=(36, 48, 58))
    for s in (-1, 1):
        c.fill(cam.face([(s * 3.3, 0.0, 1.0), (s * 4.7, 0.0, 1.0), (s * 4.7, 0.0, 40), (s * 3.3, 0.0, 40)]), Ramp("#8d989a", "#6b7880"), 0.75)
        c.fill(cam.face([(s * 3.2, 0.0, 1.0), (s * 3.32, 0.0, 1.0), (s * 3.32, 0.0, 40), (s * 3.2, 0.0, 40)]), "#c9cfcb")
    for z in np.arange(2.4, 30, 3.0):
        c.fill(cam.face([(-0.09, 0, z), (0.09, 0, z), (0.09, 0, z + 1.4), (-0.09, 0, z + 1.4)]), "#e6dfc6", 0.75)

    def seen_car(x, z, tone, back):
        u = cam.size(0.92, z)
        px, py = cam.at(x, 0, z)
        tone = cam.seen(tone, z)
        lamp = (255, 70, 52) if back else (255, 240, 206)
        c.fill(ellipse(px, py + u * 0.06, u * 1.15, u * 0.16), (14, 20, 28), 0.5, soft=u * 0.05)
        c.fill(spline([(px - u * 0.62, py - u * 0.95), (px, py - u * 1.5), (px + u * 0.62, py - u * 0.95)], 10), Ramp("#8ea4ac", "#3a4c5a"))
        c.fill(spline([(px - u * 0.6, py - u * 1.36), (px, py - u * 1.5), (px + u * 0.6, py - u * 1.36), (px + u * 0.8, py - u * 0.9), (px - u * 0.8, py - u * 0.9)], 6, closed=True), tone)
        c.fill(spline([(px - u * 0.54, py - u * 1.34), (px, py - u * 1.42), (px + u * 0.54, py - u * 1.34), (px + u * 0.68, py - u * 0.94), (px - u * 0.68, py - u * 0.94)], 6, closed=True), Ramp("#9fb6bd", "#344753"))
        c.fill(rounded(px - u * 0.95, py - u * 0.95, u * 1.9, u * 0.8, u * 0.2), Ramp(light(tone, 0.2), tone, dark(tone, 0.35)))
        for s in (-1, 1):
            c.fill(rounded(px + s * u * 0.7 - u * 0.14, py - u * 0.2, u * 0.28, u * 0.24, u * 0.04), "#12161c")
            c.fill(rounded(px + s * u * 0.68 - u * 0.17, py - u * 0.76, u * 0.34, u * 0.16, u * 0.06), lamp)
            c.glow(px + s * u * 0.68, py - u * 0.68, u * (0.8 if back else 1.3), lamp, 0.85)
            c.fill([(px + s * u * 0.6, py + u * 0.1), (px + s * u * 0.76, py + u * 0.1), (px + s * u * 0.86, py + u * 1.6), (px + s * u * 0.5, py + u * 1.6)], lamp, 0.4, soft=u * 0.06, fade=(90, 1, 0))
        c.fill([blob for blob in (ellipse(px + s * u * 1.1, py, u * 0.4, u * 0.16) for s in (-1, 1))], (214, 226, 228), 0.4, soft=u * 0.06)
    seen_car(-1.5, 19, "#5d7f93", False)
    seen_car(1.5, 12.5, "#a8533f", True)
    seen_car(-1.45, 9.2, "#d9d5ca", False)
    figures = [(-5.4, 15, "#c4473a", "#d8573c", 0), (5.3, 12.5, "#34465f", "#2f7f88", -1), (-5.2, 9.2, "#4b7f63", "#e9b23e", 0), (4.9, 9.6, "#8c3f4a", "#3f6fa0", 0), (-4.6, 7.0, "#2f6f8f", "#c9352c", 1), (4.5, 6.7, "#6b5b8c", "#f0c24c", -1)]
    for x, z, coat, top, f in figures:
        px, py = cam.at(x * 0.7, 0, z)
        k = cam.size(1.66, z)
        c.fill(rect(px - k * 0.14, py, k * 0.28, k * 0.5), dark(coat, 0.3), 0.35, soft=k * 0.03, fade=(90, 1, 0))
        person(c, px, py, k, cam.seen(coat, z * 0.7), pose="walk", facing=f, carry="bag" if z < 9 else None)
        umbrella(c, px + k * 0.03, py - k * 0.86, k * 0.42, cam.seen(top, z * 0.7))
    for _ in range(90):
        z = 2.2 + 16 * rng.random() ** 2
        px, py = cam.at(rng.uniform(-3, 3), 0, z)
        water.ripples(c, px, py, cam.size(0.3, z) * rng.uniform(0.5, 1), (220, 232, 234), 0.5, rings=2)
    for count, length, width, alpha in ((520, 30, 0.9, 0.28), (300, 64, 1.4, 0.34), (70, 130, 2.2, 0.3)):
        drops = []
        for _ in range(count):
            x, y, k = rng.uniform(-40, 850), rng.uniform(-60, 1080), length * rng.uniform(0.6, 1.3)
            drops.append(taper([(x, y), (x - k * 0.09, y + k * 0.5), (x - k * 0.18, y + k)], width, 0.2))
        c.fill(drops, (226, 236, 240), alpha)
    c.haze(500, 680, (176, 192, 196), 0.18)
    return c.finished(grain=3.2, vignette=0.24)
