"""A lantern fair by the water; a night market."""
import numpy as np

import built
import nature as n
import water
from canvas import Canvas, Ramp
from curves import bezier, ellipse, rect, rounded, spline, taper
from palette import AMBER, CORAL, CREAM, JADE, RED, TEAL, WHITE, dark, light, mix
from people import COATS, TROUSERS, crowd, person


def stars(c, bottom, count):
    for _ in range(count):
        c.fill(ellipse(c.rng.uniform(0, c.width), c.rng.uniform(0, bottom), c.rng.uniform(0.5, 1.5), steps=8), (255, 246, 220), c.rng.uniform(0.2, 0.8))


def lotus(c, x, y, r, colour):
    """A floating lotus lamp."""
    c.glow(x, y - r * 0.3, r * 3.4, mix(colour, AMBER, 0.5), 0.55)
    c.fill(ellipse(x, y + r * 0.3, r * 1.15, r * 0.3), (20, 60, 62), 0.8)
    for spread, tone in ((1.05, dark(colour, 0.2)), (0.7, colour), (0.36, light(colour, 0.35))):
        petals = []
        for s in (-1, 1):
            tip = (x + s * r * spread, y - r * (0.95 - spread * 0.5))
            petals.append(np.vstack([bezier((x, y + r * 0.3), (x + s * r * spread * 1.1, y + r * 0.15), tip, 8), bezier(tip, (x + s * r * spread * 0.3, y - r * 0.35), (x, y + r * 0.1), 8)]))
        c.fill(petals, tone)
    c.fill(np.vstack([bezier((x - r * 0.26, y + r * 0.25), (x - r * 0.36, y - r * 0.4), (x, y - r * 0.9), 8), bezier((x, y - r * 0.9), (x + r * 0.36, y - r * 0.4), (x + r * 0.26, y + r * 0.25), 8)]), Ramp("#fff3c4", colour))
    c.glow(x, y - r * 0.2, r * 0.9, (255, 244, 200), 0.9)


