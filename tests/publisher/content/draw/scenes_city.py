"""The county town against its mountains; a bus on its round."""
import numpy as np

import built
import nature as n
import vehicles
import water
from canvas import Canvas, Ramp
from curves import ellipse, rect, rounded, spline, taper
from palette import CORAL, CREAM, INK, TEAL, WHITE, dark, light, mix
from people import crowd, person


def county_skyline():
    c = Canvas(1600, 640, 53)
    shore = 440
    n.sky(c, "#3c4f86", "#8a7fa6", "#e39d8b", "#fbc98a", "#fde7b4", bottom=shore, stops=[0, 0.34, 0.66, 0.86, 1])
    n.clouds(c, 30, 190, (250, 190, 160), 9, 0.55, 640)
    n.clouds(c, 120, 260, (255, 224, 180), 7, 0.5, 520)
    n.clouds(c, 60, 240, (120, 104, 150), 5, 0.4, 560)
    c.glow(1130, 372, 620, (255, 196, 120), 0.5)
    c.fill(ellipse(1130, 318, 34), Ramp("#fffbe8", "#ffe6a4"))
    c.glow(1130, 318, 120, (255, 230, 170), 0.5)
    n.ridge(c, 420, 230, (116, 110, 154), (232, 176, 150), peaks=[(0.13, 0.11, 0.55), (0.42, 0.16, 0.42), (0.9, 0.12, 0.6)], shade=(92, 88, 138))
    c.haze(300, 440, (255, 208, 160), 0.5)
    n.ridge(c, 430, 150, (82, 90, 132), (204, 152, 138), peaks=[(0.28, 0.1, 0.55), (0.7, 0.12, 0.5)], shade=(62, 72, 114))
    c.haze(330, 446, (255, 206, 160), 0.55)
    x = -20
    while x < 1620:
        w = c.rng.uniform(26, 48)
        h = c.rng.uniform(30, 74) + 54 * np.exp(-((x - 760) / 420) ** 2)
        built.tower(c, x, shore - 4, w, h, mix((146, 122, 148), (214, 166, 150), c.rng.random()), windows=(110, 100, 136), lit=0.12, gap=7, cap=("step", None, "mast")[c.rng.integers(3)])
        x += w + c.rng.uniform(1, 12)
    c.haze(380, 450, (255, 204, 160), 0.45)
    x = 70
    tones = [(238, 214, 192), (214, 172, 152), (148, 152, 178), (196, 142, 128), (232, 190, 158), (124, 134, 166)]
    while x < 1560:
        w = c.rng.uniform(34, 78)
        centre = np.exp(-((x - 700) / 330) ** 2) + 0.55 * np.exp(-((x - 1320) / 140) ** 2)
        h = c.rng.uniform(48, 92) + 150 * centre * c.rng.uniform(0.55, 1)
        built.tower(c, x, shore, w, h, tones[c.rng.integers(6)], windows=(98, 94, 132), lit=0.22, gap=6.4,
                    cap=("step", "mast", "slope", None)[c.rng.integers(4)])
        x += w + (c.rng.uniform(2, 10) if centre > 0.3 else c.rng.uniform(10, 46))
    # A pagoda on a wooded knoll at the left end.
    c.fill(np.vstack([spline([(-20, 396), (120, 340), (250, 372), (390, 446)], 12), [(-20, 446)]]), Ramp((84, 92, 92), (52, 72, 82)))
    for tx in c.rng.uniform(-10, 350, 44):
        top = np.interp(tx, [-20, 120, 250, 390], [396, 340, 372, 446])
        n.crown(c, tx, top + c.rng.uniform(0, 40), c.rng.uniform(12, 22), c.rng.uniform(10, 18), (58, 82, 82), (190, 150, 106), parts=5)
    for i in range(7):
        w = 56 - i * 5.6
        y = 338 - i * 24
        c.fill(rect(124 - w * 0.34, y - 18, w * 0.68, 22), Ramp((226, 168, 136), (150, 96, 96), angle=0))
        c.fill(rect(124 - 4, y - 13, 8, 13), (255, 220, 140))
        built.tiled_roof(c, 124 - w * 0.56, 124 + w * 0.56, y - 27, y - 16, (72, 74, 100), 0.22, 0.24, rows=False)
    c.line([(124, 170), (124, 144)], 3, (72, 70, 94))
    for tx in np.arange(-10, 1620, 15):
        n.crown(c, tx + c.rng.normal(0, 5), shore - 8, c.rng.uniform(8, 17), c.rng.uniform(8, 15), (56, 78, 84), (196, 152, 106), parts=4)
    c.fill(rect(-5, shore - 6, 1610, 9), Ramp("#e8cda8", "#9a8078"))
    water.reflect(c, shore + 3, 640, (126, 112, 146), 0.88, ripple=7, deep=(60, 64, 112))
    c.glow(1130, 500, 360, (255, 190, 120), 0.5, flat=0.4)
    water.glints(c, 1130, 60, shore + 10, 636, (255, 232, 170), 130, 0.9, 56)
    water.glints(c, 700, 620, shore + 14, 640, (255, 214, 180), 120, 0.4, 46)
    for x, y, s in ((420, 520, 34), (1320, 548, 44)):
        c.fill(ellipse(x, y + 9, s * 1.1, 5), (40, 40, 70), 0.4, soft=3)
        c.fill(spline([(x - s, y - 4), (x - s * 0.7, y + 6), (x + s * 0.7, y + 6), (x + s * 1.1, y - 6), (x, y + 1)], 8, closed=True), "#4a3340")
        built.tiled_roof(c, x - s * 0.45, x + s * 0.4, y - 24, y - 15, (92, 70, 76), 0.15, 0.2, rows=False)
        c.fill(rect(x - s * 0.32, y - 16, s * 0.62, 14), Ramp("#ffd88a", "#c98052"))
    n.birds(c, [(500 + i * 32, 130 + abs(i - 3) * 11) for i in range(7)], 12, (64, 60, 100), 0.75)
    for x in (-30, 60, 1560):
        n.reeds(c, x - 20, x + 120, 654, 120, (42, 46, 72), 34, (214, 150, 110))
    return c.finished(grain=3.4)


