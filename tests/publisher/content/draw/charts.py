"""Three charts of example figures."""
import math

import numpy as np

from canvas import Ramp
from curves import bezier, ellipse, rect, rounded, spline, taper
from graphics import panel, printed, sheet
from palette import BRICK, CORAL, INK, JADE, RAPE, SLATE, STEEL, TEAL, WHITE, dark, light, mix

TOWNS = ["嵩阳街道", "杨桥街道", "小街镇", "杨林镇", "牛栏江镇"]
GRID = mix(SLATE, WHITE, 0.78)


def axis(c, left, right, bottom, top, most, step, unit):
    for value in np.arange(0, most + step / 2, step):
        y = bottom - (bottom - top) * value / most
        c.line([(left, y), (right, y)], 1.6 if value else 2.6, GRID if value else SLATE)
        c.text(left - 14, y, f"{value:g}", 19, SLATE, anchor="rm")
    c.text(left - 10, top - 32, unit, 19, SLATE, anchor="mm")


def ear(c, x, y, size, colour):
    """A small ear of wheat."""
    c.line(bezier((x, y + size), (x, y), (x + size * 0.2, y - size), 10), max(1.4, size * 0.06), dark(colour, 0.2))
    for i in range(5):
        for s in (-1, 1):
            b = (x + size * 0.04 * i, y - size * (0.1 + 0.18 * i))
            c.fill(taper(bezier(b, (b[0] + s * size * 0.3, b[1] - size * 0.05), (b[0] + s * size * 0.26, b[1] - size * 0.34), 8), size * 0.17, 0.4, belly=0.5), colour)


def chart_harvest():
    c = sheet(1200, 800, 201, "秋粮收获进度（分镇）", "示例数据，非统计结果", JADE)
    c.text(82, 122, "单位：万吨   左柱为上年，右柱为今年", 22, SLATE)
    left, right, bottom, top = 130, 1140, 660, 220
    panel(c, 54, 160, 1100, 576)
    axis(c, left, right, bottom, top, 5, 1, "万吨")
    before, now = [2.3, 2.9, 4.1, 3.2, 3.6], [2.5, 3.1, 4.6, 3.3, 4.0]
    step = (right - left) / 5
    for i, name in enumerate(TOWNS):
        x = left + step * (i + 0.5)
        for k, (value, tone) in enumerate(((before[i], "#b9cbb0"), (now[i], RAPE))):
            h = (bottom - top) * value / 5
            bx = x - 62 + k * 66
            c.fill(rounded(bx, bottom - h, 58, h, 9), Ramp(light(tone, 0.25), tone, dark(tone, 0.06)))
            c.fill(rect(bx, bottom - 12, 58, 12), dark(tone, 0.06))
            c.text(bx + 29, bottom - h - 20, f"{value:.1f}", 22, INK if k else SLATE, "Bold" if k else "Regular", "mm")
        ear(c, x + 33, bottom - (bottom - top) * now[i] / 5 + 62, 26, "#fff3bf")
        c.text(x, bottom + 34, name, 25, INK, "Bold", "mm")
    c.line([(left, bottom), (right, bottom)], 2.6, SLATE)
    for k, (word, tone) in enumerate((("上年", "#b9cbb0"), ("今年", RAPE))):
        c.fill(rounded(930 + k * 110, 110, 28, 24, 6), tone)
        c.text(968 + k * 110, 122, word, 22, INK)
    for x in range(820, 1180, 34):
        ear(c, x, 60 + (x % 3) * 4, 20, mix(RAPE, "#fbf6ea", 0.35))
    return printed(c)


