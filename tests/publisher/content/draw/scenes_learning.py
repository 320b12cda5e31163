"""A vocational workshop, the library, a study room."""
import numpy as np

import nature as n
from canvas import Canvas, Ramp
from curves import bezier, ellipse, rect, rounded, taper
from palette import CORAL, LEAF, MOSS, STEEL, dark, light
from people import COATS, person
from scenes_factory import robot
from space import Camera, box, floor, wall

SPINES = ["#b9503c", "#2f6f7d", "#d9a441", "#4f7f62", "#3c5678", "#8a4d62", "#d8c7a6", "#c97b4a", "#6c7f8c", "#e6d9bd"]


def vocational_school():
    c = Canvas(1200, 900, 107)
    cam = Camera((620, 330), 760, (0.2, 2.6, 0), air=(232, 236, 226), far=44, thick=0.6)
    c.fill(rect(-5, -5, 1210, 910), Ramp("#e9e6da", "#f5f0e2"))
    floor(c, cam, 0, -9, 9, 2, 24, "#5f8f86", "#a9c7b8")
    c.fill(cam.face([(-1.5, 0.01, 2), (1.5, 0.01, 2), (1.5, 0.01, 24), (-1.5, 0.01, 24)]), Ramp("#cfd3c8", "#b7beb6"))
    for x in (-1.5, 1.5):
        c.fill(cam.face([(x - 0.06, 0.02, 2), (x + 0.06, 0.02, 2), (x + 0.06, 0.02, 24), (x - 0.06, 0.02, 24)]), "#f0bf45")
    for s in (-1, 1):
        wall(c, cam, s * 9, 0, 6.4, 2, 24, "#cfd9d2", "#eef0e6")
        for z in np.arange(4, 23, 3.6):
            c.fill(cam.face([(s * 8.98, 2.1, z), (s * 8.98, 5.4, z), (s * 8.98, 5.4, z + 2.8), (s * 8.98, 2.1, z + 2.8)]), Ramp("#bfe0e6", "#eef6ee"))
            c.line([[cam.at(s * 8.96, 3.75, z), cam.at(s * 8.96, 3.75, z + 2.8)], [cam.at(s * 8.96, 2.1, z + 1.4), cam.at(s * 8.96, 5.4, z + 1.4)]], cam.size(0.05, z), "#8fa6a6")
    back = cam.face([(-9, 0, 24), (9, 0, 24), (9, 6.4, 24), (-9, 6.4, 24)])
    c.fill(back, "#e2e4d8")
    a, b = cam.at(-4.6, 4.6, 24), cam.at(4.6, 1.6, 24)
    c.fill(rounded(a[0], a[1], b[0] - a[0], b[1] - a[1], 4), "#2f5f5a")
    c.text((a[0] + b[0]) / 2, a[1] + 26, "实训车间", 24, "#f3e8c8", "Bold", "mm")
    c.text((a[0] + b[0]) / 2, a[1] + 62, "安全第一   精益求精", 17, "#cfe6d8", "Bold", "mm")
    c.fill(cam.face([(-9, 6.4, 2), (9, 6.4, 2), (9, 6.4, 24), (-9, 6.4, 24)]), Ramp("#b9c2bf", "#8d9b9b"))
    for z in np.arange(22, 3, -3.0):
        c.line([cam.at(-9, 6.3, z), cam.at(9, 6.3, z)], max(1, cam.size(0.14, z)), cam.seen("#6b7c80", z))
        for x in (-4, 4):
            p, q = cam.at(x - 1.2, 6.0, z), cam.at(x + 1.2, 5.9, z)
            c.fill(rect(p[0], p[1], q[0] - p[0], max(1.5, q[1] - p[1])), "#fffdf0")
            c.glow((p[0] + q[0]) / 2, p[1], cam.size(1.9, z), (255, 252, 226), 0.45, flat=0.45)
    rows = [20, 15.6, 11.8, 8.4, 5.6]
    for i, z in enumerate(rows):
        for s in (-1, 1):
            x = s * 4.1
            lo, hi = x - 1.5, x + 1.5
            if (i + (s > 0)) % 2 == 0:
                # A machining centre with its window and console.
                box(c, cam, lo, hi, 0, 2.3, z, z + 1.8, "#e6e9e4", front="#dfe5e2")
                box(c, cam, lo, hi, 0, 0.5, z - 0.04, z, "#3f6f86")
                p, q = cam.at(lo + 0.3, 2.0, z - 0.05), cam.at(lo + 1.9, 0.8, z - 0.05)
                c.fill(rounded(p[0], p[1], q[0] - p[0], q[1] - p[1], cam.size(0.08, z)), Ramp("#2a4a5c", "#5d97a2"))
                c.fill(rect((p[0] + q[0]) / 2 - cam.size(0.1, z), p[1], cam.size(0.2, z), (q[1] - p[1]) * 0.5), "#c5ced0")
                c.glow((p[0] + q[0]) / 2, p[1] + (q[1] - p[1]) * 0.6, cam.size(0.6, z), (255, 220, 140), 0.8)
                p, q = cam.at(lo + 2.15, 1.95, z - 0.06), cam.at(lo + 2.8, 0.95, z - 0.06)
                c.fill(rect(p[0], p[1], q[0] - p[0], q[1] - p[1]), "#39434c")
                c.fill(rect(p[0] + (q[0] - p[0]) * 0.12, p[1] + (q[1] - p[1]) * 0.1, (q[0] - p[0]) * 0.76, (q[1] - p[1]) * 0.4), Ramp("#4fb0a8", "#2d7480"))
                lamp = cam.at(hi - 0.3, 2.55, z)
                c.fill(rect(lamp[0], lamp[1], cam.size(0.09, z), cam.size(0.25, z)), "#58b27a")
            else:
                # A bench with a vice, tools on the board, and a small robot.
                box(c, cam, lo, hi, 0.86, 0.98, z, z + 1.1, "#c99a63")
                for x1 in (lo + 0.05, hi - 0.17):
                    box(c, cam, x1, x1 + 0.12, 0, 0.86, z, z + 0.12, "#4f6a78")
                box(c, cam, lo + 0.4, hi - 0.4, 0.25, 0.7, z + 0.1, z + 1, "#5d8fa0")
                bx, by = cam.at(x + 0.6, 0.98, z + 0.4)
                robot(c, bx, by, cam.size(1.2, z), -s if s > 0 else 1, tone="#f0902c")
                for k, tone in enumerate((CORAL, STEEL, "#e8b84a")):
                    p = cam.at(lo + 0.3 + k * 0.42, 0.98, z + 0.2)
                    c.fill(rounded(p[0], p[1] - cam.size(0.18, z), cam.size(0.3, z), cam.size(0.18, z), 2), tone)
            coats = ["#3d6f9c", "#e08a34", "#3d6f9c", "#3f8f86"]
            px, py = cam.at(x - s * 1.9, 0, z - 0.5)
            person(c, px, py, cam.size(1.7, z - 0.5), cam.seen(coats[i % 4], z), pose="work", facing=s, hat="cap" if i % 2 else "hard")
            if i in (1, 3):
                px, py = cam.at(x - s * 2.5, 0, z - 0.7)
                person(c, px, py, cam.size(1.7, z - 0.7), cam.seen("#3d6f9c", z), pose="hold", facing=s, hat="cap")
    px, py = cam.at(0.15, 0, 9.6)
    person(c, px, py, cam.size(1.74, 9.6), "#c4473a", pose="walk", facing=-1, hat="hard")
    for x in (150, 420):
        c.fill([(x - 130, 60), (x - 20, 60), (x + 420, 910), (x + 220, 910)], (255, 250, 220), 0.14, soft=22)
    return c.finished(grain=2.4)


