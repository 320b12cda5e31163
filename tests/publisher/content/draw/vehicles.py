"""Cars, buses, lorries, a fork-lift truck and a fast train, all without badges."""
import numpy as np

from canvas import Ramp
from curves import bezier, ellipse, rect, rounded, spline
from palette import INK, STEEL, WHITE, dark, light, mix

GLASS = ("#27435c", "#6f97ab")


def wheel(c, x, y, r, hub="#b9c3c9"):
    c.fill(ellipse(x, y, r), "#1b2028")
    c.fill(ellipse(x, y, r * 0.62), Ramp(light(hub, 0.2), dark(hub, 0.35), angle=60))
    c.fill(ellipse(x, y, r * 0.2), "#3c444c")
    c.line([[(x + np.cos(a) * r * 0.2, y + np.sin(a) * r * 0.2), (x + np.cos(a) * r * 0.56, y + np.sin(a) * r * 0.56)]
            for a in np.arange(5) * 1.2566 + 0.3], max(1, r * 0.1), dark(hub, 0.45))


def shadow(c, x0, x1, y, deep=0.4, thick=None):
    c.fill(ellipse((x0 + x1) / 2, y, (x1 - x0) / 2, thick or (x1 - x0) * 0.035), (8, 14, 28), deep, soft=(x1 - x0) * 0.012)


def car(c, x, foot, w, colour, facing=1, wheels=True, lights=False, glass=GLASS):
    """A saloon from the side; w is its length, x its left end."""
    def at(px, py):
        return (x + (px if facing > 0 else 1 - px) * w, foot - py * w)
    if wheels:
        shadow(c, x, x + w, foot)
    body = spline([at(0.01, 0.1), at(0.0, 0.17), at(0.03, 0.2), at(0.13, 0.225), at(0.2, 0.24), at(0.33, 0.33), at(0.42, 0.35), at(0.56, 0.345),
                   at(0.67, 0.3), at(0.76, 0.232), at(0.9, 0.205), at(0.98, 0.16), at(0.995, 0.1), at(0.97, 0.062), at(0.5, 0.055), at(0.05, 0.065)], 8, closed=True)
    c.fill(body, Ramp(light(colour, 0.45), colour, dark(colour, 0.12), dark(colour, 0.5), stops=[0, 0.4, 0.7, 1]))
    c.fill(spline([at(0.27, 0.245), at(0.35, 0.322), at(0.44, 0.335), at(0.485, 0.335), at(0.485, 0.245)], 6, closed=True)[4:], Ramp(*glass, angle=-50))
    c.fill(spline([at(0.505, 0.245), at(0.505, 0.335), at(0.57, 0.33), at(0.65, 0.292), at(0.705, 0.245)], 6, closed=True)[4:], Ramp(*glass, angle=-50))
    c.line([[at(0.495, 0.24), at(0.49, 0.09)], [at(0.7, 0.235), at(0.69, 0.12)]], max(0.8, w * 0.004), dark(colour, 0.5), 0.7)
    c.line(spline([at(0.05, 0.19), at(0.3, 0.215), at(0.7, 0.205), at(0.93, 0.175)], 8), max(1, w * 0.006), light(colour, 0.6), 0.7)
    c.fill(rounded(*np.minimum(at(0.53, 0.2), at(0.58, 0.2)), w * 0.05, w * 0.01, w * 0.005), light(colour, 0.3))
    c.fill(spline([at(0.9, 0.19), at(0.97, 0.158), at(0.93, 0.158)], 6, closed=True), "#fff3cf")
    c.fill(spline([at(0.005, 0.175), at(0.06, 0.19), at(0.05, 0.165)], 6, closed=True), "#e2483a")
    if lights:
        c.glow(*at(0.97, 0.165), w * 0.3, (255, 236, 190), 0.8)
    for px in (0.2, 0.8):
        c.fill(ellipse(*at(px, 0.085), w * 0.098), "#161b24")
        if wheels:
            wheel(c, *at(px, 0.075), w * 0.08)