def chart_investment():
    c = sheet(1280, 720, 203, "重点项目投资进度", "示例数据，非统计结果", STEEL)
    c.text(82, 122, "柱：当月完成投资（亿元）   线：累计完成（占全年计划，%）", 21, SLATE)
    panel(c, 54, 156, 860, 508)
    left, right, bottom, top = 124, 850, 590, 216
    axis(c, left, right, bottom, top, 12, 3, "亿元")
    monthly = [4.2, 3.6, 6.1, 6.8, 7.4, 9.2, 8.1, 8.6, 10.3, 9.7]
    total = np.cumsum(monthly) / 96 * 100
    step = (right - left) / len(monthly)
    points = []
    for i, value in enumerate(monthly):
        x = left + step * (i + 0.5)
        h = (bottom - top) * value / 12
        c.fill(rounded(x - 22, bottom - h, 44, h, 8), Ramp("#7fb3c9", STEEL))
        c.fill(rect(x - 22, bottom - 10, 44, 10), STEEL)
        c.text(x, bottom + 26, f"{i + 1}月", 20, INK, anchor="mm")
        points.append((x, bottom - (bottom - top) * total[i] / 100))
    curve = spline(points, 12)
    c.fill(np.vstack([curve, [(points[-1][0], bottom), (points[0][0], bottom)]]), CORAL, 0.2, fade=(90, 1, 0))
    c.line(curve, 5, CORAL)
    for i, p in enumerate(points):
        c.fill(ellipse(*p, 8), WHITE)
        c.outline(ellipse(*p, 8), 4, CORAL)
        if i % 3 == 0:
            c.fill(rounded(p[0] - 29, p[1] - 42, 58, 28, 14), WHITE, 0.92)
            c.text(p[0], p[1] - 28, f"{total[i]:.0f}%", 19, BRICK, "Bold", "mm")
    c.line([(left, bottom), (right, bottom)], 2.6, SLATE)
    # A ring of what the money went to.
    panel(c, 940, 156, 290, 508)
    c.text(1085, 194, "投向构成", 26, INK, "Bold", "mm")
    shares = (("先进装备", 34, STEEL), ("汽车制造", 24, CORAL), ("现代物流", 18, RAPE), ("大健康", 14, JADE), ("文化旅游", 10, "#8a6f9e"))
    angle = -90.0
    for name, share, tone in shares:
        end = angle + share * 3.6
        c.fill(np.vstack([ellipse(1085, 326, 104, start=angle + 1, end=end - 1, steps=40), ellipse(1085, 326, 62, start=angle + 1.6, end=end - 1.6, steps=40)[::-1]]), Ramp(light(tone, 0.2), tone))
        angle = end
    c.text(1085, 316, "74", 44, INK, "Bold", "mm")
    c.text(1085, 352, "亿元", 20, SLATE, anchor="mm")
    for i, (name, share, tone) in enumerate(shares):
        y = 466 + i * 38
        c.fill(rounded(972, y - 11, 22, 22, 6), tone)
        c.text(1008, y, name, 22, INK)
        c.text(1200, y, f"{share}%", 22, SLATE, "Bold", "rm")
    return printed(c)


def radar_chart():
    c = sheet(1000, 1000, 207, "五大产业发展雷达图", "示例数据，非统计结果", "#8a6f9e")
    c.text(82, 122, "满分 100；实线为本期，虚线为上期", 22, SLATE)
    panel(c, 54, 160, 892, 776, 24)
    x, y, r = 500, 560, 268
    names = ["汽车制造及零配件", "先进装备制造业", "大健康及生物医药", "现代物流", "文化旅游创意"]
    tones = [CORAL, STEEL, JADE, RAPE, "#8a6f9e"]
    now, before = [78, 84, 66, 88, 61], [70, 72, 58, 80, 63]
    turns = [math.radians(-90 + 72 * i) for i in range(5)]

    def at(value, i, out=0.0):
        return (x + (r * value / 100 + out) * math.cos(turns[i]), y + (r * value / 100 + out) * math.sin(turns[i]))
    for k, value in enumerate((100, 80, 60, 40, 20)):
        ring = [at(value, i) for i in range(5)]
        c.fill(ring, ("#eef3ee", "#f8faf5")[k % 2])
        c.line(ring + ring[:1], 1.8, GRID)
    for value in (20, 40, 60):
        c.text(x + 8, y - r * value / 100 + 2, str(value), 17, SLATE, anchor="lm")
    c.line([[(x, y), at(100, i)] for i in range(5)], 1.8, GRID)
    shape = [at(v, i) for i, v in enumerate(now)]
    c.fill(shape, Ramp(light(TEAL, 0.2), TEAL, angle=60), 0.38)
    old = np.array([at(v, i) for i, v in enumerate(before)] + [at(before[0], 0)])
    dashes = []
    for a, b in zip(old, old[1:]):
        count = max(3, int(np.hypot(*(b - a)) / 18))
        dashes += [[a + (b - a) * k / count, a + (b - a) * (k + 0.55) / count] for k in range(count)]
    c.line(dashes, 3.4, "#c98f3c")
    c.line(shape + shape[:1], 5, TEAL)
    for i, name in enumerate(names):
        c.fill(ellipse(*shape[i], 11), WHITE)
        c.fill(ellipse(*shape[i], 8), tones[i])
        px, py = at(100, i, 40)
        px += (0, 54, 40, -40, -54)[i]
        py += (-24, 0, 20, 20, 0)[i]
        c.text(px, py, name, 23, INK, "Bold", "mm")
        c.text(px, py + 32, str(now[i]), 28, dark(tones[i], 0.2), "Bold", "mm")
    return printed(c)
