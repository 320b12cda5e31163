"""A village clinic; a community canteen."""
import numpy as np

import nature as n
from canvas import Canvas, Ramp
from curves import bezier, ellipse, rect, rounded, spline, taper
from palette import CORAL, INK, LEAF, MOSS, STEEL, WHITE, dark, light
from people import COATS, TROUSERS, person


def plant(c, x, foot, k, pot="#d98a5a"):
    c.fill([(x - k * 0.3, foot - k * 0.5), (x + k * 0.3, foot - k * 0.5), (x + k * 0.22, foot), (x - k * 0.22, foot)], Ramp(light(pot, 0.2), dark(pot, 0.25), angle=0))
    leaves = [taper(bezier((x, foot - k * 0.45), (x + t * k * 0.35, foot - k * 1.35), (x + t * k * 0.85, foot - k * (1.45 - abs(t) * 0.55)), 12), k * 0.2, 1, belly=0.5) for t in np.linspace(-1, 1, 11)]
    c.fill(leaves[::2], MOSS)
    c.fill(leaves[1::2], Ramp(light(LEAF, 0.15), MOSS))


def clinic():
    c = Canvas(1080, 810, 127)
    c.fill(rect(-5, -5, 1090, 560), Ramp("#e4f1ec", "#f4f4e6"))
    c.fill(rect(-5, 380, 1090, 190), Ramp("#a9d3c6", "#93c4b6"))
    c.fill(rect(-5, 374, 1090, 7), "#f7fbf5")
    c.fill(rect(-5, 566, 1090, 250), Ramp("#dfe3d6", "#c4ccbf", "#adb8ac"))
    c.fill(rect(-5, 556, 1090, 12), Ramp("#7fb3a5", "#5f9487"))
    c.line([[(540 + k * 70, 568), (540 + k * 170, 815)] for k in range(-9, 10)], 1.2, (150, 164, 152), 0.6)
    c.line([[(-5, y), (1085, y)] for y in (598, 644, 716)], 1.2, (150, 164, 152), 0.6)
    # The window: hills, a tree, afternoon light.
    c.fill(rounded(86, 92, 330, 246, 8), "#f9f6ea")
    pane = rect(102, 108, 298, 214)
    with c.inside(pane):
        c.fill(pane, Ramp("#8cc4d8", "#e2f0e4", "#fbeecb"))
        n.ridge(c, 300, 120, (132, 172, 184), (214, 228, 210), peaks=[(0.17, 0.08, 0.6), (0.32, 0.07, 0.5)])
        n.ridge(c, 322, 66, (104, 156, 112), (168, 196, 120))
        for tx in (130, 168, 330, 372):
            n.tree(c, tx, 322, c.rng.uniform(60, 84), MOSS, (170, 190, 104))
    c.line([[(251, 108), (251, 322)], [(102, 200), (400, 200)]], 7, "#f9f6ea")
    c.fill([(86, 338), (416, 338), (428, 352), (74, 352)], Ramp("#fffdf4", "#d5d8c8"))
    plant(c, 132, 340, 44, "#c9694a")
    c.fill([(102, 322), (400, 322), (720, 812), (300, 812)], (255, 246, 204), 0.16, soft=20)
    # The sign, the clock, the notice.
    c.fill(rounded(478, 88, 300, 58, 10), Ramp("#2f8f80", "#22756c"))
    c.text(628, 116, "村 卫 生 室", 32, "#fdf8e8", "Bold", "mm")
    c.fill(ellipse(850, 126, 40), "#f9f6ea")
    c.fill(ellipse(850, 126, 34), WHITE)
    c.outline(ellipse(850, 126, 37), 5, "#3c6f78")
    c.line([[(850, 126), (850, 102)], [(850, 126), (866, 136)]], 4, INK)
    c.fill(rect(484, 172, 120, 160), "#fdf9ec")
    c.fill(rect(484, 172, 120, 30), CORAL)
    c.text(544, 187, "接种须知", 17, WHITE, "Bold", "mm")
    for k in range(6):
        c.fill(rounded(498, 216 + k * 18, (92, 78, 88, 64, 84, 50)[k], 7, 3), (176, 190, 184))
    c.fill(rect(626, 172, 120, 160), "#fdf9ec")
    c.fill(rect(626, 172, 120, 30), STEEL)
    c.text(686, 187, "健康饮食", 17, WHITE, "Bold", "mm")
    for k, tone in enumerate(("#e0674a", "#f0b53e", "#6fa65a", "#b9826a")):
        c.fill(np.vstack([[(686, 268)], ellipse(686, 268, 46, start=k * 90 - 90, end=k * 90, steps=16)]), tone)
    c.fill(ellipse(686, 268, 19), "#fdf9ec")
    # Medicine cabinet.
    c.fill(rect(802, 196, 240, 374), Ramp("#f6f3e6", "#ddd9c8", angle=0))
    for r in range(4):
        c.fill(rect(814, 210 + r * 62, 216, 54), Ramp("#cfe6e4", "#b5d6d4"))
        x = 822
        while x < 1000:
            w, h = c.rng.uniform(12, 26), c.rng.uniform(24, 46)
            tone = ("#e5735a", "#5f9fae", "#f2ead8", "#7fb38c", "#eac06a", "#9a86ae")[c.rng.integers(6)]
            c.fill(rounded(x, 262 + r * 62 - h, w, h, 3), Ramp(light(tone, 0.25), dark(tone, 0.1), angle=0))
            c.fill(rect(x, 262 + r * 62 - h * 0.6, w, h * 0.28), "#fbf8ee", 0.85)
            x += w + c.rng.uniform(1, 7)
        c.fill([(814, 210 + r * 62), (880, 210 + r * 62), (850, 264 + r * 62), (814, 264 + r * 62)], WHITE, 0.25)
    for r in range(2):
        for k in range(4):
            c.fill(rounded(814 + k * 55, 462 + r * 50, 50, 44, 3), Ramp("#e6e1d0", "#cdc8b4"))
            c.fill(ellipse(839 + k * 55, 484 + r * 50, 4), "#7f9a94")
    # The couch behind its curtain, at the left.
    c.line([(-5, 196), (78, 196)], 5, "#9fb4ae")
    for k in range(5):
        c.fill(spline([(-14 + k * 17, 196), (2 + k * 17, 196), (6 + k * 17, 420), (-4 + k * 17, 560), (-18 + k * 17, 560), (-10 + k * 17, 420)], 6, closed=True), Ramp("#9fd0c4", "#7fb8ac", angle=0))
    # Desk, doctor, patient, waiting bench.
    c.fill(ellipse(560, 690, 220, 20), (40, 60, 60), 0.22, soft=8)
    person(c, 640, 690, 216, "#fbfaf4", "#6f8f99", pose="sit", facing=-1)
    c.fill(rect(612, 604, 62, 10), "#4f7f86")
    c.line([[(643, 614), (643, 690)], [(618, 694), (668, 694)]], 6, "#5d6a6e")
    person(c, 400, 692, 206, "#b5654a", "#4a4a52", hair=(150, 146, 142), pose="sit", facing=1)
    c.fill(rect(368, 612, 62, 10), "#8a6242")
    c.line([[(376, 622), (372, 692)], [(424, 622), (428, 692)]], 6, "#6b4a32")
    c.fill(rounded(440, 590, 176, 14, 4), Ramp("#f7f1e0", "#d9cfb6"))
    c.fill(rect(452, 604, 14, 92), Ramp("#e8e0cc", "#c0b69c"))
    c.fill(rect(590, 604, 14, 92), Ramp("#e8e0cc", "#c0b69c"))
    c.fill(rect(466, 604, 124, 40), Ramp("#dcd3bc", "#c6bca2"))
    c.fill([(560, 590), (566, 548), (614, 548), (608, 590)], Ramp("#3a4a56", "#26323c"))
    c.fill(rounded(476, 572, 54, 18, 3), "#5f9fae")
    c.line(bezier((530, 582), (556, 570), (470, 560), 10), 3, "#33424e")
    c.fill(rounded(458, 556, 30, 9, 4), "#3f8f86")
    c.fill(rect(720, 636, 330, 11), Ramp("#5f9a94", "#457a76"))
    c.fill(rect(728, 560, 314, 46), Ramp("#7fb8ae", "#5f9a92"))
    c.line([[(744, 646), (744, 704)], [(1026, 646), (1026, 704)]], 7, "#4f6668")
    for px, coat, h, f, hair in ((780, "#8c5f7a", 188, -1, (54, 40, 34)), (888, "#39506c", 194, -1, (168, 164, 160)), (986, "#d9a03f", 186, -1, (54, 40, 34))):
        person(c, px, 704, h, coat, pose="sit", facing=f, hair=hair)
    person(c, 938, 716, 106, "#e0674a", "#39506c", pose="stand", facing=-1)
    person(c, 236, 712, 214, "#cfe6e2", "#9fc4c0", pose="hold", facing=1, hat="white")
    c.fill(rounded(252, 540, 40, 30, 4), Ramp("#f4f0e2", "#c9c2ae"))
    plant(c, 1046, 742, 92)
    plant(c, 40, 760, 110, "#cdd8d2")
    c.glow(250, 200, 560, (255, 250, 220), 0.35)
    return c.finished(grain=2.2)


