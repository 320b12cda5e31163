"""A fast train at the platform; a turbine blade on the road."""
import numpy as np

import built
import nature as n
import vehicles
from canvas import Canvas, Ramp
from curves import bezier, ellipse, rect, rounded, spline
from palette import BRICK, WHITE, dark, light
from people import TROUSERS, person


def railway_station():
    c = Canvas(1280, 720, 61)
    n.sky(c, "#4c8fb6", "#a9d2d8", "#fbe6c0", bottom=420)
    n.clouds(c, 130, 280, (255, 250, 236), 9, 0.75, 480)
    n.ridge(c, 392, 190, (120, 158, 178), (214, 216, 200), peaks=[(0.3, 0.14, 0.6), (0.86, 0.14, 0.55)], shade=(94, 136, 162))
    c.haze(280, 410, (252, 236, 206), 0.5)
    n.ridge(c, 402, 90, (90, 134, 132), (178, 192, 160), peaks=[(0.55, 0.16, 0.6)], shade=(70, 112, 116))
    # The station hall beyond the tracks, its roof like a pair of wings.
    c.fill(rect(330, 300, 640, 110), Ramp("#e9efe9", "#b9cdd2"))
    c.fill([rect(342 + i * 39, 318, 33, 82) for i in range(16)], Ramp("#46738c", "#a7c9cd", angle=60))
    roof = np.vstack([spline([(250, 322), (400, 268), (560, 246), (650, 262), (740, 246), (900, 268), (1050, 322)], 12), spline([(1050, 322), (900, 292), (650, 286), (400, 292), (250, 322)], 10)])
    c.fill(roof, Ramp("#fbf8ee", "#cfd6d4", "#8fa3aa"))
    c.line(spline([(250, 322), (400, 292), (650, 286), (900, 292), (1050, 322)], 10), 2.4, "#6d838c")
    c.text(650, 304, "嵩 明 站", 24, BRICK, "Bold", "mm")
    for tx in np.concatenate([c.rng.uniform(-10, 330, 26), c.rng.uniform(970, 1290, 22)]):
        n.crown(c, tx, 392 + c.rng.uniform(-6, 6), c.rng.uniform(14, 28), c.rng.uniform(14, 26), (84, 134, 98), (186, 196, 116), parts=5)
    c.haze(330, 430, (252, 240, 214), 0.15)
    c.fill(rect(-5, 404, 1290, 150), Ramp("#a59a8a", "#7f7a74", "#5e5e60"))
    for y, k in ((420, 1.4), (430, 1.8)):
        c.line([(-5, y), (1285, y)], k, "#d7d2c6")
    # Masts and wires.
    for x in range(40, 1300, 250):
        c.line([[(x, 424), (x, 214)], [(x, 236), (x + 62, 236)], [(x, 262), (x + 60, 238)]], 4, "#7b8b94")
    for y in (226, 244):
        c.line(np.vstack([bezier((x, y), (x + 125, y + 12), (x + 250, y), 12) for x in range(-210, 1300, 250)]), 1.2, "#5c6b76", 0.8)
    vehicles.train(c, 1172, -40, 548, 156)
    c.fill(rect(-5, 546, 1290, 14), Ramp("#4a4d52", "#3a3d42"))
    # Platform: edge line, tactile strip, wet shine.
    c.fill(rect(-5, 558, 1290, 170), Ramp("#e9dfca", "#d5c8b0", "#b6a890"))
    c.fill(rect(-5, 558, 1290, 9), "#f8f3e6")
    c.fill(rect(-5, 580, 1290, 14), "#f1be3e")
    c.fill([ellipse(x, y, 2.3, 1.5, steps=10) for x in range(0, 1290, 9) for y in (584, 590)], "#c99527", 0.8)
    c.line([[(640 + k * 60, 594), (640 + k * 150, 725)] for k in range(-14, 15)], 1.2, (150, 136, 112), 0.6)
    c.line([[(-5, y), (1285, y)] for y in (618, 652, 700)], 1.2, (150, 136, 112), 0.6)
    c.fill(rect(-5, 596, 1220, 70), (120, 150, 168), 0.3, fade=(90, 1, 0))
    # The canopy above, with its beams and lamps.
    c.fill([(-5, -5), (1285, -5), (1285, 44), (-5, 120)], Ramp("#f2ece0", "#c9c2b4"))
    c.fill([(-5, 120), (1285, 44), (1285, 62), (-5, 146)], Ramp("#7f8d92", "#57656d"))
    for i in range(15):
        x = i * 94 - 20
        c.fill([(x, -5), (x + 16, -5), (x + 2, 128 - (x / 1285) * 76), (x - 12, 130 - (x / 1285) * 76)], (160, 156, 146), 0.6)
    for x in (150, 520, 890):
        y = 126 - x / 1285 * 76
        c.fill(rounded(x, y - 24, 130, 8, 4), "#fffbe6")
        c.glow(x + 65, y - 18, 120, (255, 248, 214), 0.5)
    for x, w in ((226, 28), (1040, 26)):
        y = 138 - x / 1285 * 78
        c.fill([(x, y), (x + w, y - 2), (x + w, 690), (x, 690)], Ramp("#fbf6ea", "#d5ccba", "#9d9484", angle=0))
        c.fill(rect(x - 8, 676, w + 16, 18), Ramp("#8f8878", "#6d675c"))
        c.fill(spline([(x - 70, y - 2), (x - 10, y + 22), (x, y + 70), (x, y)], 8)[:], "#e9e0ce")
        c.fill(spline([(x + w + 70, y - 8), (x + w + 10, y + 18), (x + w, y + 70), (x + w, y - 2)], 8), "#b8ae9c")
    c.line([[(560, 96), (560, 150)], [(720, 86), (720, 150)]], 3, "#59656c")
    c.fill(rounded(500, 148, 280, 62, 6), Ramp("#1d3b57", "#142a40"))
    c.text(640, 168, "2 站台   开往 昆明", 20, "#fbd678", "Bold", "mm")
    c.text(640, 194, "请在黄色安全线内候车", 14, "#d9ece6", "Bold", "mm")
    for i, (x, y, coat, pose, f, carry) in enumerate(((96, 634, "#c4473a", "walk", 1, "case"), (352, 626, "#34465f", "stand", 0, "pack"), (420, 640, "#e3a23a", "stand", -1, "bag"),
                                                      (468, 642, "#4b7f63", "stand", 1, None), (640, 630, "#8c3f4a", "walk", -1, "case"), (842, 640, "#2f6f8f", "stand", 0, None),
                                                      (884, 642, "#d9d2c2", "stand", 0, "bag"), (1138, 650, "#b86a4a", "walk", -1, "pack"), (1204, 662, "#34465f", "walk", -1, "case"))):
        c.fill(ellipse(x + 44, y + 3, 54, 6), (40, 36, 50), 0.25, soft=4)
        person(c, x, y, 112 + (y - 630) * 0.7, coat, TROUSERS[i % 5], pose=pose, facing=f, carry=carry, skirt=i in (2, 6))
    person(c, 448, 644, 62, "#f0b93c", pose="stand", facing=1)
    c.glow(1260, 60, 640, (255, 236, 190), 0.35)
    return c.finished(grain=2.8)