def library():
    c = Canvas(1000, 1000, 109)
    cam = Camera((500, 430), 700, (0, 2.4, 0), air=(246, 232, 204), far=40, thick=0.55)
    c.fill(rect(-5, -5, 1010, 1010), Ramp("#efe0c2", "#f7ecd6"))
    floor(c, cam, 0, -8, 8, 1.5, 22, "#a5764c", "#dcb98a")
    for x in np.arange(-8, 8.1, 0.8):
        c.line([cam.at(x, 0, 1.6), cam.at(x, 0, 22)], 1.4, (124, 84, 54), 0.4)
    # The great window at the end, hills beyond it.
    a, b = cam.at(-4.4, 6.6, 22), cam.at(4.4, 0.2, 22)
    x0, y0, w, h = a[0], a[1], b[0] - a[0], b[1] - a[1]
    pane = np.vstack([ellipse(500, y0 + w / 2 * 0.5, w / 2, w / 2 * 0.5, 180, 360, steps=30), [(x0 + w, y0 + h), (x0, y0 + h)]])
    with c.inside(pane):
        c.fill(pane, Ramp("#8cc0d2", "#dcece2", "#fdf0cf"))
        n.ridge(c, y0 + h * 0.9, h * 0.6, (128, 168, 178), (214, 226, 206), peaks=[(0.45, 0.1, 0.5), (0.58, 0.08, 0.4)])
        n.ridge(c, y0 + h, h * 0.3, (96, 148, 110), (170, 194, 130))
        for _ in range(16):
            n.crown(c, c.rng.uniform(x0, x0 + w), y0 + h * 0.94, 14, 16, (84, 134, 92), (180, 196, 112), parts=4)
        c.line([[(x0 + w * t, y0 - 4), (x0 + w * t, y0 + h)] for t in (0.25, 0.5, 0.75)] + [[(x0, y0 + h * t), (x0 + w, y0 + h * t)] for t in (0.36, 0.68, 1)], 5, "#7a5236")
    c.line(np.vstack([pane, pane[:1]]), 7, "#7a5236")
    c.glow(500, 400, 520, (255, 240, 200), 0.55)
    # Ceiling ribs and globes.
    for z in np.arange(20, 2, -2.6):
        arc = [cam.at(8 * np.cos(t), 4.6 + 4.2 * np.sin(t), z) for t in np.linspace(0.0, np.pi, 30)]
        c.line(arc, max(2, cam.size(0.16, z)), cam.seen("#9a6a44", z))
    # Two storeys of shelves either side.
    zs = np.arange(19.4, 0.6, -2.1)
    for z in zs:
        for s in (-1, 1):
            for base, top in ((0.0, 2.7), (3.1, 5.3)):
                lo, hi = sorted((s * 4.3, s * 5.0))
                box(c, cam, lo, hi, base, top, z, z + 1.95, "#8a5b3a")
                levels = 5 if base == 0 else 4
                for k in range(levels):
                    y = base + 0.12 + (top - base - 0.2) * k / levels
                    ya = y + (top - base - 0.2) / levels * 0.92
                    c.fill(cam.face([(s * 4.29, y, z + 0.06), (s * 4.29, ya, z + 0.06), (s * 4.29, ya, z + 1.86), (s * 4.29, y, z + 1.86)]), cam.seen("#4a2f20", z))
                    q = z + 0.1
                    while q < z + 1.76:
                        t = c.rng.uniform(0.06, 0.14)
                        tall = (ya - y) * c.rng.uniform(0.66, 0.95)
                        if c.rng.random() > 0.08:
                            tone = cam.seen(SPINES[c.rng.integers(len(SPINES))], z)
                            c.fill(cam.face([(s * 4.28, y, q), (s * 4.28, y + tall, q), (s * 4.28, y + tall, q + t), (s * 4.28, y, q + t)]), tone)
                        q += t + 0.012
            lo, hi = sorted((s * 3.5, s * 5.0))
            box(c, cam, lo, hi, 2.82, 3.0, z, z + 2.1, "#b27f52")
            c.line([[cam.at(s * 3.55, 3.0, q), cam.at(s * 3.55, 3.75, q)] for q in np.arange(z, z + 2.1, 0.35)], max(0.8, cam.size(0.03, z)), cam.seen("#6b4630", z))
            c.line([cam.at(s * 3.55, 3.75, z), cam.at(s * 3.55, 3.75, z + 2.1)], max(1.4, cam.size(0.06, z)), cam.seen("#7a5236", z))
        for tz in (16.9, 12.7, 8.5, 5.6, 3.6):
            if z <= tz < z + 2.1:
                box(c, cam, -1.7, 1.7, 0.7, 0.78, tz, tz + 1.3, "#b0703f")
                for x in (-1.6, 1.5):
                    box(c, cam, x, x + 0.1, 0, 0.7, tz, tz + 0.1, "#7a5236")
                for x, coat, f in () if tz < 4 else ((-2.05, COATS[int(tz) % 10], 1), (2.05, COATS[int(tz * 3) % 10], -1)):
                    px, py = cam.at(x, 0, tz + 0.3)
                    person(c, px, py, cam.size(1.62, tz + 0.3), cam.seen(coat, tz), pose="sit", facing=f)
                for x in (-0.9, 0.9):
                    p = cam.at(x, 0.79, tz + 0.5)
                    k = cam.size(0.3, tz)
                    c.fill([p + np.array(d) for d in ((-k, -k * 0.1), (0, -k * 0.28), (k, -k * 0.1), (k * 0.95, -k * 0.32), (0, -k * 0.46), (-k * 0.95, -k * 0.32))], "#fbf6e8")
                p = cam.at(0, 0.78, tz + 0.5)
                k = cam.size(0.5, tz)
                c.line([p, (p[0], p[1] - k * 0.8)], max(1.2, k * 0.05), "#8f6a34")
                c.glow(p[0], p[1] - k * 0.7, k * 2.2, (255, 226, 150), 0.6)
                c.fill(np.vstack([ellipse(p[0], p[1] - k * 0.76, k * 0.42, k * 0.3, 180, 360, steps=14)]), Ramp("#3f8f76", "#2a6656"))
    px, py = cam.at(-3.1, 0, 7.4)
    person(c, px, py, cam.size(1.68, 7.4), "#c4473a", pose="reach", facing=-1)
    px, py = cam.at(3.0, 0, 10.6)
    person(c, px, py, cam.size(1.68, 10.6), "#3c5678", pose="hold", facing=1)
    c.fill([(420, 470), (580, 470), (860, 1010), (140, 1010)], (255, 238, 190), 0.2, soft=26)
    return c.finished(grain=2.6, bloom=0.2, warmth=0.01)


