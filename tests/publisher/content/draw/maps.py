"""A schematic of the five towns; the steps of a service."""
import numpy as np

from canvas import Ramp
from curves import bezier, blob, ellipse, rect, rounded, spline
from graphics import panel, printed, sheet
from palette import CORAL, INK, JADE, LEAF, MOSS, SLATE, STEEL, TEAL, WHITE, dark, light, mix


def map_towns():
    c = sheet(1200, 1200, 211, "五镇（街道）方位示意图", "示意图  不按比例  不表示行政区域界线", TEAL)
    c.text(82, 122, "看方位、找镇（街道），办事前请先查询开放时间", 22, SLATE)
    panel(c, 54, 160, 1092, 966, 28, "#eaf1e0")
    frame = rounded(54, 160, 1092, 966, 28)
    with c.inside(frame):
        c.fill(frame, Ramp("#dfeada", "#f1eed6", "#e4edd6", angle=50))
        for _ in range(26):
            c.fill(blob(c.rng, c.rng.uniform(60, 1140), c.rng.uniform(170, 1120), c.rng.uniform(50, 120), c.rng.uniform(26, 60)), (206, 222, 186), 0.6)
        # Hills along the edges.
        for _ in range(46):
            side = c.rng.integers(4)
            x = c.rng.uniform(70, 1130) if side < 2 else (c.rng.uniform(66, 150) if side == 2 else c.rng.uniform(1050, 1140))
            y = c.rng.uniform(190, 240) if side == 0 else c.rng.uniform(1070, 1120) if side == 1 else c.rng.uniform(240, 1080)
            h = c.rng.uniform(26, 52)
            tone = mix("#9fbf9a", "#7fa890", c.rng.random())
            c.fill([(x - h, y), (x - h * 0.1, y - h), (x + h * 0.15, y - h * 0.86), (x + h, y)], Ramp(light(tone, 0.2), tone))
            c.fill([(x - h * 0.1, y - h), (x + h * 0.15, y - h * 0.86), (x + h, y), (x + h * 0.2, y)], dark(tone, 0.16), 0.7)
        # Wetland and river.
        lake = spline([(500, 690), (590, 640), (690, 664), (716, 744), (640, 800), (540, 790), (478, 748)], 12, closed=True)
        river = spline([(690, 700), (780, 690), (860, 750), (930, 830), (1010, 850), (1080, 800), (1170, 760)], 14)
        brook = spline([(300, 120), (370, 320), (420, 430), (470, 560), (540, 680)], 14)
        brook2 = spline([(850, 120), (790, 330), (740, 470), (690, 590), (660, 680)], 14)
        for course, w in ((brook, 13), (brook2, 13), (river, 24)):
            c.line(course, w + 7, "#f7f5e6", 0.8)
            c.line(course, w, "#8cc3d2")
        c.fill(lake, "#f7f5e6")
        inner = lake * 0.965 + lake.mean(0) * 0.035
        c.fill(inner, Ramp("#a5d5de", "#6fb1c6"))
        for _ in range(16):
            x, y = c.rng.uniform(520, 690), c.rng.uniform(680, 780)
            c.line(bezier((x - 14, y), (x, y - 5), (x + 14, y), 8), 2.4, WHITE, 0.7)
        c.text(600, 728, "嘉丽泽湿地", 23, dark(STEEL, 0.35), "Bold", "mm")
        c.text(968, 872, "牛栏江", 23, dark(STEEL, 0.35), "Bold", "mm")
        # Railway and motorway.
        rail = spline([(30, 990), (260, 900), (420, 850), (560, 880), (760, 960), (1160, 1040)], 14)
        road = spline([(100, 1130), (240, 1010), (330, 860), (360, 640), (420, 460), (600, 400), (860, 420), (1150, 330)], 14)
        road2 = spline([(330, 860), (520, 910), (720, 880), (900, 700), (960, 560), (1000, 440), (1030, 376)], 14)
        for course in (road2, road):
            c.line(course, 15, "#f9f4e2")
            c.line(course, 10, "#eab04c")
        c.line(rail, 7, SLATE)
        ties = [[rail[i] + (-4, -9), rail[i] + (4, 9)] for i in range(2, len(rail) - 2, 2)]
        c.line(ties, 3, SLATE)
        for x, y in ((230, 350), (1000, 620), (470, 980), (840, 1040), (220, 640), (690, 300)):
            for _ in range(5):
                c.fill(blob(c.rng, x + c.rng.normal(0, 26), y + c.rng.normal(0, 12), 13, 12), Ramp(light(LEAF, 0.1), MOSS))
    towns = [(420, 392, "嵩阳街道", "县城所在地", CORAL, 1.2), (370, 610, "杨桥街道", "中部", JADE, 1), (820, 470, "小街镇", "东部", "#d9962f", 1), (330, 868, "杨林镇", "南部", STEEL, 1), (850, 896, "牛栏江镇", "东南部", "#8a6f9e", 1)]
    for x, y, name, where, tone, k in towns:
        c.fill(ellipse(x + 3, y + 8, 46 * k, 46 * k), (60, 70, 80), 0.3, soft=7)
        c.fill(ellipse(x, y, 46 * k), WHITE)
        c.fill(ellipse(x, y, 39 * k), Ramp(light(tone, 0.25), tone, angle=60))
        u = 15 * k
        c.fill([(x - u * 1.5, y - u * 0.1), (x, y - u * 1.3), (x + u * 1.5, y - u * 0.1)], WHITE)
        c.fill(rect(x - u * 1.05, y - u * 0.1, u * 2.1, u * 1.2), WHITE)
        c.fill(rect(x - u * 0.3, y + u * 0.3, u * 0.6, u * 0.8), tone)
        wide = 30 * k * len(name) + 36
        ly = y + 74 * k
        c.fill(rounded(x - wide / 2, ly - 26, wide, 76, 16), WHITE, 0.94)
        c.text(x, ly, name, 30 * k, INK, "Bold", "mm")
        c.text(x, ly + 31, where, 19, dark(tone, 0.25), anchor="mm")
    # Compass and legend.
    c.fill(ellipse(1062, 268, 52), WHITE, 0.9)
    c.fill([(1062, 224), (1078, 276), (1062, 266)], CORAL)
    c.fill([(1062, 224), (1046, 276), (1062, 266)], dark(CORAL, 0.25))
    c.text(1062, 298, "北", 24, INK, "Bold", "mm")
    c.fill(rounded(84, 1004, 210, 104, 14), WHITE, 0.92)
    c.line([(104, 1034), (156, 1034)], 10, "#eab04c")
    c.text(172, 1034, "公路", 20, INK)
    c.line([(104, 1060), (156, 1060)], 6, SLATE)
    c.line([[(108 + k * 12, 1053), (108 + k * 12, 1067)] for k in range(5)], 2.4, SLATE)
    c.text(172, 1060, "铁路", 20, INK)
    c.line([(104, 1086), (156, 1086)], 12, "#8cc3d2")
    c.text(172, 1086, "河流", 20, INK)
    return printed(c)