def bus_route():
    c = Canvas(1280, 720, 59)
    n.sky(c, "#63abcb", "#b4dce0", "#f7ecd2", bottom=430)
    n.clouds(c, 40, 180, WHITE, 8, 0.8, 460)
    n.ridge(c, 400, 290, (130, 172, 184), (206, 226, 216), peaks=[(0.24, 0.2, 0.6), (0.74, 0.2, 0.55)], shade=(104, 150, 168))
    c.haze(300, 420, (246, 242, 224), 0.5)
    x = -10
    while x < 1290:
        w = c.rng.uniform(56, 100)
        built.tower(c, x, 470, w, c.rng.uniform(170, 330), mix((216, 214, 200), (168, 196, 200), c.rng.random()), windows=(118, 150, 164), gap=11, cap=("step", "slope", None)[c.rng.integers(3)])
        x += w + c.rng.uniform(4, 30)
    c.haze(330, 480, (246, 242, 226), 0.5)
    # A row of shop houses with tiled roofs.
    x, shops = -30, ["面馆", "书店", "药房", "花店"]
    walls = ["#f3e2c4", "#e5c6a2", "#f0d9c8", "#dfe3d4", "#ecd0b0", "#f5e8d2", "#e0c8ba"]
    for i in range(7):
        w = 196
        h = (168, 184, 160, 178)[i % 4]
        c.fill(rect(x, 520 - h, w - 8, h), Ramp(light(walls[i], 0.3), walls[i], dark(walls[i], 0.14)))
        for k in range(3):
            built.lattice(c, x + 22 + k * 54, 520 - h + 18, 34, 44, (112, 70, 48), (150, 180, 186), 2, 2)
        c.fill(rect(x + 6, 428, w - 20, 24), Ramp((TEAL, "#a8452f", "#2d5f7a", "#c77b30")[i % 4], dark((TEAL, "#a8452f", "#2d5f7a", "#c77b30")[i % 4], 0.2)))
        if i < 4:
            c.text(x + w / 2 - 4, 440, shops[i], 15, CREAM, "Bold", "mm")
        c.fill(rect(x + 14, 456, w - 36, 66), Ramp("#4d6a70", "#9db8b4"))
        c.line([[(x + 14 + k * 40, 456), (x + 14 + k * 40, 522)] for k in range(5)], 3, "#6b4a36")
        c.fill(rect(x + 24, 488, 34, 34), mix("#d98a4a", walls[i], 0.3))
        built.tiled_roof(c, x - 8, x + w, 520 - h - 34, 520 - h + 6, (86, 96, 106), 0.06, 0.05)
        x += w
    c.fill(rect(-5, 518, 1290, 44), Ramp("#e2d9c5", "#c6baa4"))
    c.line([[(i, 520), (i - 20, 562)] for i in range(0, 1320, 34)], 1.2, (160, 148, 130), 0.6)
    crowd(c, 20, 560, 548, 74, 9, spread=8)
    # The stop: shelter, route plate, waiting people.
    c.fill(rect(844, 396, 8, 156), "#4d5a64")
    c.fill(rect(1186, 396, 8, 156), "#4d5a64")
    c.fill([(816, 384), (1222, 384), (1206, 402), (832, 402)], Ramp("#3d8f8a", "#225e62"))
    c.fill(rect(862, 414, 180, 100), Ramp("#f8f1e2", "#e6dac2"))
    c.text(952, 432, "城乡公交 3 路", 17, TEAL, "Bold", "mm")
    stops = ["嵩阳", "杨桥", "小街", "杨林", "牛栏江"]
    c.line([(880, 462), (1024, 462)], 4, CORAL)
    for i, name in enumerate(stops):
        c.fill(ellipse(880 + i * 36, 462, 6), WHITE)
        c.outline(ellipse(880 + i * 36, 462, 6), 2.4, TEAL)
        for k, letter in enumerate(name):
            c.text(880 + i * 36, 479 + k * 11, letter, 10, INK, "Bold", "mm")
    c.fill(rect(1060, 506, 112, 8), "#9a6a42")
    c.line([[(1072, 514), (1072, 548)], [(1160, 514), (1160, 548)]], 4, "#4d5a64")
    for px, coat, pose, f, carry in ((1082, "#8c3f4a", "sit", -1, None), (1132, "#4b7f63", "sit", -1, None), (822, "#e3a23a", "stand", -1, "pack"), (1212, "#2f6f8f", "stand", -1, "bag"), (1044, "#c4473a", "stand", 0, None)):
        person(c, px, 552, 86, coat, pose=pose, facing=f, carry=carry, skirt=coat == "#c4473a")
    c.fill(rect(-5, 560, 1290, 12), Ramp("#cfc6b4", "#8e887e"))
    c.fill(rect(-5, 572, 1290, 150), Ramp("#59626c", "#434c57", "#39424e"))
    c.fill([rect(i, 646, 92, 7) for i in range(-40, 1300, 170)], (236, 226, 200), 0.85)
    c.fill(rect(-5, 690, 1290, 6), (236, 200, 96), 0.8)
    for _ in range(500):
        c.fill(ellipse(c.rng.uniform(0, 1280), c.rng.uniform(574, 720), c.rng.uniform(0.6, 2), steps=6), (110, 118, 126), 0.35)
    vehicles.bus(c, 190, 634, 520, (60, 150, 128), light(CREAM, 0.4), 1, "3 路 牛栏江")
    vehicles.car(c, 900, 692, 250, (226, 120, 76), -1)
    for tx, h in ((160, 250), (752, 270), (1268, 240)):
        c.fill(taper([(tx, 566), (tx + 4, 400)], 15, 9), "#6a4c3a")
        n.crown(c, tx, 362, 76, 66, (84, 146, 92), (190, 206, 110), parts=9)
        c.fill(rounded(tx - 32, 552, 64, 16, 6), "#b9a78c")
    built.street_lamp(c, 570, 566, 260, lit=False)
    c.glow(1200, -30, 700, (255, 240, 200), 0.4)
    return c.finished(grain=2.6)
