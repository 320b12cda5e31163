"""A car assembly line; a battery pack with its lid lifted off."""
import numpy as np

from canvas import Canvas, Ramp
from curves import bezier, ellipse, rect, rounded, spline, taper
from palette import WHITE, dark, light
from people import person
from space import Camera, Slant, block, box, floor, wall


def robot(c, x, foot, h, facing=1, colour="#f0902c", bend=0.0, spark=None, tone=None):
    """A jointed arm on a plinth; h is its reach upwards."""
    colour = tone or colour

    def at(px, py):
        return np.array((x + px * h * facing, foot - py * h))
    c.fill(ellipse(x, foot, h * 0.26, h * 0.04), (8, 14, 28), 0.4, soft=h * 0.02)
    c.fill([at(-0.2, 0), at(0.2, 0), at(0.15, 0.12), at(-0.15, 0.12)], Ramp("#6d7781", "#3b444e"))
    c.fill([at(-0.13, 0.1), at(0.13, 0.1), at(0.1, 0.3), at(-0.09, 0.3)], Ramp(light(colour, 0.25), colour, dark(colour, 0.35), angle=0 if facing > 0 else 180))
    shoulder, elbow, wrist, tool = at(0, 0.32), at(-0.18 + bend, 0.82), at(0.42 + bend, 0.86), at(0.56 + bend, 0.62)
    c.fill(taper([shoulder, elbow], h * 0.17, h * 0.13), Ramp(light(colour, 0.35), colour, dark(colour, 0.3), angle=20))
    c.fill(taper([elbow, wrist], h * 0.14, h * 0.085), Ramp(light(colour, 0.4), colour, dark(colour, 0.35)))
    c.line([elbow + (h * 0.02, h * 0.05), (elbow + wrist) / 2 + (0, h * 0.12), wrist], h * 0.02, "#20262e")
    c.fill(taper([wrist, tool], h * 0.075, h * 0.04), Ramp("#8b96a0", "#454e58"))
    for p, r in ((shoulder, 0.12), (elbow, 0.105), (wrist, 0.062)):
        c.fill(ellipse(*p, h * r), Ramp(light(colour, 0.3), dark(colour, 0.25), angle=60))
        c.fill(ellipse(*p, h * r * 0.55), Ramp("#5c6670", "#2f373f"))
        c.fill(ellipse(*p, h * r * 0.25), "#a9b3ba")
    if spark:
        c.glow(*tool, h * 0.5, (255, 200, 110), 0.85)
        c.glow(*tool, h * 0.16, WHITE, 1.0)
        for _ in range(spark):
            a, r = c.rng.uniform(-0.6, 3.7), h * c.rng.uniform(0.06, 0.34)
            end = tool + (r * np.cos(a), r * np.sin(a) * 0.8)
            c.fill(taper(bezier(tool, (tool + end) / 2 - (0, r * 0.1), end + (0, r * 0.16), 8), h * 0.008, 0.3), (255, 224, 150), 0.95)