def bus(c, x, foot, w, colour, band=WHITE, facing=1, panel=None):
    """A city bus from the side; w is its length."""
    h = w * 0.31
    shadow(c, x, x + w, foot)
    body = rounded(x, foot - h, w, h * 0.9, w * 0.025)
    c.fill(body, Ramp(light(colour, 0.35), colour, dark(colour, 0.2)))
    with c.inside(body):
        c.fill(rect(x, foot - h * 0.36, w, h * 0.1), band)
        c.fill(bezier((x, foot - h * 0.1), (x + w * 0.3, foot - h * 0.5), (x + w * 0.62, foot - h * 0.05), 12), mix(colour, band, 0.75), 0.8)
    c.fill(rounded(x + w * 0.015, foot - h * 0.88, w * 0.97, h * 0.44, w * 0.015), Ramp("#203a50", "#7ca3b2", angle=-60))
    for i in range(1, 8):
        c.line([(x + w * i * 0.122, foot - h * 0.88), (x + w * i * 0.122, foot - h * 0.44)], w * 0.007, "#1d2a38")
    for px in (0.28, 0.62):
        a = x + w * (px if facing > 0 else 1 - px - 0.1)
        c.fill(rounded(a, foot - h * 0.88, w * 0.1, h * 0.74, w * 0.008), Ramp("#16293b", "#587f92", angle=-60))
        c.line([(a + w * 0.05, foot - h * 0.86), (a + w * 0.05, foot - h * 0.16)], w * 0.006, "#101c28")
    c.fill(rounded(x + w * 0.03, foot - h * 1.05, w * 0.3, h * 0.08, w * 0.01), dark(colour, 0.15))
    front = x + w if facing > 0 else x
    c.fill(rounded(front - (w * 0.2 if facing > 0 else -w * 0.03), foot - h * 0.985, w * 0.17, h * 0.095, w * 0.006), "#141b22")
    if panel:
        c.text(front - (w * 0.115 if facing > 0 else -w * 0.115), foot - h * 0.938, panel, h * 0.085, (255, 184, 64), "Bold", "mm")
    c.fill(rounded(front - (w * 0.012 if facing > 0 else 0), foot - h * 0.32, w * 0.012, h * 0.1, w * 0.005), "#fff0c4")
    for px in (0.17, 0.8):
        a = x + w * (px if facing > 0 else 1 - px)
        c.fill(ellipse(a, foot - h * 0.12, h * 0.19), "#141a22")
        wheel(c, a, foot - h * 0.13, h * 0.155)


def lorry(c, x, foot, h, colour, facing=1):
    """A tractor unit from the side, h tall; returns the place of its coupling."""
    w = h * 0.86

    def at(px, py):
        return (x + (px if facing > 0 else 1 - px) * w, foot - py * h)
    c.fill([at(-0.35, 0.3), at(0.95, 0.3), at(0.95, 0.18), at(-0.35, 0.18)], "#2b3340")
    cab = spline([at(0.22, 0.22), at(0.2, 0.95), at(0.34, 1.06), at(0.78, 1.0), at(0.9, 0.84), at(1.0, 0.52), at(1.02, 0.24), at(0.98, 0.17), at(0.3, 0.17)], 6, closed=True)
    c.fill(cab, Ramp(light(colour, 0.35), colour, dark(colour, 0.3), angle=70))
    c.fill(spline([at(0.52, 0.6), at(0.52, 0.86), at(0.8, 0.86), at(0.93, 0.6)], 6, closed=True), Ramp(*GLASS, angle=-50))
    c.line([at(0.5, 0.9), at(0.49, 0.24), at(0.86, 0.24)], max(1, h * 0.008), dark(colour, 0.5))
    c.fill(rounded(*np.minimum(at(0.94, 0.36), at(1.02, 0.36)), w * 0.08, h * 0.07, 2), "#fff0c8")
    c.fill([at(0.3, 0.2), at(0.62, 0.2), at(0.62, 0.12), at(0.3, 0.12)], STEEL)
    for px in (-0.22, 0.06, 0.82):
        wheel(c, *at(px, 0.135), h * 0.135)
    return at(-0.1, 0.32)