def lantern_fair():
    c = Canvas(1080, 1440, 101)
    shore = 930
    n.sky(c, "#0a1330", "#14234d", "#2b3566", "#5a4270", "#8a4f5f", bottom=shore, stops=[0, 0.35, 0.62, 0.85, 1])
    stars(c, 560, 190)
    c.glow(820, 190, 330, (255, 236, 190), 0.35)
    c.fill(ellipse(820, 190, 66), Ramp("#fffbe6", "#f6dfa6", angle=60))
    for x, y, r in ((800, 178, 13), (842, 206, 17), (824, 160, 8)):
        c.fill(ellipse(x, y, r, r * 0.8), (226, 200, 146), 0.4, soft=3)
    n.clouds(c, 150, 420, (112, 96, 146), 7, 0.4, 460)
    n.ridge(c, 860, 220, (40, 48, 88), (104, 74, 104), peaks=[(0.3, 0.2, 0.5), (0.85, 0.18, 0.5)], shade=(30, 38, 76))
    c.haze(720, 900, (160, 96, 104), 0.4)
    # The pavilion on the far bank, three roofs, lit from inside.
    c.glow(430, 760, 460, (255, 170, 90), 0.55)
    for w, y, h in ((430, 790, 130), (330, 640, 92), (230, 524, 66)):
        x0 = 430 - w / 2
        c.fill(rect(x0 + w * 0.08, y, w * 0.84, h), Ramp("#ffcf80", "#e0823e", "#8a3a26"))
        k = 7
        for i in range(k):
            built.lattice(c, x0 + w * 0.1 + i * w * 0.8 / k, y + h * 0.16, w * 0.8 / k * 0.84, h * 0.66, (112, 40, 30), (255, 214, 130), 3, 5)
        for i in range(5):
            c.fill(rect(x0 + w * 0.06 + i * w * 0.21, y, w * 0.026, h), Ramp("#d4513a", "#7c241c", angle=0))
        c.fill(rect(x0 + w * 0.04, y - 8, w * 0.92, 14), "#7a2a22")
        c.fill(rect(x0 + w * 0.04, y + h - 12, w * 0.92, 12), "#5a2620")
        built.tiled_roof(c, x0 - w * 0.07, x0 + w * 1.07, y - w * 0.22, y + 4, (44, 60, 84), 0.22, 0.26, lit=(96, 104, 128))
        for i, t in enumerate(np.linspace(-0.01, 1.01, 5)):
            built.lantern(c, x0 + w * t, y + 2, w * 0.03 + 3, RED, 1.0)
    c.fill(rect(180, 916, 500, 22), Ramp("#8f6a5a", "#4a3440"))
    for x in np.concatenate([c.rng.uniform(-30, 190, 16), c.rng.uniform(690, 1110, 28)]):
        n.crown(c, x, 890 + c.rng.uniform(-14, 16), c.rng.uniform(34, 62), c.rng.uniform(34, 60), (34, 54, 68), (150, 92, 72), parts=6)
    n.willow(c, 930, 934, 330, (44, 76, 76), sway=0.05)
    n.willow(c, 60, 936, 280, (40, 70, 72), sway=-0.06)
    crowd(c, 190, 1060, 938, 58, 26, spread=4)
    c.fill(rect(-5, 932, 1090, 16), Ramp("#6c5560", "#33304c"))
    c.line([[(x, 932), (x, 912)] for x in range(700, 1090, 26)], 3, "#7b5a56")
    c.line([(694, 913), (1090, 913)], 4, "#8a655c")
    water.reflect(c, 948, 1440, (30, 36, 76), 0.92, ripple=12, squash=1.0, blur=1.4, deep=(14, 20, 52))
    water.glints(c, 430, 170, 958, 1420, (255, 190, 110), 160, 0.7, 60)
    water.glints(c, 820, 50, 960, 1430, (255, 240, 206), 60, 0.6, 46)
    # Strings of lanterns from the upper corners, nearest largest.
    for (a, m, b), count, r in ((((-40, 240), (520, 520), (1130, 250)), 10, 22),):
        rope = bezier(a, m, b, 120)
        c.line(rope, 1.6, (46, 34, 48))
        for i in range(count):
            p = rope[int((i + 0.6) / count * 115)]
            built.lantern(c, p[0], p[1], r * (1.2 - 0.5 * np.sin(np.pi * (i + 0.6) / count)), (RED, AMBER, RED, CORAL)[i % 4], 0.95)
    for x, y, r, tone in ((70, 40, 62, RED), (230, -20, 50, AMBER), (1000, 0, 66, RED), (880, -60, 46, CORAL)):
        c.line([(x, -10), (x, y)], 2, (60, 40, 40))
        built.lantern(c, x, y, r, tone, 0.9)
        c.line([ellipse(x, y + r * 1.35, r * k, r * 0.85) for k in (0.16, 0.5, 0.84)], 1.4, dark(tone, 0.4), 0.35)
    for x, y, r, tone in ((250, 1096, 24, "#f08a9a"), (560, 1060, 18, "#f5b25c"), (760, 1130, 27, "#f08a9a"), (420, 1210, 34, "#f7a45a"), (900, 1250, 38, "#ef7f92"), (160, 1290, 42, "#f28f9c"),
                          (640, 1316, 46, "#f6a860"), (950, 1050, 16, "#f5b25c"), (350, 1020, 13, "#f08a9a"), (690, 1010, 12, "#f5b25c"), (330, 1392, 44, "#ef8492"), (860, 1400, 48, "#f6a860")):
        c.glow(x, y + r * 1.4, r * 2.4, mix(tone, AMBER, 0.4), 0.35, flat=0.6)
        lotus(c, x, y, r, tone)
    for x, y, r in ((90, 640, 17), (190, 560, 13), (720, 420, 20), (660, 250, 12), (960, 560, 15), (560, 150, 16), (330, 250, 11), (480, 330, 9)):
        c.glow(x, y, r * 3, (255, 170, 90), 0.5)
        c.fill(np.vstack([ellipse(x, y - r * 0.5, r * 0.8, r * 0.8, 180, 360, steps=14), [(x + r * 0.55, y + r), (x - r * 0.55, y + r)]]), Ramp("#f2a24e", "#ffe6a6"))
    return c.finished(grain=3.2, bloom=0.3, vignette=0.26)


