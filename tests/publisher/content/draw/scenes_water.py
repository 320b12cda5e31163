"""Wetland at dawn; a reservoir and its dam."""
import numpy as np

import nature as n
import vehicles
import water
from canvas import Canvas, Ramp
from curves import bezier, blob, ellipse, rect, spline, taper
from palette import LEAF, MOSS, PINE, WHITE, dark, light, mix


def wetland_dawn():
    c = Canvas(1600, 900, 11)
    shore = 492
    n.sky(c, "#2f5d7c", "#6f9aa6", "#c9cfbf", "#f8d9a2", "#fbb873", bottom=shore + 10, stops=[0, 0.33, 0.6, 0.82, 1])
    c.glow(1060, 420, 900, (255, 176, 96), 0.34)
    n.clouds(c, 60, 250, (255, 226, 196), 9, 0.55, 640)
    n.clouds(c, 230, 370, (255, 246, 220), 8, 0.5, 520)
    n.clouds(c, 110, 330, (226, 138, 110), 5, 0.32, 560)
    c.glow(1060, 404, 230, (255, 214, 140), 0.6)
    c.fill(ellipse(1060, 372, 44), Ramp("#fffdf0", "#fff0bf"))
    c.glow(1060, 372, 120, (255, 244, 206), 0.5)
    n.ridge(c, 470, 170, (136, 150, 164), (244, 205, 160), peaks=[(0.16, 0.13, 0.5), (0.62, 0.2, 0.28)], shade=(104, 122, 146))
    c.haze(360, 500, (255, 220, 170), 0.5)
    n.ridge(c, 480, 130, (94, 122, 138), (226, 196, 160), peaks=[(0.38, 0.12, 0.45), (0.9, 0.13, 0.55)], shade=(70, 98, 122))
    c.haze(400, 505, (255, 222, 176), 0.65)
    crest = n.ridge(c, 488, 66, (62, 98, 106), (180, 176, 148), rough=0.6, first=5)
    for x in c.rng.uniform(0, 1600, 60):
        n.pine(c, x, n.height_at(crest, x) + 22, c.rng.uniform(20, 36), (58, 94, 100), (86, 120, 116))
    c.haze(430, 520, (255, 226, 184), 0.75)
    for x in np.concatenate([c.rng.uniform(-20, 560, 34), c.rng.uniform(1180, 1620, 24)]):
        n.crown(c, x, shore - 12, c.rng.uniform(16, 34), c.rng.uniform(12, 30), (52, 86, 84), (150, 140, 96), parts=4)
    for x, h in ((90, 110), (130, 138), (176, 120), (1450, 130), (1492, 150), (1540, 118)):
        n.poplar(c, x, shore, h, (44, 78, 80), (176, 152, 96))
    c.haze(455, 520, (255, 230, 190), 0.8, cells=(7, 2))
    water.reflect(c, shore, 900, (96, 128, 138), 0.9, ripple=10, deep=(40, 78, 98))
    c.haze(shore - 34, shore + 40, (255, 232, 196), 0.6, cells=(6, 2))
    c.glow(1060, 560, 420, (255, 190, 110), 0.5, flat=0.5)
    water.glints(c, 1060, 90, shore + 12, 860, (255, 226, 160), 170, 0.9, 70)
    water.glints(c, 700, 600, shore + 40, 880, (208, 226, 226), 110, 0.3, 60)
    for x0, x1, y, tall, count in ((250, 460, 566, 60, 90), (690, 860, 546, 44, 70), (1250, 1500, 578, 70, 110)):
        c.fill(spline([(x0 - 30, y + 6), ((x0 + x1) / 2, y - 6), (x1 + 30, y + 6), ((x0 + x1) / 2, y + 16)], 10, closed=True), (40, 66, 66), 0.85, soft=2)
        n.reeds(c, x0, x1, y, tall, (58, 88, 76), count, (214, 176, 120), foot_spread=6)
        c.fill(ellipse((x0 + x1) / 2, y + 28, (x1 - x0) / 2, 18), (34, 62, 70), 0.35, soft=9)
    for x, y, s, f in ((560, 664, 118, 1), (674, 690, 134, -1), (960, 622, 84, -1), (1130, 640, 78, 1)):
        c.fill(ellipse(x, y + s * 0.42, s * 0.14, s * 0.4), (236, 232, 220), 0.28, soft=4, fade=(90, 1, 0))
        n.heron(c, x, y, s, facing=f, colour=(250, 244, 232), shadow=(150, 164, 178))
        water.ripples(c, x, y, s * 0.36, (255, 240, 214), 0.6)
    for x, y, s, fl, f in ((392, 208, 120, 0.8, 1), (520, 262, 92, -0.5, 1), (300, 298, 74, 0.55, 1), (612, 196, 60, 0.9, 1)):
        n.flying(c, x, y, s, (252, 246, 236), fl, f, (150, 160, 176))
    n.birds(c, [(1240 + i * 26 + (i % 2) * 8, 240 - abs(i - 3) * -12) for i in range(7)], 13, (70, 88, 108), 0.7)
    n.reeds(c, -40, 330, 912, 330, (44, 70, 58), 130, (226, 182, 118), wind=0.14)
    n.reeds(c, 1260, 1650, 915, 380, (40, 64, 56), 150, (236, 190, 120), wind=-0.12)
    n.reeds(c, 300, 560, 925, 170, (36, 58, 52), 60, (206, 164, 108))
    n.reeds(c, 1080, 1290, 925, 190, (34, 56, 52), 50, (214, 170, 108), wind=-0.1)
    c.glow(1060, 390, 620, (255, 190, 110), 0.1)
    return c.finished(grain=3.4, warmth=0.012)