def auto_line():
    c = Canvas(1600, 800, 71)
    cam = Camera((800, 318), 840, (0, 3.7, 0), air=(202, 222, 228), far=60, thick=0.85)
    c.fill(rect(-5, -5, 1610, 910), Ramp("#30485e", "#5f8093", "#b9d0d6", "#dfe9e6", ends=((0, 0), (0, 340))))
    floor(c, cam, 0, -16, 16, 2.5, 80, "#6f838c", "#d4dfdf")
    for z in np.geomspace(3, 60, 24):
        c.line([cam.at(-16, 0, z), cam.at(16, 0, z)], 1, (104, 120, 130), 0.3)
    for x in (-13, -10, 10, 13):
        c.line([cam.at(x, 0, 3), cam.at(x, 0, 70)], 1, (104, 120, 130), 0.3)
    for s in (-1, 1):
        wall(c, cam, s * 16, 0, 9, 3, 80, "#2f5064", "#c3d6da")
        for z in np.arange(6, 64, 6.0):
            c.fill(cam.face([(s * 16, 4.6, z), (s * 16, 7.4, z), (s * 16, 7.4, z + 4.4), (s * 16, 4.6, z + 4.4)]), cam.seen("#e9f4f2", z))
        c.fill(cam.face([(s * 9.2, 0.01, 2.5), (s * 9.7, 0.01, 2.5), (s * 9.7, 0.01, 70), (s * 9.2, 0.01, 70)]), "#efbf3f", 0.9)
        c.fill(cam.face([(s * 7.3, 0.01, 2.5), (s * 9.2, 0.01, 2.5), (s * 9.2, 0.01, 70), (s * 7.3, 0.01, 70)]), (98, 150, 128), 0.45)
    # Roof trusses, lamps and the overhead rail with hanging bodies.
    for z in np.arange(62, 5, -4.0):
        tone = cam.seen("#3c5468", z)
        c.line([[cam.at(-16, 9, z), cam.at(16, 9, z)], [cam.at(-16, 8, z), cam.at(16, 8, z)]], max(1, cam.size(0.13, z)), tone)
        zig = [cam.at(-16 + i * 2, 9 - (i % 2), z) for i in range(17)]
        c.line(zig, max(0.8, cam.size(0.07, z)), tone)
        for x in (-8, 0, 8):
            a, b = cam.at(x - 1.3, 8.0, z), cam.at(x + 1.3, 7.85, z)
            c.fill(rect(a[0], a[1], b[0] - a[0], max(1.5, b[1] - a[1])), "#fffdf0")
            if z < 40:
                c.glow((a[0] + b[0]) / 2, a[1] + 2, cam.size(2.4, z), (255, 252, 230), 0.45, flat=0.5)
    # The moving belt down the middle with its cars, far to near.
    c.fill(cam.face([(-2.3, 0.02, 2.5), (2.3, 0.02, 2.5), (2.3, 0.02, 80), (-2.3, 0.02, 80)]), Ramp("#8a9aa2", "#4c5963", "#37434d", stops=[0, 0.4, 1]))
    for s in (-1, 1):
        c.fill(cam.face([(s * 2.2, 0.05, 2.5), (s * 2.5, 0.05, 2.5), (s * 2.5, 0.05, 80), (s * 2.2, 0.05, 80)]), "#f2c445")

    def body(z, colour, stage):
        """A car seen from the front quarter, straight on."""
        u = cam.size(1.5, z)
        cx, base = cam.at(0, 0.8, z)
        def at(px, py, pz):
            return cam.at(px * 1.55, py * 1.45, z + (pz - z) * 1.1)
        tone = cam.seen(colour, z * 0.8)
        c.fill(ellipse(cx, base + u * 0.5, u * 1.35, u * 0.16), (14, 22, 36), 0.4, soft=u * 0.05)
        box(c, cam, -1.35, 1.35, 0.05, 0.7, z + 0.2, z + 3.4, "#4a5661")
        lid = [at(-0.8, 1.05, z), at(0.8, 1.05, z), at(0.76, 1.18, z + 1.3), at(-0.76, 1.18, z + 1.3)]
        roof = [at(-0.58, 1.66, z + 2.1), at(0.58, 1.66, z + 2.1), at(0.62, 1.6, z + 4.0), at(-0.62, 1.6, z + 4.0)]
        c.fill([at(-0.76, 1.18, z + 1.3), at(0.76, 1.18, z + 1.3), roof[1], roof[0]], dark(tone, 0.1))
        glass = "#27435c" if stage > 1 else "#3b4c58"
        c.fill([at(-0.68, 1.2, z + 1.34), at(0.68, 1.2, z + 1.34), at(0.53, 1.6, z + 2.05), at(-0.53, 1.6, z + 2.05)], Ramp(cam.seen("#8fb4c2", z), cam.seen(glass, z)))
        c.fill(roof, Ramp(light(tone, 0.2), light(tone, 0.5)))
        c.fill(lid, Ramp(light(tone, 0.55), light(tone, 0.1), tone))
        c.line([at(-0.3, 1.06, z), at(-0.24, 1.19, z + 1.25)], max(0.8, u * 0.012), dark(tone, 0.3), 0.6)
        c.line([at(0.3, 1.06, z), at(0.24, 1.19, z + 1.25)], max(0.8, u * 0.012), dark(tone, 0.3), 0.6)
        front = spline([at(-0.86, 0.42, z), at(-0.92, 0.75, z), at(-0.82, 1.05, z), at(0, 1.1, z), at(0.82, 1.05, z), at(0.92, 0.75, z), at(0.86, 0.42, z), at(0, 0.36, z)], 8, closed=True)
        c.fill(front, Ramp(light(tone, 0.25), tone, dark(tone, 0.35)))
        c.fill(rounded(cx - u * 0.52, base - u * 0.12, u * 1.04, u * 0.22, u * 0.08), Ramp("#1d2731", "#35424e"))
        for s in (-1, 1):
            lamp = spline([(cx + s * u * 0.86, base - u * 0.4), (cx + s * u * 0.46, base - u * 0.28), (cx + s * u * 0.5, base - u * 0.2), (cx + s * u * 0.84, base - u * 0.24)], 6, closed=True)
            c.fill(lamp, "#fdf6dc" if stage > 1 else "#2b3640")
            if stage > 1:
                c.glow(cx + s * u * 0.66, base - u * 0.28, u * 0.5, (255, 244, 210), 0.6)
            c.fill(rounded(cx + s * u * 0.8 - u * 0.12, base + u * 0.02, u * 0.24, u * 0.44, u * 0.06), "#1a2028")
            c.fill(ellipse(*at(s * 0.9, 1.28, z + 1.5), u * 0.11, u * 0.075), dark(tone, 0.15))
            c.line([at(s * 0.9, 1.25, z + 1.5), at(s * 0.72, 1.19, z + 1.4)], u * 0.035, dark(tone, 0.3))
    stations = [(46, "#b9c4ca", 0), (37, "#c3ccd0", 0), (29, "#cdd4d6", 0), (22, "#e7e3d8", 1), (16.5, "#f2efe6", 1), (11.8, "#dc6a48", 2), (7.9, "#2f8f97", 2)]
    people = {22: (8.4, "#2f6f8f", -1), 16.5: (-8.2, "#e08a34", 1), 11.8: (8.2, "#2f6f8f", -1), 7.9: (-8.0, "#2f6f8f", 1)}
    for z, colour, stage in stations:
        body(z, colour, stage)
        for s in (-1, 1):
            rx, ry = cam.at(s * 4.3, 0, z + 0.9)
            robot(c, rx, ry, cam.size(3.5, z + 0.9), -s, tone=cam.seen("#f0902c", z), bend=0.04 * np.sin(z * 2 + s), spark=26 if z in (16.5, 11.8, 29) and s == (1 if z != 11.8 else -1) else None)
            box(c, cam, s * 6.2 - 0.7, s * 6.2 + 0.7, 0, 1.5, z, z + 1.4, "#dfe5e2", front="#cbd6d6")
            a, b = cam.at(s * 6.2 - 0.5, 1.35, z), cam.at(s * 6.2 + 0.5, 0.75, z)
            c.fill(rect(a[0], a[1], b[0] - a[0], b[1] - a[1]), Ramp(cam.seen("#2a5f78", z), cam.seen("#4fa3a8", z)))
            if z < 20:
                bars = [rect(a[0] + (b[0] - a[0]) * (0.12 + 0.16 * k), b[1] - (b[1] - a[1]) * h, (b[0] - a[0]) * 0.1, (b[1] - a[1]) * (h - 0.1)) for k, h in enumerate((0.4, 0.7, 0.55, 0.85, 0.6))]
                c.fill(bars, "#bfeee0", 0.9)
        if z in people:
            px, coat, f = people[z]
            qx, qy = cam.at(px, 0, z - 1.2)
            person(c, qx, qy, cam.size(1.75, z - 1.2), cam.seen(coat, z), pose="work", facing=f, hat="hard")
    c.glow(800, 320, 520, (255, 252, 236), 0.4)
    return c.finished(grain=2.8, bloom=0.2)


