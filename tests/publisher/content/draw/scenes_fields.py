"""Rapeseed terraces, a herb garden, a greenhouse."""
import numpy as np

import built
import nature as n
from canvas import Canvas, Ramp
from curves import bezier, blob, ellipse, noise_line, rect, taper
from palette import CREAM, LEAF, MOSS, PINE, RAPE, WHITE, dark, light, mix
from people import person
from space import Camera, box, floor


def flower_fields():
    c = Canvas(1600, 1000, 31)
    n.sky(c, "#3f86b4", "#86bcd2", "#d7e8e0", "#fff0cf", bottom=420)
    n.clouds(c, 40, 210, WHITE, 11, 0.85, 620)
    n.clouds(c, 180, 320, (255, 248, 232), 8, 0.6, 420)
    n.ridge(c, 400, 200, (128, 164, 190), (214, 224, 216), peaks=[(0.2, 0.12, 0.55), (0.66, 0.16, 0.6)], shade=(102, 140, 172))
    c.haze(280, 420, (246, 240, 222), 0.5)
    n.ridge(c, 412, 150, (90, 136, 146), (186, 204, 176), peaks=[(0.44, 0.12, 0.5), (0.97, 0.16, 0.7)], shade=(66, 112, 128))
    c.haze(320, 430, (250, 240, 214), 0.55)
    crest = n.ridge(c, 424, 80, (88, 136, 104), (170, 182, 106), first=3, peaks=[(0.05, 0.2, 0.7)])
    for x in c.rng.uniform(0, 1600, 80):
        n.crown(c, x, n.height_at(crest, x) + c.rng.uniform(4, 36), c.rng.uniform(8, 17), c.rng.uniform(7, 13), (76, 124, 92), (156, 176, 100), parts=4)
    # Terraces: one contour below another, each with its bank, growing towards the viewer.
    x = np.linspace(-20, 1620, 240)
    levels, y = [], 404.0
    swell = np.sin(x / 1600 * 5.2 + 0.7) * 0.62 + np.sin(x / 1600 * 9.5 + 2.1) * 0.24
    while y < 1010:
        near = (y - 400) / 600
        turn = 2.2 * near
        line = (y + (swell * np.cos(turn) + np.sin(x / 1600 * 7.4 - 0.6) * np.sin(turn) * 0.7) * (10 + 100 * near)
                + noise_line(c.rng, 240, 3, 0.5, 3) * (4 + 18 * near))
        levels.append((line, near))
        y += 15 + 78 * near ** 1.1
    for i, (line, near) in enumerate(levels):
        below = levels[i + 1][0] if i + 1 < len(levels) else line + 240
        field = np.vstack([np.stack([x, line], 1), np.stack([x, np.maximum(below, line) + 30], 1)[::-1]])
        crop = i % 5
        tone = mix((238, 205, 84), RAPE, near)
        if crop == 2:
            tone = mix((160, 186, 100), LEAF, near)
        elif crop == 4:
            tone = mix((196, 206, 110), (170, 190, 70), near)
        far = mix(tone, (246, 234, 190), 0.35 * (1 - near))
        c.fill(field, Ramp(light(far, 0.1), far, mix(far, (196, 150, 40), 0.4), ends=((0, line.min()), (0, below.max()))))
        depth = max(8.0, float(np.mean(below - line)))
        with c.inside(field):
            rows = [np.stack([x, line + depth * t + noise_line(c.rng, 240, 4, 0.6, 14) * depth * 0.05], 1) for t in np.linspace(0.12, 1.0, 5)]
            c.line(rows, 0.8 + 3 * near, mix(far, (120, 132, 40), 0.6), 0.32)
            count = int(260 + 900 * near)
            px = c.rng.uniform(-10, 1610, count)
            py = np.interp(px, x, line) + c.rng.uniform(0, 1, count) * (depth + 20)
            size = 1.0 + 4.4 * near
            for shade, part in ((light(far, 0.45), slice(0, None, 3)), (mix(far, (226, 160, 20), 0.5), slice(1, None, 3)), (mix(far, MOSS, 0.5), slice(2, None, 3))):
                c.fill([ellipse(a, b, size * c.rng.uniform(0.6, 1.5), size * 0.6, steps=8) for a, b in zip(px[part], py[part])], shade, 0.7)
        bank = 3 + 18 * near
        c.fill(np.vstack([np.stack([x, line - bank * 0.25], 1), np.stack([x, line + bank * (0.55 + 0.25 * noise_line(c.rng, 240, 4, 0.6, 20))], 1)[::-1]]),
               Ramp(mix(MOSS, (160, 180, 110), 0.55 * (1 - near)), mix(PINE, (110, 140, 90), 0.5 * (1 - near)), ends=((0, line.min()), (0, line.max() + bank))))
        if near > 0.08:
            n.grass(c, lambda v, ln=line, b=bank: np.interp(v, x, ln) + b * 0.2, -10, 1610, bank * 0.8, (mix(LEAF, (200, 206, 130), 0.4), MOSS), int(200 + 300 * near))
        if i == 5:
            for hx, w in ((1010, 60), (1084, 78), (1176, 64), (1236, 86), (1330, 66), (960, 46)):
                foot = np.interp(hx, x, line) + 10
                n.crown(c, hx - 10, foot - w * 0.4, w * 0.4, w * 0.4, MOSS, (150, 172, 90), parts=5)
                built.farmhouse(c, hx, foot, w, light(CREAM, 0.3), (84, 90, 100))
            for tx in (930, 1150, 1310, 1420, 1450):
                n.tree(c, tx, np.interp(tx, x, line) + 14, c.rng.uniform(60, 86), MOSS, (168, 182, 92))
        if i in (3, 7):
            for tx in c.rng.uniform(60, 800, 5):
                n.tree(c, tx, np.interp(tx, x, line) + 8, c.rng.uniform(34, 48) * (1 + near), MOSS, (172, 184, 96))
        if i == 8:
            for px_, coat, f in ((486, "#c4473a", 1), (520, "#2f6f8f", 1), (572, "#f1ede2", -1)):
                person(c, px_, np.interp(px_, x, line) + 4, 58, coat, pose="walk", facing=f, hat="straw" if coat != "#2f6f8f" else None)
    # Flowers at the viewer's feet.
    for depth in (0, 1, 2):
        for _ in range(34):
            fx = c.rng.uniform(-20, 1620)
            tall = c.rng.uniform(90, 170) + depth * 46
            top = 1010 - tall * (0.55 + 0.45 * abs(fx - 800) / 800)
            c.fill(taper(bezier((fx, 1020), (fx + c.rng.normal(0, 8), (1010 + top) / 2), (fx + c.rng.normal(0, 14), top)), 5 + depth, 2), dark(LEAF, 0.18 + 0.1 * (2 - depth)))
            leaves = []
            for s in c.rng.choice((-1, 1), 4):
                ly, reach = c.rng.uniform(top + 40, 1010), c.rng.uniform(26, 58)
                leaves.append(taper(bezier((fx, ly), (fx + s * reach * 0.5, ly - c.rng.uniform(18, 40)), (fx + s * reach, ly - c.rng.uniform(-12, 26))), c.rng.uniform(8, 15), 1, belly=0.4))
            c.fill(leaves, Ramp(LEAF, dark(MOSS, 0.1)))
            petals, hearts = [], []
            for _ in range(13):
                a, r = c.rng.uniform(0, 6.3), 24 * np.sqrt(c.rng.random())
                q, w = fx + r * np.cos(a), top + r * 0.8 * np.sin(a)
                s = c.rng.uniform(4.4, 7) + depth
                turn = c.rng.uniform(0, 90)
                petals += [ellipse(q + s * np.cos(np.radians(turn + 90 * p)), w + s * 0.8 * np.sin(np.radians(turn + 90 * p)), s * 0.8, s * 0.62, turn=turn + 90 * p, steps=14) for p in range(4)]
                hearts.append(ellipse(q, w, s * 0.3, steps=10))
            c.fill(petals, Ramp("#fff08c", RAPE, "#dd9e1c"))
            c.fill(hearts, (214, 164, 34))
    c.glow(1500, -40, 1000, (255, 242, 200), 0.4)
    return c.finished(grain=3.2, warmth=0.01)


