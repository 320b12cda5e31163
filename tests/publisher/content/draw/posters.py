"""Two posters: reading, and fire safety."""
import numpy as np

import built
import nature as n
from canvas import Canvas, Ramp
from curves import bezier, ellipse, rect, rounded, spline
from graphics import flat, printed
from palette import BRICK, CORAL, CREAM, MOSS, RAPE, RED, STEEL, WHITE, light, mix
from people import person


def poster_reading():
    c = flat(Canvas(900, 1200, 221))
    c.fill(rect(-5, -5, 910, 1210), Ramp("#1f4d5c", "#3f8288", "#a9cbb4", "#f6e3b8", stops=[0, 0.32, 0.6, 0.8]))
    c.fill(ellipse(650, 470, 104), "#fbeecb")
    c.fill(ellipse(650, 470, 134), "#fbeecb", 0.25)
    n.ridge(c, 760, 260, (92, 146, 146), (206, 214, 176), peaks=[(0.2, 0.2, 0.55), (0.8, 0.2, 0.5)], shade=(74, 126, 132))
    n.ridge(c, 800, 150, (74, 128, 108), (176, 190, 130), peaks=[(0.55, 0.2, 0.5)])
    c.fill(rect(-5, 806, 910, 260), Ramp((160, 180, 118), "#c3bd80", "#e3cf92"))
    n.birds(c, [(560 + i * 36, 330 + abs(i - 2) * 14) for i in range(5)], 15, "#f7ecd0", 0.9)
    # The open book is the field: its pages carry terraces, a house, a tree.
    c.fill(ellipse(450, 1010, 400, 40), (30, 40, 44), 0.35, soft=14)
    c.fill([(70, 800), (450, 850), (830, 800), (846, 984), (450, 1030), (54, 984)], "#8f3a30")
    for k in range(5):
        o = k * 5
        c.fill(np.vstack([bezier((78 + o, 784 - o), (270, 730 - o), (450, 826 - o), 20), [(450, 1006 - o)], bezier((450, 1006 - o), (260, 924 - o), (66 + o, 968 - o), 20)]), ("#e3d3ad", "#fbf3de")[k % 2])
        c.fill(np.vstack([bezier((822 - o, 784 - o), (630, 730 - o), (450, 826 - o), 20), [(450, 1006 - o)], bezier((450, 1006 - o), (640, 924 - o), (834 - o, 968 - o), 20)]), ("#d9c79d", "#f5ead0")[k % 2])
    left = np.vstack([bezier((112, 762), (280, 712), (446, 802), 20), [(446, 972)], bezier((446, 972), (266, 900), (100, 938), 20)])
    right = np.vstack([bezier((788, 762), (620, 712), (454, 802), 20), [(454, 972)], bezier((454, 972), (634, 900), (800, 938), 20)])
    with c.inside(left):
        for k, tone in enumerate(("#c9d58a", RAPE, "#a9c777", "#f0cf5a", "#8fb768", RAPE)):
            y = 772 + k * 34
            c.fill(np.vstack([bezier((90, y), (280, y - 46), (450, y + 34), 20), [(450, 1000), (90, 1000)]]), Ramp(light(tone, 0.15), tone))
    with c.inside(right):
        for k in range(8):
            y = 790 + k * 22
            c.line(bezier((480, y + 20), (630, y - 40), (770, y - 14 + k * 1.5), 20), 4, (150, 132, 100), 0.6)
    built.farmhouse(c, 180, 800, 92, "#fff6e2", (84, 90, 100))
    n.tree(c, 320, 830, 130, MOSS, (176, 192, 104))
    n.tree(c, 150, 830, 80, MOSS, (176, 192, 104))
    person(c, 690, 800, 150, "#d4573f", "#2b3446", pose="sit", facing=-1)
    c.fill(rounded(664, 744, 60, 12, 5), BRICK)
    c.fill(rounded(660, 756, 70, 12, 5), STEEL)
    c.fill(rounded(664, 768, 62, 34, 5), "#d9a441")
    c.fill([(634, 716), (656, 724), (656, 704), (636, 694)], CREAM)
    for x, y, s, t in ((520, 700, 30, 12), (566, 640, 24, -16), (486, 590, 20, 22), (600, 560, 16, -8)):
        page = np.array([(x - s, y), (x, y + s * 0.3), (x + s, y), (x + s, y - s * 0.6), (x, y - s * 0.3), (x - s, y - s * 0.6)])
        c.fill(page, "#fff8e6")
        c.line([(x, y + s * 0.3), (x, y - s * 0.3)], 2, "#cbb98e")
    c.text(80, 150, "书香嵩明", 112, "#fff3d2", "Bold")
    c.fill(rounded(84, 236, 96, 8, 4), CORAL)
    c.text(84, 290, "全民阅读月", 46, "#f9e2a8", "Bold")
    c.text(84, 346, "一本好书，半日清闲", 32, "#eef3e2")
    c.fill(rect(-5, 1060, 910, 150), "#173b47")
    c.text(84, 1106, "县图书馆   镇（街道）文化站   农家书屋", 28, "#fbeecb", "Bold")
    c.text(84, 1154, "免费开放  带身份证即可办理借阅证", 25, "#b9d5cf")
    return printed(c)