def ev_battery():
    c = Canvas(1200, 900, 73)
    c.fill(rect(-5, -5, 1210, 910), Ramp("#16304a", "#24506a", "#3a7480"))
    c.glow(600, 420, 760, (120, 200, 196), 0.4)
    iso = Slant((590, 372), 47, 0.47)
    for i in range(-16, 17):
        c.line([iso.at(i, -16, -3.2), iso.at(i, 16, -3.2)], 1, (150, 208, 210), 0.14)
        c.line([iso.at(-16, i, -3.2), iso.at(16, i, -3.2)], 1, (150, 208, 210), 0.14)
    w, d = 9.6, 6.0
    x0, y0 = -w / 2 + 1.4, -d / 2 + 1.4
    c.fill(iso.flats([(x0 - 1, y0 - 1), (x0 + w + 1.6, y0 - 1), (x0 + w + 1.6, y0 + d + 1.6), (x0 - 1, y0 + d + 1.6)], -3.7), (4, 12, 26), 0.55, soft=24)
    # Tray, cooling plate with its channels, then the cells, then bus bars, then the lid held above.
    block(c, iso, x0 - 0.5, y0 - 0.5, -3.6, w + 1, d + 1, 0.55, "#7f8f9a", edge=1.6)
    block(c, iso, x0 - 0.2, y0 - 0.2, -2.55, w + 0.4, d + 0.4, 0.22, "#3f9ab0", top=Ramp("#a5e3ea", "#5db7c8", angle=30), edge=1.6)
    channel = []
    for k in range(9):
        yy = y0 + 0.3 + k * (d - 0.6) / 8
        row = [(x0 + 0.2, yy), (x0 + w - 0.2, yy)]
        channel += row if k % 2 == 0 else row[::-1]
    line = iso.flats(channel, -2.33)
    c.line(line, 9, (28, 104, 132), 0.85)
    c.line(line, 4.5, (188, 246, 246), 0.9)
    base = -1.2
    block(c, iso, x0 - 0.35, y0 - 0.35, base - 0.12, w + 0.7, d + 0.7, 0.12, "#56646f")
    cols, rows = 12, 3
    for r in range(rows):
        for k in range(cols):
            cx, cy = x0 + 0.05 + k * w / cols, y0 + 0.05 + r * d / rows
            lit = (k + r) % 2
            body = "#e9eef0" if lit else "#dbe3e6"
            block(c, iso, cx, cy, base, w / cols - 0.12, d / rows - 0.12, 1.75, body, left=Ramp("#f4f7f6", "#9fb2bc"), right=Ramp("#8fa5b1", "#566d7b"),
                  top=Ramp("#ffffff", "#d5dfe2", angle=30), edge=1.0)
            c.fill(iso.flats([(cx + 0.04, cy + d / rows - 0.12, base + 0.5), (cx + w / cols - 0.16, cy + d / rows - 0.12, base + 0.5),
                              (cx + w / cols - 0.16, cy + d / rows - 0.12, base + 0.95), (cx + 0.04, cy + d / rows - 0.12, base + 0.95)]), Ramp("#3fa68c", "#227a70") if lit else Ramp("#f2b24a", "#d98a2c"), 0.92)
            for t, tone in ((0.24, "#e07b3c"), (0.72, "#c8d2d6")):
                p = iso.at(cx + w / cols / 2 - 0.06, cy + (d / rows) * t, base + 1.75)
                c.fill(ellipse(p[0], p[1] + 3, 9, 5), dark(tone, 0.5))
                c.fill(ellipse(p[0], p[1], 9, 5), Ramp(light(tone, 0.4), tone))
    for r in range(rows):
        for t in (0.24, 0.72):
            cy = y0 + 0.05 + r * d / rows + (d / rows) * t
            for k in range(0, cols, 2):
                shift = 0 if t < 0.5 else 1
                a = x0 + (k + shift) * w / cols + 0.22
                b = min(a + w / cols + 0.3, x0 + w - 0.1)
                block(c, iso, a, cy - 0.14, base + 1.8, b - a, 0.28, 0.09, "#d9823e", top=Ramp("#ffd09a", "#e2893f", angle=20))
    block(c, iso, x0 + w + 0.15, y0 + 0.4, base, 0.9, 2.6, 1.3, "#2f6f86", edge=1.4)
    block(c, iso, x0 + w + 0.3, y0 + 0.7, base + 1.3, 0.5, 0.7, 0.35, "#e0682f")
    block(c, iso, x0 + w + 0.3, y0 + 1.8, base + 1.3, 0.5, 0.7, 0.35, "#e0682f")
    cable = spline([iso.at(x0 + w + 0.6, y0 + 1.0, base + 1.7), iso.at(x0 + w + 1.6, y0 + 0.6, base + 2.1), iso.at(x0 + w + 2.2, y0 + 1.6, base + 0.2), iso.at(x0 + w + 2.4, y0 + 3.4, base - 1.3), iso.at(x0 + w + 4.6, y0 + 4.4, base - 1.5)], 14)
    c.line(cable + (3, 5), 17, (6, 14, 26), 0.35, soft=3)
    c.line(cable, 17, "#d9662c")
    c.line(cable + (-2, -3), 5, "#ffb27a", 0.8)
    lid = 3.25
    c.fill(iso.flats([(x0 - 0.3, y0 - 0.3), (x0 + w + 0.3, y0 - 0.3), (x0 + w + 0.3, y0 + d + 0.3), (x0 - 0.3, y0 + d + 0.3)], base + 1.9), (10, 30, 48), 0.16, soft=16)
    for px, py in ((x0 - 0.3, y0 + d + 0.3), (x0 + w + 0.3, y0 + d + 0.3), (x0 + w + 0.3, y0 - 0.3), (x0 - 0.3, y0 - 0.3)):
        a, b = np.array(iso.at(px, py, base + 1.9)), np.array(iso.at(px, py, lid))
        c.line([[a + (b - a) * t, a + (b - a) * (t + 0.035)] for t in np.arange(0, 0.97, 0.07)], 2, (206, 240, 236), 0.7)
    block(c, iso, x0 - 0.4, y0 - 0.4, lid, w + 0.8, d + 0.8, 0.35, "#5c7a8a", top=Ramp("#dcebec", "#93b3bd", "#6f95a3", angle=28), left=Ramp("#7f9caa", "#4c6776"), right=Ramp("#4b6473", "#324857"), edge=2)
    for k in range(5):
        a = x0 + 0.5 + k * 1.86
        c.fill(iso.flats([(a, y0 + 0.3), (a + 1.2, y0 + 0.3), (a + 1.2, y0 + d - 0.3), (a, y0 + d - 0.3)], lid + 0.36), (60, 98, 114), 0.28)
        c.line(iso.flats([(a, y0 + d - 0.3), (a, y0 + 0.3), (a + 1.2, y0 + 0.3)], lid + 0.36), 2, WHITE, 0.55)
    rim = [iso.at(*p, lid + 0.36) for p in [(x0 - 0.25 + i * (w + 0.5) / 9, y0 - 0.25) for i in range(10)] + [(x0 - 0.25 + i * (w + 0.5) / 9, y0 + d + 0.25) for i in range(10)]]
    c.fill([ellipse(*p, 4, 2.4, steps=14) for p in rim], "#2f4654")
    # Labels.
    for (px, py, pz), (tx, ty), words in (((x0 - 0.4, y0 + d * 0.5, lid + 0.2), (110, 96), "上盖"), ((x0, y0 + d, base + 1.2), (110, 690), "电芯"),
                                          ((x0 + w - 1.2, y0 + d + 0.2, -2.45), (880, 836), "液冷板"), ((x0 + w + 0.8, y0 + 0.4, base + 1.0), (1080, 320), "控制单元")):
        p = np.array(iso.at(px, py, pz))
        c.line([p, (tx, ty)], 1.8, (226, 246, 240), 0.9)
        c.fill(ellipse(*p, 5), "#ffd27a")
        wide = 26 * len(words) + 30
        c.fill(rounded(tx - wide / 2, ty - 22, wide, 44, 22), "#f7f2e4")
        c.text(tx, ty, words, 24, "#1c3b52", "Bold", "mm")
    return c.finished(grain=2.2, bloom=0.14)