def community_canteen():
    c = Canvas(1200, 800, 131)
    c.fill(rect(-5, -5, 1210, 500), Ramp("#fbeccd", "#f6dfb6"))
    c.fill(rect(-5, 300, 1210, 190), Ramp("#e3b98a", "#cf9f70"))
    c.line([[(x, 306), (x, 486)] for x in range(0, 1210, 40)], 1.4, (170, 120, 80), 0.5)
    c.fill(rect(-5, 294, 1210, 9), "#8a5f3e")
    c.fill(rect(-5, 480, 1210, 330), Ramp("#d9c6a6", "#c3ac88", "#ab9270"))
    c.line([[(600 + k * 80, 486), (600 + k * 210, 805)] for k in range(-9, 10)], 1.3, (150, 124, 94), 0.5)
    c.line([[(-5, y), (1205, y)] for y in (512, 556, 626, 722)], 1.3, (150, 124, 94), 0.5)
    # Kitchen hatch with cooks, pots and steam.
    c.fill(rounded(290, 108, 620, 250, 6), "#8a5f3e")
    c.fill(rect(304, 122, 592, 222), Ramp("#f7f4e6", "#e4ddc6"))
    c.fill(rect(304, 122, 592, 222), (255, 232, 170), 0.25)
    c.line([[(304, 122 + k * 26), (896, 122 + k * 26)] for k in range(9)] + [[(304 + k * 26, 122), (304 + k * 26, 344)] for k in range(23)], 0.9, (206, 196, 168), 0.6)
    c.fill([(420, 122), (560, 122), (590, 176), (390, 176)], Ramp("#c5ccca", "#8f9a9a"))
    c.fill([(640, 122), (780, 122), (810, 176), (610, 176)], Ramp("#c5ccca", "#8f9a9a"))
    c.line([(320, 200), (400, 200)], 4, "#7a6a58")
    for k in range(4):
        c.line([(332 + k * 20, 200), (332 + k * 20, 226)], 2.4, "#8f9a9a")
        c.fill(ellipse(332 + k * 20, 234, 8, 9), "#aab4b4")
    for x, coat, pose, f in ((470, "#fbfaf2", "work", 1), (690, "#fbfaf2", "work", -1), (830, "#fbfaf2", "hold", -1), (384, "#f3efe2", "hold", 1)):
        person(c, x, 430, 216, coat, "#6f7f86", pose=pose, facing=f, hat="white", shade=0)
    c.fill(rect(286, 330, 628, 18), Ramp("#e9d2a8", "#b98a58"))
    c.fill(rect(296, 348, 608, 140), Ramp("#d4573f", "#a83e30"))
    c.fill([rect(296 + k * 76, 348, 38, 140) for k in range(8)], "#c24a38", 0.6)
    for k, tone in enumerate(("#e0674a", "#6fa65a", "#f0b53e", "#b9764a", "#e9dfc8", "#8fb35a")):
        x = 326 + k * 96
        c.fill(rounded(x, 318, 80, 20, 5), Ramp("#e6eaea", "#98a4a6"))
        c.fill(ellipse(x + 40, 319, 35, 8), dark(tone, 0.15))
        c.fill([ellipse(x + 40 + c.rng.normal(0, 14), 316 + c.rng.normal(0, 2), 7, 4, steps=12) for _ in range(12)], tone)
        c.fill(taper(spline([(x + 40, 308), (x + 30, 286), (x + 48, 262), (x + 36, 232)], 8), 16, 4), WHITE, 0.3, soft=6)
    c.fill(rounded(400, 46, 400, 52, 8), Ramp("#b8392f", "#942a24"))
    c.text(600, 71, "社区幸福食堂", 32, "#ffe9b8", "Bold", "mm")
    # Menu board, window, lamps.
    c.fill(rounded(40, 110, 196, 170, 6), "#7a5236")
    c.fill(rect(52, 122, 172, 146), Ramp("#35564c", "#2a463e"))
    c.text(138, 142, "今日菜单", 20, "#f6d98c", "Bold", "mm")
    for k, line in enumerate(("番茄炒蛋", "清炒豆尖", "土豆焖饭", "苦菜豆腐汤")):
        c.text(138, 172 + k * 24, line, 17, "#eef3e4", "Regular", "mm")
    c.fill(rounded(964, 96, 206, 190, 6), "#8a5f3e")
    pane = rect(976, 108, 182, 166)
    with c.inside(pane):
        c.fill(pane, Ramp("#8fc6d8", "#e9f2e0", "#fdf0cc"))
        n.ridge(c, 262, 90, (130, 172, 180), (214, 228, 206), peaks=[(0.87, 0.05, 0.6)])
        for tx in (1000, 1060, 1130):
            n.tree(c, tx, 276, c.rng.uniform(70, 100), MOSS, (172, 192, 104))
    c.line([[(1067, 108), (1067, 274)], [(976, 180), (1158, 180)]], 6, "#8a5f3e")
    for x in (160, 600, 1050):
        c.line([(x, -5), (x, 20)], 2.4, "#5f4632")
        c.fill([(x - 12, 18), (x + 12, 18), (x + 34, 44), (x - 34, 44)], Ramp("#d98a3e", "#a8602c"))
        c.fill(ellipse(x, 44, 20, 8), "#fff6d6")
        c.glow(x, 50, 210, (255, 232, 170), 0.55)
    # The queue at the hatch.
    for i, (x, coat, hair) in enumerate(((880, "#5b6f86", (160, 156, 150)), (944, "#b5764a", (60, 44, 36)), (1010, "#4f7f6c", (140, 136, 132)), (1078, "#8c5f7a", (60, 44, 36)))):
        person(c, x, 566, 168, coat, TROUSERS[i % 5], hair=hair, pose="hold" if i == 0 else "stand", facing=-1)
    # Round tables with diners.
    for tx, ty, s in ((190, 628, 0.92), (560, 600, 0.86), (380, 742, 1.14), (820, 732, 1.12)):
        c.fill(ellipse(tx, ty + 16 * s, 150 * s, 20 * s), (70, 46, 30), 0.28, soft=7)
        for dx, coat, f, hair in ((-118, COATS[int(tx + ty) % 10], 1, (160, 156, 150)), (118, COATS[int(tx * 3 + ty) % 10], -1, (70, 54, 46))):
            person(c, tx + dx * s, ty + 10 * s, 150 * s, coat, TROUSERS[int(tx) % 5], hair=hair, pose="sit", facing=f, shade=0)
            c.fill(rect(tx + dx * s - 26 * s, ty - 44 * s, 52 * s, 8 * s), "#8a5535")
            c.line([[(tx + dx * s - 22 * s, ty - 36 * s), (tx + dx * s - 22 * s, ty + 10 * s)], [(tx + dx * s + 22 * s, ty - 36 * s), (tx + dx * s + 22 * s, ty + 10 * s)]], 4 * s, "#6b4228")
        c.fill(rect(tx - 7 * s, ty - 56 * s, 14 * s, 66 * s), Ramp("#8a5a38", "#5f3c26", angle=0))
        c.fill(ellipse(tx, ty + 10 * s, 40 * s, 9 * s), "#5f3c26")
        c.fill(ellipse(tx, ty - 54 * s, 96 * s, 22 * s), "#8f5f3a")
        c.fill(ellipse(tx, ty - 60 * s, 96 * s, 22 * s), Ramp("#e9bd86", "#c98f58"))
        for dx, dy, r, tone in ((-48, -62, 19, "#e0674a"), (0, -70, 17, "#6fa65a"), (44, -61, 19, "#f0b53e"), (-4, -52, 20, "#e9dfc8")):
            c.fill(ellipse(tx + dx * s, ty + dy * s + 3 * s, r * s, r * 0.34 * s), (120, 78, 48), 0.4)
            c.fill(ellipse(tx + dx * s, ty + dy * s, r * s, r * 0.36 * s), "#fbf8ee")
            c.fill(ellipse(tx + dx * s, ty + dy * s - s, r * 0.7 * s, r * 0.23 * s), tone)
        c.fill(taper(spline([(tx, ty - 76 * s), (tx - 8 * s, ty - 100 * s), (tx + 6 * s, ty - 128 * s)], 8), 14 * s, 4), WHITE, 0.3, soft=5)
    plant(c, 46, 560, 92, "#b9683f")
    plant(c, 1160, 770, 120, "#d9d2c0")
    person(c, 384, 548, 166, "#d4573f", "#39506c", pose="hold", facing=-1, hat="cap")
    c.fill(rounded(338, 420, 46, 7, 3), "#8a9a9a")
    return c.finished(grain=2.2, warmth=0.006)