def flag(c, x, y, w, h):
    """A plain red flag on a staff, no device on it."""
    c.fill(rect(x - 5, y - 16, 7, h * 2.9), Ramp("#e9c878", "#9a7434", angle=0))
    c.fill(ellipse(x - 1.5, y - 18, 7, 8), "#f0d48a")
    top = bezier((x + 2, y), (x + w * 0.4, y - h * 0.1), (x + w, y + h * 0.1), 20)
    low = bezier((x + w, y + h * 1.06), (x + w * 0.45, y + h * 0.82), (x + 2, y + h), 20)
    cloth = np.vstack([top, low])
    c.fill(cloth, Ramp("#e0483a", "#c22f28", "#dd4436", "#a92722", angle=0))


def party_classroom():
    c = Canvas(1280, 760, 113)
    cam = Camera((640, 330), 720, (0, 2.3, 0), air=(250, 240, 218), far=40, thick=0.35)
    c.fill(rect(-5, -5, 1290, 863), Ramp("#f8efdc", "#efe0c2"))
    floor(c, cam, 0, -7, 7, 2, 15, "#9a6a44", "#d0a676")
    for x in np.arange(-7, 7.1, 0.7):
        c.line([cam.at(x, 0, 2), cam.at(x, 0, 15)], 1.6, (112, 74, 48), 0.35)
    wall(c, cam, -7, 0, 4.6, 2, 15, "#e0cda8", "#f3e6ca")
    wall(c, cam, 7, 0, 4.6, 2, 15, "#dcc8a4", "#efe0c4")
    c.fill(cam.face([(-7, 0, 15), (7, 0, 15), (7, 4.6, 15), (-7, 4.6, 15)]), Ramp("#fbf3e0", "#f0e2c6"))
    c.fill(cam.face([(-7, 4.6, 2), (7, 4.6, 2), (7, 4.6, 15), (-7, 4.6, 15)]), Ramp("#fffaf0", "#e9dcc4"))
    for s in (-1, 1):
        c.fill(cam.face([(s * 6.98, 0, 2), (s * 6.98, 0.9, 2), (s * 6.98, 0.9, 15), (s * 6.98, 0, 15)]), "#a8794e", 0.85)
    c.fill(cam.face([(-7, 0, 14.98), (7, 0, 14.98), (7, 0.9, 14.98), (-7, 0.9, 14.98)]), "#b5865a")
    for z in (13, 10, 7, 4.6):
        for x in (-2.6, 2.6):
            quad = cam.face([(x - 1.1, 4.58, z), (x + 1.1, 4.58, z), (x + 1.1, 4.58, z + 0.7), (x - 1.1, 4.58, z + 0.7)])
            c.fill(quad, "#fffef6")
            c.glow(*quad.mean(0), cam.size(1.8, z), (255, 250, 226), 0.4, flat=0.4)
    for z in (4.2, 7.2, 10.2, 12.9):
        c.fill(cam.face([(-6.96, 1.2, z), (-6.96, 3.9, z), (-6.96, 3.9, z + 1.9), (-6.96, 1.2, z + 1.9)]), Ramp("#a9d3dc", "#e6f0dc", "#bcd39a"))
        c.line([[cam.at(-6.94, 2.6, z), cam.at(-6.94, 2.6, z + 1.9)], [cam.at(-6.94, 1.2, z + 0.95), cam.at(-6.94, 3.9, z + 0.95)]], cam.size(0.07, z), "#8a6242")
        frame = cam.face([(-6.94, 1.2, z), (-6.94, 3.9, z), (-6.94, 3.9, z + 1.9), (-6.94, 1.2, z + 1.9)])
        c.line(np.vstack([frame, frame[:1]]), cam.size(0.1, z), "#8a6242")
    # Bookcases along the right-hand wall, drawn as faces towards the room.
    for z in (12.6, 10.2, 7.8, 5.4, 3.0):
        box(c, cam, 6.3, 7, 0, 3.2, z, z + 2.2, "#8a5b3a")
        for k in range(5):
            y = 0.15 + k * 0.6
            c.fill(cam.face([(6.29, y, z + 0.08), (6.29, y + 0.52, z + 0.08), (6.29, y + 0.52, z + 2.12), (6.29, y, z + 2.12)]), "#4f3424")
            q = z + 0.12
            while q < z + 2.0:
                t = c.rng.uniform(0.06, 0.15)
                if c.rng.random() > 0.1:
                    tall = c.rng.uniform(0.34, 0.49)
                    tone = SPINES[c.rng.integers(len(SPINES))] if c.rng.random() < 0.7 else "#b9352c"
                    c.fill(cam.face([(6.28, y, q), (6.28, y + tall, q), (6.28, y + tall, q + t), (6.28, y, q + t)]), tone)
                q += t + 0.012
    # The front: board, lectern, the flag, plants.
    a, b = cam.at(-3.0, 3.7, 15), cam.at(3.0, 1.35, 15)
    c.fill(rect(a[0] - 7, a[1] - 7, b[0] - a[0] + 14, b[1] - a[1] + 14), "#8a5b3a")
    c.fill(rect(a[0], a[1], b[0] - a[0], b[1] - a[1]), Ramp("#356a58", "#28503f"))
    c.text(640, a[1] + 34, "理 论 学 习", 27, "#fbf0d0", "Bold", "mm")
    c.text(640, a[1] + 70, "读原著   学原文   悟原理", 16, "#e3efd8", "Bold", "mm")
    fx, fy = cam.at(4.2, 3.6, 14.4)
    flag(c, fx, fy, cam.size(1.7, 14.4), cam.size(1.1, 14.4))
    for x in (-4.6, -3.8, 3.6):
        px, py = cam.at(x, 0, 14)
        k = cam.size(0.55, 14)
        c.fill([(px - k * 0.4, py - k * 0.7), (px + k * 0.4, py - k * 0.7), (px + k * 0.28, py), (px - k * 0.28, py)], Ramp("#f5f1e6", "#c5bca8"))
        c.fill([taper(bezier((px, py - k * 0.6), (px + t * k * 0.5, py - k * 2.0), (px + t * k * 1.2, py - k * (1.9 - abs(t) * 0.6)), 10), k * 0.24, 1, belly=0.5) for t in np.linspace(-1, 1, 9)], Ramp(LEAF, MOSS))
    box(c, cam, -0.75, 0.75, 0, 1.15, 12.9, 13.5, "#a5693f", edge=1.4)
    px, py = cam.at(0, 0, 13.7)
    person(c, px - 2, py, cam.size(1.72, 13.7), "#34465f", pose="stand", facing=-1)
    box(c, cam, -0.75, 0.75, 0, 1.1, 12.9, 13.3, "#a5693f", edge=1.4)
    coats = ["#5b6f86", "#8a5a4a", "#c9c1ad", "#4f7f6c", "#6b5b7c", "#b5764a", "#39506c", "#9a3f3c"]
    k = 0
    for z in (11.0, 9.2, 7.4, 5.7):
        for x in (-4.2, -2.5, -0.85, 0.85, 2.5, 4.2):
            px, py = cam.at(x, 0, z)
            u = cam.size(1.0, z)
            if (k * 7) % 11 != 3:
                # Seated, backs to us: shoulders and hair above the chair back.
                coat = cam.seen(coats[k % 8], z)
                c.fill(np.vstack([ellipse(px, py - u * 1.02, u * 0.25, u * 0.2, 180, 360, steps=18), [(px + u * 0.25, py - u * 0.5), (px - u * 0.25, py - u * 0.5)]]), Ramp(light(coat, 0.15), dark(coat, 0.2)))
                c.fill(rect(px - u * 0.055, py - u * 1.3, u * 0.11, u * 0.14), "#c98f6c")
                c.fill(ellipse(px, py - u * 1.37, u * 0.125, u * 0.15), (50, 36, 30) if k % 5 else (128, 122, 118))
            c.fill(rounded(px - u * 0.27, py - u * 0.92, u * 0.54, u * 0.44, u * 0.06), Ramp("#c98f58", "#9a6238"))
            c.line([(px - u * 0.2, py - u * 0.7), (px + u * 0.2, py - u * 0.7)], max(1, u * 0.03), "#7a4a2c", 0.6)
            c.fill(rounded(px - u * 0.28, py - u * 0.48, u * 0.56, u * 0.08, u * 0.02), "#a86f42")
            c.line([[(px + s * u * 0.24, py - u * 0.44), (px + s * u * 0.25, py)] for s in (-1, 1)], u * 0.05, "#6b4630")
            k += 1
    for x in (120, 330):
        c.fill([(x - 160, 150), (x - 60, 170), (x + 520, 860), (x + 300, 860)], (255, 246, 208), 0.14, soft=24)
    return c.finished(grain=2.4, warmth=0.008)