def diagram_service_flow():
    c = sheet(1400, 600, 213, "政务服务办理流程", "具体事项以办事指南为准", CORAL)
    c.text(82, 122, "线上线下同样办理，每一步都有短信提醒", 22, SLATE)
    steps = [("申请", "网上或窗口提交", "材料齐全即收", TEAL), ("受理", "当场核对材料", "出具受理回执", STEEL), ("审核", "部门并联审查", "限时给出意见", "#d9962f"), ("办结", "送达办理结果", "可邮寄可自取", JADE)]
    for i, (name, first, second, tone) in enumerate(steps):
        x = 70 + i * 328
        panel(c, x, 176, 276, 336, 26)
        c.fill(np.vstack([rounded(x, 176, 276, 80, 26)[:10], [(x + 276, 256), (x, 256)], rounded(x, 176, 276, 80, 26)[30:]]), Ramp(light(tone, 0.15), tone, angle=0))
        c.text(x + 28, 217, f"{i + 1}", 40, WHITE, "Bold", "lm", alpha=0.55)
        c.text(x + 138, 217, name, 36, WHITE, "Bold", "mm")
        cx, cy = x + 138, 336
        c.fill(ellipse(cx, cy, 62), mix(tone, WHITE, 0.84))
        dim = dark(tone, 0.15)
        if i == 0:
            c.fill(rounded(cx - 28, cy - 40, 56, 76, 6), WHITE)
            c.outline(rounded(cx - 28, cy - 40, 56, 76, 6), 4, dim)
            c.line([[(cx - 16, cy - 20 + k * 16), (cx + 16 - (k % 2) * 10, cy - 20 + k * 16)] for k in range(3)], 4, dim)
            c.fill([(cx + 8, cy + 38), (cx + 40, cy - 2), (cx + 50, cy + 6), (cx + 18, cy + 44)], CORAL)
            c.fill([(cx + 8, cy + 38), (cx + 18, cy + 44), (cx + 6, cy + 48)], INK)
        elif i == 1:
            c.fill(rounded(cx - 44, cy + 4, 88, 34, 5), Ramp(light(tone, 0.3), tone))
            c.fill(rect(cx - 50, cy - 2, 100, 9), dim)
            c.fill(ellipse(cx, cy - 34, 15), "#4a3a32")
            c.fill(np.vstack([ellipse(cx, cy - 2, 28, 22, 180, 360, steps=20)]), CORAL)
            c.fill(rounded(cx - 20, cy - 12, 40, 12, 3), WHITE)
        elif i == 2:
            c.fill(rounded(cx - 34, cy - 38, 50, 66, 6), WHITE)
            c.outline(rounded(cx - 34, cy - 38, 50, 66, 6), 4, dim)
            c.line([[(cx - 24, cy - 20 + k * 14), (cx + 4, cy - 20 + k * 14)] for k in range(3)], 4, dim)
            c.line([(cx + 30, cy + 28), (cx + 48, cy + 46)], 11, INK)
            c.fill(ellipse(cx + 16, cy + 12, 24), mix(tone, WHITE, 0.7))
            c.outline(ellipse(cx + 16, cy + 12, 24), 6, INK)
        else:
            c.fill(rounded(cx - 40, cy - 32, 80, 58, 6), WHITE)
            c.outline(rounded(cx - 40, cy - 32, 80, 58, 6), 4, dim)
            c.line([[(cx - 28, cy - 16), (cx + 14, cy - 16)], [(cx - 28, cy), (cx, cy)]], 4, dim)
            c.fill(ellipse(cx + 30, cy + 22, 24), CORAL)
            c.line([(cx + 19, cy + 22), (cx + 27, cy + 31), (cx + 42, cy + 13)], 6, WHITE)
        c.text(cx, 438, first, 24, INK, "Bold", "mm")
        c.text(cx, 474, second, 21, SLATE, anchor="mm")
        if i < 3:
            ax = x + 284
            c.fill([(ax, 326), (ax + 20, 326), (ax + 20, 310), (ax + 40, 338), (ax + 20, 366), (ax + 20, 350), (ax, 350)], Ramp(tone, steps[i + 1][3], angle=0))
    return printed(c)