def night_market():
    c = Canvas(1400, 788, 103)
    n.sky(c, "#0c1634", "#1a2a55", "#3b3a6b", "#74506f", bottom=470)
    stars(c, 260, 120)
    n.ridge(c, 430, 150, (34, 44, 84), (84, 66, 100), peaks=[(0.2, 0.14, 0.5), (0.8, 0.14, 0.6)])
    x = -20
    while x < 1420:
        w = c.rng.uniform(60, 104)
        built.tower(c, x, 480, w, c.rng.uniform(90, 250), mix((44, 54, 92), (70, 66, 104), c.rng.random()), windows=(34, 42, 76), lit=0.32, gap=12, cap=("step", "mast", None)[c.rng.integers(3)])
        x += w + c.rng.uniform(4, 34)
    c.haze(340, 520, (150, 92, 104), 0.45)
    c.glow(700, 520, 900, (255, 160, 90), 0.4, flat=0.4)
    # The back row of roofs and stalls.
    for i in range(9):
        x = -30 + i * 166
        built.tiled_roof(c, x, x + 170, 366 + (i % 2) * 10, 412 + (i % 2) * 10, (40, 52, 78), 0.1, 0.1)
        c.fill(rect(x + 6, 412, 158, 90), Ramp("#ffcf86", "#c8733e"))
        for k in range(3):
            built.lattice(c, x + 16 + k * 50, 424, 40, 70, (96, 44, 34), (255, 206, 128), 3, 4)
    crowd(c, 0, 1400, 520, 62, 30, spread=8)
    c.fill(rect(-5, 512, 1410, 280), Ramp("#5f4a5c", "#3c3552", "#241f3a"))
    c.glow(700, 560, 900, (255, 170, 96), 0.5, flat=0.26)
    signs = [("烤饵块", RED, "#f4e3c0"), ("豆花米线", TEAL, "#f4c46a"), ("鲜花饼", "#b9508a", "#fbe6ee"), ("小锅米线", "#d9762e", "#fff0cf"), ("糖画", "#7a4fa0", "#f6dcff")]
    for i, (name, tone, stripe) in enumerate(signs):
        x = 14 + i * 278
        w = 252
        c.glow(x + w / 2, 520, 260, (255, 190, 110), 0.5)
        c.fill(rect(x + 14, 452, w - 28, 120), Ramp("#ffe0a0", "#f0a65c"))
        # Back wall: jars and bowls on two shelves.
        for sy in (484, 516):
            c.fill(rect(x + 22, sy, w - 44, 5), "#8a5535")
            for k in range(9):
                kx = x + 32 + k * 22 + c.rng.uniform(-3, 3)
                h = c.rng.uniform(12, 22)
                c.fill(rounded(kx, sy - h, 13, h, 3), mix((CORAL, JADE, AMBER, CREAM, TEAL, "#b9508a")[c.rng.integers(6)], "#ffe0a0", 0.25))
        person(c, x + 92, 600, 118, COATS[(i * 2 + 1) % 10], "#2b3446", pose="work", facing=1, hat="white")
        if i % 2:
            person(c, x + 176, 600, 112, COATS[(i * 3 + 2) % 10], "#2b3446", pose="hold", facing=-1, hat="cap")
        c.fill(rect(x, 560, w, 76), Ramp(light(tone, 0.1), dark(tone, 0.35)))
        c.fill([rect(x + k * 28, 560, 14, 76) for k in range(9)], dark(tone, 0.18), 0.6)
        c.fill(rect(x - 8, 550, w + 16, 14), Ramp("#d9a066", "#8a5a38"))
        for k in range(6):
            kx = x + 26 + k * 40
            kind = (k + i) % 3
            if kind == 0:
                c.fill(np.vstack([ellipse(kx, 540, 15, 11, 0, 180, steps=14)]), Ramp("#f3ede0", "#b7ab98"))
                c.fill(ellipse(kx, 540, 15, 4), CORAL)
            elif kind == 1:
                for t in range(4):
                    c.fill(rounded(kx - 13 + t * 2, 545 - t * 6, 26 - t * 4, 6, 3), mix("#e7b768", "#c98237", t / 4))
            else:
                c.fill(rounded(kx - 14, 530, 28, 20, 4), Ramp("#7d8790", "#3e464e"))
                c.fill(ellipse(kx, 531, 14, 4), "#f0c06a")
            if kind != 1:
                for t in range(2):
                    steam = spline([(kx - 4 + t * 8, 530), (kx - 8 + t * 8, 512), (kx + t * 8, 496), (kx - 6 + t * 8, 470)], 8)
                    c.fill(taper(steam, 9, 3), WHITE, 0.22, soft=4)
        c.fill([rect(x - 2, 440, 7, 200), rect(x + w - 5, 440, 7, 200)][0], "#4a3238")
        c.fill(rect(x + w - 5, 440, 7, 200), "#4a3238")
        panels = 8
        for k in range(panels):
            a, b = x - 16 + (w + 32) * k / panels, x - 16 + (w + 32) * (k + 1) / panels
            ta, tb = x + 8 + (w - 16) * k / panels, x + 8 + (w - 16) * (k + 1) / panels
            shade = tone if k % 2 == 0 else stripe
            c.fill(np.vstack([[(ta, 396), (tb, 396), (b, 440)], ellipse((a + b) / 2, 440, (b - a) / 2, 11, 0, 180, steps=10), [(a, 440)]]), Ramp(light(shade, 0.1), dark(shade, 0.14)))
        c.fill(rounded(x + 56, 366, w - 112, 38, 6), Ramp("#5a2a22", "#3a1a1a"))
        c.outline(rounded(x + 56, 366, w - 112, 38, 6), 1.6, "#f4c46a")
        c.text(x + w / 2, 384, name, 24, "#ffe3a0", "Bold", "mm")
        for k in range(4):
            built.lantern(c, x + 20 + k * (w - 40) / 3, 446, 12, (RED, AMBER)[k % 2], 1.0)
    ropes = [((-20, 210), (360, 330), (720, 236)), ((700, 236), (1060, 340), (1420, 200)), ((-20, 120), (700, 300), (1420, 110))]
    for a, m, b in ropes:
        rope = bezier(a, m, b, 200)
        c.line(rope, 1.2, (30, 26, 44))
        for p in rope[8::12]:
            c.glow(*p, 26, (255, 214, 140), 0.7)
            c.fill(ellipse(p[0], p[1] + 4, 4, 5), "#fff2c8")
    # Tables, eaters, passers-by in front of the light.
    for x in (330, 900):
        c.fill(ellipse(x, 706, 130, 12), (14, 12, 30), 0.5, soft=6)
        for px, coat, f in ((x - 66, COATS[(x // 100) % 10], 1), (x + 66, COATS[(x // 90) % 10], -1)):
            person(c, px, 704, 120, coat, "#2b3446", pose="sit", facing=f)
            c.fill(rect(px - 22, 660, 44, 6), "#8a5535")
            c.line([[(px - 18, 666), (px - 20, 704)], [(px + 18, 666), (px + 20, 704)]], 3, "#5f3a28")
        c.fill(rect(x - 52, 640, 104, 8), Ramp("#d09a62", "#8a5a38"))
        c.line([[(x - 42, 648), (x - 46, 704)], [(x + 42, 648), (x + 46, 704)]], 4, "#6b422c")
        for k in (-28, 4, 30):
            c.fill(ellipse(x + k, 638, 13, 8, 0, 180, steps=12), "#f3ede0")
            c.fill(taper(spline([(x + k, 630), (x + k - 4, 612), (x + k + 3, 590)], 8), 8, 3), WHITE, 0.2, soft=4)
    for x, y, h, pose, f, carry in ((60, 752, 168, "walk", 1, "bag"), (168, 742, 160, "walk", 1, None), (540, 758, 172, "walk", -1, "pack"), (620, 752, 158, "walk", -1, None), (700, 760, 104, "walk", -1, None),
                                    (1090, 756, 166, "stand", 0, None), (1166, 758, 160, "stand", 0, "bag"), (1296, 766, 172, "walk", -1, "pack")):
        c.fill(ellipse(x, y + 4, h * 0.3, 7), (10, 8, 24), 0.5, soft=5)
        person(c, x, y, h, mix(COATS[(x // 37) % 10], (30, 26, 56), 0.32), mix(TROUSERS[x % 5], (20, 18, 44), 0.4), pose=pose, facing=f, carry=carry, skirt=x in (168, 620, 1166))
    return c.finished(grain=3.0, bloom=0.28, vignette=0.24)