def poster_fire_safety():
    c = flat(Canvas(900, 1200, 223))
    c.fill(rect(-5, -5, 910, 1210), Ramp("#7a1f22", "#b53327", "#e06a35", "#f6b04c", stops=[0, 0.35, 0.62, 0.85]))
    for r, a in ((430, 0.10), (330, 0.12), (236, 0.16)):
        c.fill(ellipse(450, 640, r), "#ffd98a", a)
    for scale, tone in ((1.0, "#ffcf5c"), (0.76, "#ffb23e"), (0.5, "#fff0b8")):
        flame = np.array([(0, -300), (60, -210), (150, -120), (190, 10), (150, 130), (60, 190), (-60, 190), (-150, 130), (-190, 10), (-130, -90), (-96, -20), (-60, -120), (-44, -210)], float)
        c.fill(spline(flame * scale + (450, 600 + (1 - scale) * 170), 12, closed=True), Ramp(light(tone, 0.15), tone, mix(tone, CORAL, 0.35)))
    # An extinguisher standing in front of the flame.
    c.fill(ellipse(450, 886, 150, 18), (60, 16, 16), 0.4, soft=8)
    body = rounded(376, 590, 148, 290, 60)
    c.fill(body, Ramp("#f25a44", "#d12f28", "#8f1d20", angle=0))
    with c.inside(body):
        c.fill(rounded(396, 600, 22, 260, 11), WHITE, 0.35, soft=4)
    c.fill(rect(376, 846, 148, 34), Ramp("#3d2a2a", "#241818"))
    c.fill(rounded(398, 684, 104, 104, 10), "#fff3dc")
    c.fill(spline(np.array([(0, -34), (14, -14), (24, 8), (14, 30), (-14, 30), (-24, 8), (-10, -6)], float) + (450, 738), 10, closed=True), CORAL)
    c.fill(spline(np.array([(0, -8), (10, 10), (6, 26), (-6, 26), (-10, 10)], float) + (450, 740), 10, closed=True), "#ffd56a")
    c.fill(rounded(420, 548, 60, 56, 8), Ramp("#4a4f57", "#24282e", angle=0))
    c.fill([(392, 540), (500, 528), (504, 542), (398, 556)], "#2d3238")
    c.fill([(402, 510), (506, 508), (510, 522), (404, 526)], "#3c434b")
    c.fill(ellipse(404, 574, 17), "#f4ead2")
    c.outline(ellipse(404, 574, 17), 4, "#2d3238")
    c.line([(404, 574), (412, 564)], 3, RED)
    hose = spline([(480, 566), (560, 560), (590, 640), (572, 740), (566, 790)], 14)
    c.line(hose, 16, "#22262c")
    c.fill([(556, 782), (578, 784), (590, 842), (542, 840)], "#14171b")
    c.text(450, 132, "防患于未燃", 100, "#fff3d2", "Bold", "mm")
    c.text(450, 228, "冬春火灾防控   人人都是第一责任人", 34, "#ffe0a0", "Bold", "mm")
    tips = [("离家", "关火断电"), ("电动车", "不进楼道"), ("通道", "不堆杂物"), ("报警", "拨打 119")]
    for i, (head, tail) in enumerate(tips):
        x = 48 + i * 205
        c.fill(rounded(x + 2, 938, 190, 132, 20), (70, 16, 16), 0.3, soft=6)
        c.fill(rounded(x, 930, 190, 132, 20), "#fff6e4")
        c.fill(rounded(x + 20, 944, 150, 46, 23), RED)
        c.text(x + 95, 967, head, 28, WHITE, "Bold", "mm")
        c.text(x + 95, 1024, tail, 31, "#6b1d1c", "Bold", "mm")
    c.fill(rect(-5, 1098, 910, 110), "#5a1718")
    c.text(450, 1150, "发现火情先撤离，弯腰捂鼻走楼梯，不乘电梯", 32, "#ffe6b8", "Bold", "mm")
    return printed(c)