def wind_blade():
    c = Canvas(1600, 700, 67)
    n.sky(c, "#2f78ab", "#7fb9d3", "#d9ece6", "#fdf1d4", bottom=470)
    n.clouds(c, 30, 190, WHITE, 12, 0.85, 640)
    n.clouds(c, 190, 320, (255, 248, 230), 8, 0.6, 420)
    crest = n.ridge(c, 420, 230, (126, 166, 192), (214, 226, 218), peaks=[(0.12, 0.12, 0.5), (0.5, 0.16, 0.6), (0.88, 0.14, 0.5)], shade=(98, 144, 176))
    for x, t in ((640, 12), (740, 50), (840, 84), (950, 30), (1330, 64), (1430, 10)):
        built.turbine(c, x, n.height_at(crest, x) + 6, 96, t)
    c.haze(290, 430, (250, 244, 224), 0.5)
    crest = n.ridge(c, 450, 170, (90, 148, 134), (176, 204, 160), peaks=[(0.3, 0.14, 0.6), (0.98, 0.16, 0.6)], shade=(70, 126, 122))
    for x, t in ((372, 76), (560, 24), (1500, 40)):
        built.turbine(c, x, n.height_at(crest, x) + 6, 170, t)
    for x in c.rng.uniform(0, 1600, 90):
        n.pine(c, x, n.height_at(crest, x) + c.rng.uniform(10, 50), c.rng.uniform(16, 30), (72, 124, 112), (120, 160, 118))
    c.haze(360, 470, (250, 244, 220), 0.4)
    x = np.linspace(-20, 1620, 120)
    fields = [(430, "#b7cc7c"), (452, "#8fb768"), (474, "#d9cf7a"), (496, "#7aa85e")]
    for y, tone in fields:
        line = y + np.sin(x / 260 + y) * 7
        c.fill(np.vstack([np.stack([x, line], 1), [(1620, 720), (-20, 720)]]), Ramp(light(tone, 0.15), dark(tone, 0.1), ends=((0, y), (0, y + 60))))
        for tx in c.rng.uniform(0, 1600, 9):
            n.crown(c, tx, np.interp(tx, x, line) - 6, c.rng.uniform(10, 20), c.rng.uniform(9, 15), (76, 128, 84), (178, 190, 104), parts=5)
    c.fill([(-5, 520), (1605, 506), (1605, 720), (-5, 720)], Ramp("#c9c0a8", "#a69b82"))
    c.fill([(-5, 540), (1605, 528), (1605, 676), (-5, 680)], Ramp("#68717b", "#525b66", "#454e5a"))
    c.line([[(-5, 548), (1605, 536)], [(-5, 670), (1605, 667)]], 4, (240, 234, 218), 0.9)
    c.line([[(i, 606 - i * 0.004), (i + 86, 606 - i * 0.004)] for i in range(-30, 1620, 150)], 5, (244, 208, 100), 0.9)
    # The guard rail behind the lorry.
    c.line([(-5, 522), (1605, 508)], 7, "#d9dcd8")
    c.line([(-5, 526), (1605, 512)], 2, "#8d979b")
    c.line([[(i, 520 - i * 0.0088), (i, 546 - i * 0.0085)] for i in range(10, 1600, 62)], 5, "#a4acae")
    # Escort car, lorry, trailer, blade.
    vehicles.car(c, 1392, 620, 170, (246, 244, 238), 1)
    c.fill(rect(1418, 596, 118, 7), "#e2632f")
    c.fill(rounded(1452, 552, 44, 9, 3), "#f2a33d")
    c.glow(1474, 554, 54, (255, 190, 90), 0.8)
    vehicles.shadow(c, 60, 1330, 640, 0.42, 12)
    c.fill([(210, 588), (1130, 586), (1130, 600), (210, 602)], Ramp("#d9573d", "#96382b"))
    c.fill([(1040, 586), (1170, 560), (1190, 560), (1190, 580), (1130, 602)], "#a8412f")
    for wx in (236, 296, 356, 416, 476):
        vehicles.wheel(c, wx, 614, 25, "#cfd4d4")
    c.fill([rect(196 + 60 * i, 582, 50, 6) for i in range(6)], "#2b3340")
    vehicles.lorry(c, 1150, 640, 172, "#d95a3c", 1)
    blade_top = spline([(1112, 508), (1040, 500), (930, 474), (800, 462), (560, 470), (260, 496), (16, 536)], 14)
    blade_low = spline([(16, 540), (260, 528), (560, 540), (800, 558), (930, 574), (1040, 576), (1112, 574)], 14)
    blade = np.vstack([blade_top, blade_low])
    c.fill(blade + (0, 14), (16, 26, 46), 0.25, soft=7)
    c.fill(blade, Ramp("#ffffff", "#f3f5f2", "#c5d2d8", "#8fa5b3", ends=((700, 462), (700, 578))))
    with c.inside(blade):
        c.fill(spline([(1112, 548), (900, 540), (560, 516), (200, 520), (16, 538), (16, 545), (560, 560), (1112, 590)], 12), (110, 136, 154), 0.35, soft=6)
        c.fill([(16, 520), (110, 500), (110, 560), (16, 560)], "#d64a35")
        c.fill([(170, 490), (232, 480), (232, 560), (170, 560)], "#d64a35")
        c.fill(spline([(1100, 516), (960, 490), (800, 472), (560, 480), (360, 496), (560, 484), (800, 480), (960, 500)], 10), WHITE, 0.8, soft=3)
    c.fill(ellipse(1112, 541, 13, 33.5), Ramp("#b9c7ce", "#7e939f"))
    c.fill(ellipse(1113, 541, 9, 26), Ramp("#4c5c68", "#313e4a"))
    c.fill([ellipse(1112 + 11 * np.cos(a), 541 + 30 * np.sin(a), 1.6, 2.2, steps=10) for a in np.linspace(0, 6.28, 18)], "#e9eef0")
    for sx, top in ((360, 530), (1010, 574)):
        c.fill([(sx, top - 3), (sx + 60, top + 1), (sx + 70, 590), (sx - 10, 590)], Ramp("#f0b23e", "#b9792a"))
    # Verge.
    n.grass(c, lambda v: 690 + v * 0, -10, 1610, 34, ("#5b8a4c", "#8fb05a", "#3f6e48"), 1100)
    c.fill([ellipse(a, b, 3.2, 2.6, steps=12) for a, b in zip(c.rng.uniform(0, 1600, 90), c.rng.uniform(668, 694, 90))], "#f6d25a", 0.9)
    c.fill([ellipse(a, b, 2.8, 2.4, steps=12) for a, b in zip(c.rng.uniform(0, 1600, 60), c.rng.uniform(668, 694, 60))], "#f7efe4", 0.9)
    person(c, 1350, 628, 66, "#e2632f", pose="stand", facing=-1, hat="hard")
    c.glow(120, -60, 900, (255, 244, 210), 0.35)
    return c.finished(grain=3.0)