def medicine_garden():
    c = Canvas(1200, 900, 37)
    n.sky(c, "#6fa9bd", "#b8d6d2", "#f7ead0", bottom=380)
    n.clouds(c, 40, 220, (255, 250, 240), 9, 0.7, 460)
    n.ridge(c, 360, 190, (126, 162, 172), (208, 218, 206), peaks=[(0.25, 0.16, 0.6), (0.8, 0.14, 0.5)], shade=(100, 140, 156))
    c.haze(250, 380, (246, 240, 224), 0.55)
    n.ridge(c, 372, 110, (84, 134, 122), (160, 188, 150), peaks=[(0.55, 0.14, 0.6)], shade=(66, 112, 108))
    c.haze(300, 386, (246, 240, 220), 0.5)
    for tx in c.rng.uniform(-10, 1210, 46):
        n.crown(c, tx, 362 + c.rng.uniform(-8, 8), c.rng.uniform(20, 40), c.rng.uniform(18, 34), (66, 116, 94), (150, 172, 104), parts=5)
    cam = Camera((600, 350), 620, (0, 3.1, 0))
    c.fill(rect(-5, 366, 1210, 540), Ramp("#a9bf86", "#8fa568", "#6f7f4c"))
    # A pavilion with a herb-drying terrace.
    built.tiled_roof(c, 812, 1120, 196, 282, (88, 96, 104), 0.2, 0.2)
    c.fill(rect(846, 286, 240, 14), "#7a3b2d")
    c.fill(rect(860, 300, 214, 74), Ramp("#6b4a38", "#a67f5a"))
    for i in range(5):
        built.lattice(c, 870 + i * 40, 306, 32, 66, (104, 56, 40), (236, 196, 130), 3, 5)
    for x in (852, 922, 1002, 1072):
        c.fill(rect(x, 298, 9, 84), Ramp("#a84a36", "#7c3427", angle=0))
    c.fill(rect(832, 376, 268, 16), Ramp("#d8d2c4", "#a8a295"))
    beds = [(-9.2, -5.6), (-5.0, -1.4), (1.4, 5.0), (5.6, 9.2)]
    plants = [((96, 146, 92), (152, 112, 190)), ((70, 128, 92), (244, 236, 222)), ((112, 158, 84), (236, 130, 110)), ((80, 136, 104), (244, 198, 70))]
    for (x0, x1), _ in zip(beds, plants):
        c.fill(cam.face([(x0, 0, 3), (x1, 0, 3), (x1, 0, 40), (x0, 0, 40)]), Ramp("#7c8a5a", "#4c4a34", "#3c3327", stops=[0, 0.4, 1]))
    c.fill(cam.face([(-1.2, 0, 2.6), (1.2, 0, 2.6), (1.2, 0, 60), (-1.2, 0, 60)]), Ramp("#e4d8b6", "#d3bf92", "#b79a6c"))
    for _ in range(260):
        z = 3 + 30 * c.rng.random() ** 2
        px, py = cam.at(c.rng.uniform(-1.15, 1.15), 0, z)
        k = cam.size(0.09, z) * c.rng.uniform(0.5, 1.4)
        c.fill(ellipse(px, py, k, k * 0.45, steps=14), mix("#8d7650", "#f0e5c6", c.rng.random()), 0.5)
    person_drawn = [(-5.2, 15, "#3d6f8c", "work", 1), (1.2, 19, "#d8c9a6", "stand", -1), (5.3, 11, "#b5533c", "work", -1), (-0.2, 30, "#5a7f5f", "walk", 0)]
    z_list = list(np.geomspace(38, 3.4, 30))
    for z_far, z in zip(z_list, z_list[1:]):
        for px, pz, coat, pose, f in person_drawn:
            if z < pz <= z_far:
                qx, qy = cam.at(px, 0, pz)
                person(c, qx, qy, cam.size(1.72, pz), coat, pose=pose, facing=f, hat="straw")
        for (x0, x1), (leaf, flower) in zip(beds, plants):
            count = 9
            for col in range(count):
                bx = x0 + 0.25 + (x1 - x0 - 0.5) * (col + 0.5 + c.rng.uniform(-0.2, 0.2)) / count
                qx, qy = cam.at(bx, 0, z + c.rng.uniform(-0.2, 0.2) * z * 0.1)
                s = cam.size(0.5, z)
                if not -60 < qx < 1260 or s < 2:
                    continue
                air = 0.45 * min(1, z / 38)
                tone = mix(leaf, (206, 214, 180), air)
                if s < 14:
                    c.fill([blob(c.rng, qx, qy - s * 0.4, s * 0.5, s * 0.45, 6)], Ramp(light(tone, 0.3), dark(tone, 0.3)))
                else:
                    blades = []
                    for a in np.linspace(-1.25, 1.25, 9):
                        r = s * c.rng.uniform(0.75, 1.1)
                        blades.append(taper(bezier((qx, qy), (qx + np.sin(a) * r * 0.5, qy - r * 0.8), (qx + np.sin(a) * r * 1.05, qy - np.cos(a) * r * 0.85 - r * 0.05), 9), s * 0.2, 0.6, belly=0.55))
                    c.fill(blades[::2], dark(tone, 0.3))
                    c.fill(blades[1::2], Ramp(light(tone, 0.28), tone, dark(tone, 0.2)))
                blooms = [ellipse(qx + c.rng.normal(0, s * 0.34), qy - s * c.rng.uniform(0.7, 1.15), max(0.9, s * 0.075), steps=12) for _ in range(6)]
                c.fill(blooms, mix(flower, (236, 226, 196), air))
                if s > 24:
                    for b in blooms:
                        m = b.mean(0)
                        c.line([(m[0], m[1]), (qx + (m[0] - qx) * 0.3, qy - s * 0.3)], max(1, s * 0.016), dark(tone, 0.3))
                        c.fill([ellipse(m[0] + s * 0.09 * np.cos(t), m[1] + s * 0.07 * np.sin(t), s * 0.062, s * 0.045, turn=np.degrees(t), steps=12) for t in np.arange(7) * 0.9], flower)
                        c.fill(ellipse(m[0], m[1], s * 0.042, steps=12), "#f4c542")
        for x_sign, z_sign, name in ((-1.62, 12.0, "灯盏花"), (1.62, 9.0, "重楼"), (-1.62, 6.4, "三七"), (1.62, 5.2, "滇黄精")):
            if z < z_sign <= z_far:
                sx, sy = cam.at(x_sign, 0, z_sign)
                k = cam.size(1.0, z_sign)
                c.fill(rect(sx - k * 0.025, sy - k * 0.62, k * 0.05, k * 0.62), "#6f4a30")
                c.fill(rect(sx - k * 0.36, sy - k * 0.86, k * 0.72, k * 0.32), Ramp("#f4e6c4", "#d8bd8a"))
                c.outline(rect(sx - k * 0.36, sy - k * 0.86, k * 0.72, k * 0.32), max(1, k * 0.022), "#6f4a30")
                c.text(sx, sy - k * 0.7, name, k * 0.17, "#3f2c1e", "Bold", "mm")
    c.glow(120, 40, 760, (255, 236, 190), 0.45)
    twig = bezier((-20, -10), (170, 80), (430, 34), 40)
    c.fill(taper(twig, 11, 2), "#4d3a2c")
    for _ in range(110):
        a, b = twig[c.rng.integers(0, 40)] + (c.rng.normal(0, 10), c.rng.uniform(-14, 22))
        c.fill(taper(bezier((a, b), (a + 12, b + 16), (a + 10, b + 40)), 12, 1, belly=0.4), mix(PINE, LEAF, c.rng.random() * 0.7))
    return c.finished(grain=2.4)