def reservoir():
    c = Canvas(1600, 900, 23)
    shore = 366
    n.sky(c, "#4f93bd", "#93c3d6", "#dcebe6", "#f6efdc", bottom=shore + 20)
    n.clouds(c, 50, 190, WHITE, 9, 0.75, 560)
    n.clouds(c, 150, 280, (255, 250, 238), 8, 0.6, 420)
    n.ridge(c, 350, 190, (132, 168, 186), (206, 222, 220), peaks=[(0.3, 0.14, 0.5), (0.72, 0.2, 0.6)], shade=(106, 146, 170))
    c.haze(250, 370, (236, 240, 230), 0.5)
    n.ridge(c, 360, 140, (92, 142, 142), (170, 200, 180), peaks=[(0.08, 0.16, 0.7), (0.95, 0.16, 0.8)], shade=(66, 116, 122))
    c.haze(290, 372, (238, 240, 226), 0.5)
    for x0, x1, tall, tone in ((-30, 420, 60, (70, 126, 104)), (1200, 1630, 74, (64, 118, 98))):
        for x in np.sort(c.rng.uniform(x0, x1, 46)):
            k = tall * min(1, 0.25 + (x1 - x if x0 < 0 else x - x0) / 420)
            n.crown(c, x, shore - k * 0.3, k * 0.55, k * 0.5, tone, light(tone, 0.3), parts=4)
    water.reflect(c, shore, 476, (86, 150, 160), 0.75, ripple=4, deep=(52, 122, 138))
    water.glints(c, 760, 500, shore + 6, 470, WHITE, 120, 0.5, 34)
    for x, y, s in ((540, 418, 26), (1180, 398, 16)):
        c.fill(spline([(x - s, y - 5), (x + s, y - 5), (x + s * 0.7, y + 3), (x - s * 0.8, y + 3)], 6, closed=True), "#7b4b32")
        c.fill([(x - 2, y - 6), (x - 2, y - 6 - s * 1.5), (x + s * 0.8, y - 10)], "#fbf3e2")
    # The valley below the dam.
    c.fill([(-5, 470), (1605, 470), (1605, 905), (-5, 905)], Ramp(mix(MOSS, LEAF, 0.35), PINE))
    crest, toe = 456, 742
    left, right = 196, 1396
    wall = np.vstack([[(left, crest), (right, crest)], bezier((right, crest), (1300, 640), (1190, toe), 10), bezier((400, toe), (300, 640), (left, crest), 10)])
    c.fill(wall, Ramp("#e6dfd0", "#cbc5b7", "#9b9a94", stops=[0, 0.4, 1]))
    with c.inside(wall):
        for i in range(1, 12):
            c.line([(left, crest + 26 * i), (right, crest + 26 * i)], 1.6, (120, 118, 112), 0.32)
        for x in range(left, right, 60):
            c.line([(x, crest), (796 + (x - 796) * 0.8, toe)], 1.6, (112, 112, 110), 0.34)
        for x in c.rng.uniform(left, right, 70):
            y = crest + c.rng.uniform(12, 120)
            c.fill(taper([(x, y), (796 + (x - 796) * 0.9, y + c.rng.uniform(40, 150))], c.rng.uniform(3, 11), 1), (84, 92, 92), 0.14, soft=2)
        c.fill(rect(left, crest, 420, 300), (40, 62, 84), 0.3, fade=(0, 1, 0), grain=0.15)
        c.fill(rect(left, crest, right - left, 60), (255, 248, 224), 0.3, fade=(90, 1, 0))
    # Spillway: piers, gates, and white water down the chutes.
    for i in range(5):
        x = 596 + i * 84
        foot = 796 + (x - 796) * 0.86
        c.fill([(x, crest - 2), (x + 62, crest - 2), (foot + 54, toe + 16), (foot, toe + 16)], Ramp("#7fa9ae", "#cfe3e2", "#f4faf7"))
        streaks = []
        for _ in range(46):
            t = c.rng.random()
            y0 = crest + c.rng.uniform(0, 220)
            run = c.rng.uniform(30, 110)
            a = x + 62 * t + (foot + 54 * t - x - 62 * t) * (y0 - crest) / (toe - crest)
            b = x + 62 * t + (foot + 54 * t - x - 62 * t) * (y0 + run - crest) / (toe - crest)
            streaks.append(taper([(a, y0), ((a + b) / 2, y0 + run / 2), (b, y0 + run)], 2.8, 0.4, belly=0.5))
        c.fill(streaks, WHITE, 0.75)
        c.fill(rect(x - 2, crest - 16, 66, 34), Ramp("#3f6f86", "#2a5068"))
    for i in range(6):
        x = 574 + i * 84
        foot = 796 + (x - 796) * 0.86
        c.fill([(x, crest - 58), (x + 20, crest - 58), (x + 20, crest + 40), (foot + 16, toe), (foot, toe), (x, crest + 40)], Ramp("#f2ecdf", "#b5b0a5", angle=60))
        c.fill([(x + 20, crest - 58), (x + 27, crest - 52), (x + 27, crest + 36), (x + 20, crest + 40)], "#8f8d88")
        c.fill(rect(x - 8, crest - 84, 38, 28), Ramp("#c8674a", "#8f4434"))
        c.fill([(x - 14, crest - 82), (x + 11, crest - 98), (x + 36, crest - 82)], "#71352b")
    c.fill(rect(left - 300, crest - 14, right - left + 620, 16), Ramp("#f6f0e2", "#bdb7aa"))
    c.line([[(x, crest - 14), (x, crest - 28)] for x in range(-100, 1720, 16)], 1.6, "#e9e4d6")
    c.line([(-110, crest - 28), (1720, crest - 28)], 2.2, "#f7f3e8")
    for x, tone in ((330, "#c4473a"), (452, "#2f6f8f"), (1200, "#f1ede2")):
        vehicles.car(c, x, crest - 15, 46, tone)
    # River, foam and banks.
    river = np.vstack([bezier((404, toe), (520, 800), (430, 905), 12), bezier((1230, 905), (1080, 800), (1188, toe), 12)])
    c.fill(river, Ramp("#bfdcd9", "#5fa3a6", "#2d7480"))
    with c.inside(river):
        for _ in range(240):
            y = toe + 160 * c.rng.random() ** 1.5
            x = c.rng.uniform(400, 1240)
            k = c.rng.uniform(10, 54) * (0.5 + (y - toe) / 200)
            c.fill(taper(bezier((x - k, y), (x, y - 3), (x + k, y), 8), 3.4, 0.3, belly=0.5), WHITE, c.rng.uniform(0.15, 0.6) * (1 - (y - toe) / 260))
    for _ in range(70):
        c.fill(blob(c.rng, c.rng.uniform(520, 1090), toe + c.rng.normal(8, 12), c.rng.uniform(14, 44), c.rng.uniform(8, 22)), WHITE, 0.4, soft=6)
    c.haze(690, 830, (240, 250, 248), 0.4, cells=(7, 3))
    for side in (-1, 1):
        for k, (inner, tone) in enumerate((((232, 500), MOSS), ((120, 600), mix(MOSS, PINE, 0.5)), ((40, 720), PINE))):
            x_in, top = inner
            pts = [(-10, top - 90), (x_in + 60, top - 10), (x_in + 190 + k * 60, top + 130), (x_in + 250 + k * 90, 910), (-10, 910)]
            pts = [(x if side < 0 else 1592 - x, y) for x, y in pts]
            c.fill(np.vstack([spline(pts[:4], 10), pts[4:]]), Ramp(light(tone, 0.14), dark(tone, 0.25)))
            for t in np.sort(c.rng.random(34)):
                y = top - 70 + (900 - top) * t
                reach = np.interp(y, [top - 90, top - 10, top + 130, 910], [0, x_in + 60, x_in + 190 + k * 60, x_in + 250 + k * 90])
                x = reach - abs(c.rng.normal(0, 70)) - 8
                x = x if side < 0 else 1592 - x
                size = c.rng.uniform(20, 36) * (1 + k * 0.35)
                if c.rng.random() < 0.3:
                    n.pine(c, x, y + 10, size * 2.6, dark(tone, 0.2), light(tone, 0.12))
                else:
                    n.crown(c, x, y, size, size * 0.8, tone, mix(tone, (206, 206, 110), 0.45), parts=5)
    n.birds(c, [(680 + i * 34, 236 + (i % 3) * 12) for i in range(5)], 13, (60, 92, 110), 0.7)
    c.glow(220, -60, 900, (255, 240, 200), 0.35)
    return c.finished(grain=3.0)