def train(c, nose, tail, foot, h, colour=(238, 242, 244), band=(43, 122, 150), slope=0.0):
    """A fast train from the side, its nose at the right end."""
    n = h * 3.4
    body = np.vstack([[(tail, foot - h * 0.06), (tail, foot - h * 0.98)],
                      spline([(nose - n, foot - h), (nose - n * 0.72, foot - h * 0.985), (nose - n * 0.42, foot - h * 0.83), (nose - n * 0.15, foot - h * 0.5),
                              (nose - n * 0.02, foot - h * 0.28), (nose, foot - h * 0.17), (nose - n * 0.06, foot - h * 0.05)], 12)])
    c.fill(ellipse((nose + tail) / 2, foot, (nose - tail) / 2, h * 0.06), (8, 14, 28), 0.45, soft=h * 0.04)
    c.fill(body, Ramp(WHITE, colour, colour, mix(colour, STEEL, 0.45), dark(colour, 0.35), stops=[0, 0.2, 0.55, 0.85, 1]))
    with c.inside(body):
        c.fill([(tail, foot - h * 0.38), (nose - n * 0.8, foot - h * 0.38), (nose - n * 0.1, foot - h * 0.2), (nose, foot - h * 0.12), (nose, foot - h * 0.05),
                (nose - n * 0.15, foot - h * 0.12), (nose - n * 0.8, foot - h * 0.29), (tail, foot - h * 0.29)], band)
        c.fill([(tail, foot - h * 0.26), (nose - n * 0.8, foot - h * 0.26), (nose - n * 0.3, foot - h * 0.1), (tail, foot - h * 0.235)], mix(band, WHITE, 0.4))
        c.fill(rect(tail, foot - h * 0.14, nose - tail, h * 0.2), dark(STEEL, 0.45))
    c.fill(rounded(tail - 20, foot - h * 0.79, nose - n * 0.93 - tail + 20, h * 0.27, h * 0.08), Ramp("#1b3044", "#47718a", angle=-70))
    x = nose - n * 1.12
    pillars, doors = [], []
    i = 0
    while x > tail:
        pillars.append([(x, foot - h * 0.8), (x, foot - h * 0.52)])
        if i % 7 == 1:
            doors.append(rounded(x - h * 0.42, foot - h * 0.86, h * 0.36, h * 0.72, h * 0.05))
        x -= h * 0.48
        i += 1
    c.line(pillars, h * 0.07, mix(colour, STEEL, 0.25))
    c.fill(doors, mix(colour, STEEL, 0.18))
    for d in doors:
        c.line(np.vstack([d, d[:1]]), max(0.8, h * 0.01), mix(colour, INK, 0.5))
        c.fill(rounded(d[:, 0].min() + h * 0.09, foot - h * 0.78, h * 0.18, h * 0.28, h * 0.04), Ramp("#1b3044", "#47718a", angle=-70))
    screen = spline([(nose - n * 0.7, foot - h * 0.93), (nose - n * 0.5, foot - h * 0.84), (nose - n * 0.36, foot - h * 0.7), (nose - n * 0.48, foot - h * 0.64),
                     (nose - n * 0.62, foot - h * 0.7)], 8, closed=True)
    c.fill(screen, Ramp("#15283a", "#5d8aa0", angle=-30))
    c.fill(spline([(nose - n * 0.2, foot - h * 0.42), (nose - n * 0.1, foot - h * 0.33), (nose - n * 0.17, foot - h * 0.33)], 6, closed=True), "#fff4d2")
    c.glow(nose - n * 0.14, foot - h * 0.36, h * 0.7, (255, 240, 200), 0.55)


def forklift(c, x, foot, h, colour="#f0a12e", load=None):
    """A counterbalance truck facing right with a pallet on its forks."""
    def at(px, py):
        return (x + px * h, foot - py * h)
    shadow(c, x - h * 0.05, x + h * 1.5, foot, thick=h * 0.05)
    c.fill([at(0.86, 0.05), at(0.92, 0.05), at(0.92, 1.18), at(0.86, 1.18)], "#3a434e")
    c.fill([at(0.92, 0.1), at(1.4, 0.1), at(1.4, 0.07), at(0.92, 0.07)], "#20262e")
    if load:
        c.fill(rect(*at(0.97, 0.16), h * 0.5, h * 0.06), "#a9794a")
        for i in range(2):
            for k in range(2):
                c.fill(rect(*at(0.98 + k * 0.245, 0.16 + (i + 1) * 0.25), h * 0.235, h * 0.24), Ramp(light(load, 0.15), dark(load, 0.15)))
                c.fill(rect(*at(1.07 + k * 0.245, 0.16 + (i + 1) * 0.25), h * 0.05, h * 0.24), mix(load, WHITE, 0.45))
    body = spline([at(0, 0.14), at(-0.02, 0.44), at(0.08, 0.5), at(0.4, 0.5), at(0.5, 0.36), at(0.8, 0.4), at(0.84, 0.14)], 5, closed=True)
    c.fill(body, Ramp(light(colour, 0.3), colour, dark(colour, 0.3)))
    c.line([[at(0.06, 0.48), at(0.14, 1.1), at(0.68, 1.1), at(0.8, 0.4)]], h * 0.045, "#2c343e")
    c.fill([at(0.32, 0.5), at(0.2, 0.5), at(0.17, 0.76), at(0.24, 0.76)], "#232a33")
    for px, r in ((0.16, 0.12), (0.7, 0.15)):
        wheel(c, *at(px, r), r * h, "#d9b25c")
    return at(0.34, 0.42)