def greenhouse():
    c = Canvas(1280, 720, 41)
    cam = Camera((640, 300), 560, (0, 2.0, 0), air=(232, 242, 230), far=46, thick=0.5)
    c.veil((226, 240, 238), 1)
    c.glow(640, 300, 700, (255, 250, 226), 1, mode="normal")
    half, wall_h, top = 6.2, 2.6, 5.4

    def arch(z, steps=24):
        a = np.linspace(0, np.pi, steps)
        arc = [(half * np.cos(t), wall_h + (top - wall_h) * np.sin(t)) for t in a]
        return np.array([cam.at(half, 0, z)] + [cam.at(px, py, z) for px, py in arc] + [cam.at(-half, 0, z)])
    zs = [2.2, 3.4, 5, 7, 9.2, 11.8, 14.6, 18, 22, 27, 33, 40]
    n.ridge(c, 306, 70, (150, 186, 190), (214, 230, 222), peaks=[(0.5, 0.1, 0.5)])
    # Film panels between the ribs.
    for z0, z1 in zip(zs[::-1][1:], zs[::-1]):
        a, b = arch(z0), arch(z1)
        for i in range(len(a) - 1):
            up = 1 - abs(i - 12) / 12
            tone = mix((186, 216, 220), (250, 252, 240), 0.25 + 0.6 * up)
            c.fill([a[i], a[i + 1], b[i + 1], b[i]], mix(tone, (242, 246, 232), min(0.7, z0 / 40)), 0.78)
        c.line(a, cam.size(0.07, z0), mix((120, 148, 156), (236, 244, 238), min(0.8, z0 / 36)))
        cross = [cam.at(-half * 0.86, wall_h + 1.2, z0), cam.at(half * 0.86, wall_h + 1.2, z0)]
        c.line(cross, cam.size(0.05, z0), mix((136, 160, 166), (236, 244, 238), min(0.8, z0 / 36)))
    for px, py in ((-4.2, 4.6), (0, 5.4), (4.2, 4.6), (-half, 1.3), (half, 1.3)):
        c.line([cam.at(px, py, 2.0), cam.at(px, py, 40)], 2.2, (150, 174, 178), 0.8)
    floor(c, cam, 0, -half, half, 1.5, 40, "#7d7a66", "#dfe2cc")
    # Glow lamps down the middle and hanging baskets.
    benches = [(-5.9, -4.1), (-3.5, -1.3), (1.3, 3.5), (4.1, 5.9)]
    tones = [((92, 150, 74), (226, 72, 62)), ((110, 168, 88), None), ((86, 148, 84), (238, 112, 148)), ((104, 160, 80), (244, 190, 60))]
    for x0, x1 in benches:
        c.fill(cam.face([(x0, 0.01, 1.6), (x1, 0.01, 1.6), (x1, 0.01, 40), (x0, 0.01, 40)]), (60, 66, 58), 0.4, soft=2)
    z_list = np.geomspace(38, 1.9, 46)
    workers = [(0.75, 14.5, "#4b8f8c", "reach", -1, "cap"), (-0.6, 22, "#e3a23a", "work", -1, None), (-0.75, 8.2, "#3d6f8c", "work", -1, "straw")]
    for z_far, z in zip(z_list, z_list[1:]):
        for wx, wz, coat, pose, f, hat in workers:
            if z < wz <= z_far:
                qx, qy = cam.at(wx, 0, wz)
                person(c, qx, qy, cam.size(1.68, wz), cam.seen(coat, wz * 0.7), pose=pose, facing=f, hat=hat)
        for (x0, x1), (leaf, fruit) in zip(benches, tones):
            box(c, cam, x0, x1, 0.55, 0.8, z, z_far, "#f2efe4", front="#e3ded0")
            for col in range(7):
                bx = x0 + 0.1 + (x1 - x0 - 0.2) * (col + 0.5) / 7
                qx, qy = cam.at(bx, 0.8, z)
                s = cam.size(0.36, z)
                if not -90 < qx < 1370:
                    continue
                tone = cam.seen(leaf, z)
                if s < 9:
                    c.fill(blob(c.rng, qx, qy - s * 0.4, s * 0.55, s * 0.5, 6), Ramp(light(tone, 0.35), dark(tone, 0.2)))
                else:
                    blades = [taper(bezier((qx, qy), (qx + np.sin(a) * s * 0.7, qy - s * 0.7), (qx + np.sin(a) * s * 1.1, qy - np.cos(a) * s * 0.9), 9), s * 0.34, 0.8, belly=0.6)
                              for a in np.linspace(-1.3, 1.3, 8) + c.rng.normal(0, 0.1, 8)]
                    c.fill(blades[::2], dark(tone, 0.22))
                    c.fill(blades[1::2], Ramp(light(tone, 0.42), tone, angle=60))
                if fruit is not None and c.rng.random() < 0.8:
                    for _ in range(3):
                        fx, fy, r = qx + c.rng.normal(0, s * 0.3), qy - s * c.rng.uniform(0.15, 0.8), max(1, s * 0.11)
                        c.fill(ellipse(fx, fy, r, r * 1.1, steps=16), Ramp(light(cam.seen(fruit, z), 0.3), dark(cam.seen(fruit, z), 0.15), angle=50))
        if int(z * 2) % 3 == 0 and z > 4:
            for px in (-2.4, 2.4):
                qx, qy = cam.at(px, 3.6, z)
                k = cam.size(0.5, z)
                c.line([(qx, qy - k * 1.4), (qx, qy)], max(1, k * 0.03), (130, 150, 150), 0.7)
                n.crown(c, qx, qy, k * 0.5, k * 0.4, cam.seen((100, 156, 84), z), parts=5)
    for x in (260, 520, 800):
        c.fill([(x, -20), (x + 130, -20), (x - 160, 740), (x - 420, 740)], (255, 252, 224), 0.13, soft=22)
    c.glow(640, 290, 380, (255, 252, 232), 0.4)
    return c.finished(grain=2.4)
