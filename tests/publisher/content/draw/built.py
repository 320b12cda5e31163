"""Houses, eaves, towers, lanterns and lamps."""
import numpy as np

from canvas import Ramp
from curves import bezier, ellipse, rect, rounded, spline, taper
from palette import AMBER, CREAM, RED, SLATE, WOOD, dark, light, mix


def tiled_roof(c, x0, x1, ridge_y, eave_y, colour=SLATE, lift=0.12, inset=0.12, rows=True, lit=None):
    """A sagging tiled roof seen from the front, its corners turned up."""
    w, h = x1 - x0, eave_y - ridge_y
    up = h * lift * 3
    left = bezier((x0 + w * inset, ridge_y), (x0 + w * inset * 0.55, eave_y - h * 0.15), (x0 - w * 0.03, eave_y - up * 0.6))
    right = bezier((x1 - w * inset, ridge_y), (x1 - w * inset * 0.55, eave_y - h * 0.15), (x1 + w * 0.03, eave_y - up * 0.6))
    eave = spline([(x1 + w * 0.03, eave_y - up * 0.6), (x1 - w * 0.12, eave_y), (x0 + w / 2, eave_y + h * 0.04), (x0 + w * 0.12, eave_y),
                   (x0 - w * 0.03, eave_y - up * 0.6)], 10)
    outline = np.vstack([left[::-1], right, eave])
    c.fill(outline, Ramp(lit or light(colour, 0.2), colour, dark(colour, 0.35)))
    if rows:
        n = max(8, int(w / 9))
        with c.inside(outline):
            ribs = []
            for i in range(n + 1):
                t = i / n
                top = x0 + w * inset + (w * (1 - 2 * inset)) * t
                foot = x0 - w * 0.03 + w * 1.06 * t
                ribs.append(bezier((top, ridge_y), ((top + foot) / 2 + (top - foot) * 0.15, eave_y - h * 0.3), (foot, eave_y + h * 0.06), 8))
            c.line(ribs, max(1.0, w / n * 0.28), dark(colour, 0.4), 0.55)
            c.line([r + (w / n * 0.3, 0) for r in ribs], max(0.7, w / n * 0.14), light(colour, 0.35), 0.4)
        c.line(eave, max(1.5, h * 0.05), dark(colour, 0.5))
        c.line(eave + (0, -h * 0.05), max(1, h * 0.025), light(colour, 0.3), 0.7)
    ridge = [(x0 + w * inset - w * 0.02, ridge_y - h * 0.06), (x0 + w * inset, ridge_y), (x1 - w * inset, ridge_y), (x1 - w * inset + w * 0.02, ridge_y - h * 0.06)]
    c.line(spline(ridge, 6), max(2.0, h * 0.09), dark(colour, 0.3))


def lattice(c, x, y, w, h, colour=WOOD, glow=None, cols=4, rows=5):
    """A carved window or door leaf."""
    c.fill(rect(x, y, w, h), Ramp(light(glow, 0.3), glow, mix(glow, WOOD, 0.25)) if glow is not None else dark(colour, 0.55))
    bars = [[(x + w * i / cols, y), (x + w * i / cols, y + h)] for i in range(1, cols)]
    bars += [[(x, y + h * i / rows), (x + w, y + h * i / rows)] for i in range(1, rows)]
    c.line(bars, max(0.8, w * 0.035), colour)
    c.outline(rect(x, y, w, h), max(1.4, w * 0.08), dark(colour, 0.1))


def lantern(c, x, y, r, colour=RED, lit=1.0, glow=True, long=1.0):
    """A round paper lantern hanging from (x, y)."""
    if glow:
        c.glow(x, y + r * 1.5, r * 4.2, mix(colour, AMBER, 0.6), 0.42 * lit, power=2.2)
    c.line([(x, y), (x, y + r * 0.5)], max(0.8, r * 0.07), (60, 40, 30))
    cy = y + r * (0.5 + long * 0.85)
    body = ellipse(x, cy, r, r * 0.85 * long)
    core = mix(colour, (255, 226, 150), 0.72 * lit)
    c.fill(body, Ramp(dark(colour, 0.15), mix(colour, core, 0.6), dark(colour, 0.1), angle=0))
    with c.inside(body):
        c.glow(x, cy + r * 0.2, r * 1.0, core, 0.95 * lit, mode="normal", flat=long, power=1.1)
        c.line([ellipse(x, cy, r * k, r * 0.85 * long) for k in (0.32, 0.68)], max(0.6, r * 0.035), dark(colour, 0.3), 0.4)
    for dy in (-0.85, 0.72):
        c.fill(rect(x - r * 0.36, cy + r * dy * long - r * 0.06, r * 0.72, r * 0.17), Ramp(AMBER, dark(AMBER, 0.4)))
    c.line([[(x + o * r, cy + r * 0.86 * long), (x + o * r * 1.2, cy + r * 1.5 * long)] for o in (-0.16, 0, 0.16)], max(0.7, r * 0.06), mix(colour, AMBER, 0.5))


def farmhouse(c, x, foot, w, wall=CREAM, roof=SLATE, lit=None):
    """A village house with a gable and a tiled roof."""
    h = w * 0.48
    c.fill(rect(x, foot - h, w, h), Ramp(light(wall, 0.1), dark(wall, 0.14), angle=20))
    c.fill(rect(x, foot - h * 0.22, w, h * 0.22), mix(wall, (150, 120, 96), 0.6))
    for i in range(3):
        a = x + w * (0.14 + i * 0.29)
        c.fill(rect(a, foot - h * 0.72, w * 0.14, h * 0.34), lit or mix(SLATE, (40, 60, 80), 0.4))
    c.fill(rect(x + w * 0.43, foot - h * 0.5, w * 0.14, h * 0.5), WOOD)
    c.fill([(x - w * 0.07, foot - h * 0.95), (x + w * 0.08, foot - h * 1.55), (x + w * 0.92, foot - h * 1.55), (x + w * 1.07, foot - h * 0.95)],
           Ramp(light(roof, 0.25), roof, dark(roof, 0.2)))
    c.line([(x + w * 0.05, foot - h * 1.58), (x + w * 0.95, foot - h * 1.58)], max(1.4, w * 0.02), dark(roof, 0.35))
    c.line([(x - w * 0.07, foot - h * 0.94), (x + w * 1.07, foot - h * 0.94)], max(1, w * 0.015), dark(roof, 0.5))


def tower(c, x, foot, w, h, colour, side=None, windows=None, lit=0.0, glow=(255, 214, 130), flank=0.24, cap=None, gap=9):
    """A block of flats or offices, a front and a narrower flank."""
    rng = c.rng
    front = w * (1 - flank)
    c.fill(rect(x, foot - h, front, h), Ramp(light(colour, 0.12), colour, mix(colour, (255, 255, 255), 0.1)))
    c.fill(rect(x + front, foot - h, w * flank, h), Ramp(side or dark(colour, 0.2), mix(side or dark(colour, 0.2), colour, 0.5)))
    if windows is not None:
        dim, bright = [], []
        n = max(2, int(front / gap))
        for r in range(max(2, int(h / (gap * 1.15)))):
            for k in range(n):
                pane = rect(x + front * (k + 0.2) / n, foot - h + gap * (0.55 + r * 1.15), front / n * 0.6, gap * 0.6)
                if pane[2][1] < foot - 3:
                    (bright if rng.random() < lit else dim).append(pane)
        c.fill(dim, windows, 0.7)
        c.fill(bright, glow, 0.95)
    if cap == "step":
        c.fill(rect(x + front * 0.2, foot - h - w * 0.16, front * 0.55, w * 0.17), dark(colour, 0.08))
    elif cap == "mast":
        c.fill(rect(x + front * 0.3, foot - h - w * 0.12, front * 0.4, w * 0.13), dark(colour, 0.1))
        c.line([(x + front * 0.5, foot - h), (x + front * 0.5, foot - h - w * 0.55)], max(1, w * 0.03), dark(colour, 0.2))
    elif cap == "slope":
        c.fill([(x, foot - h), (x + front, foot - h), (x + front, foot - h - w * 0.3)], light(colour, 0.1))


def street_lamp(c, x, foot, h, colour=(52, 58, 66), lit=True, facing=1):
    c.fill(taper([(x, foot), (x, foot - h * 0.9)], h * 0.022, h * 0.012), colour)
    c.line(bezier((x, foot - h * 0.86), (x, foot - h), (x + facing * h * 0.16, foot - h)), max(1.2, h * 0.014), colour)
    c.fill(rounded(min(x + facing * h * 0.12, x + facing * h * 0.24), foot - h * 1.012, h * 0.12, h * 0.024, h * 0.01), colour)
    if lit:
        c.glow(x + facing * h * 0.18, foot - h * 0.98, h * 0.36, (255, 220, 150), 0.7)


def turbine(c, x, foot, h, turn=10, colour=(244, 246, 246), shade=(176, 192, 204)):
    """A wind turbine, three blades."""
    c.fill(taper([(x, foot), (x, foot - h)], h * 0.034, h * 0.016), Ramp(colour, shade, angle=0))
    for i in range(3):
        a = np.radians(turn + 120 * i)
        d = np.array([np.sin(a), -np.cos(a)])
        n = np.array([-d[1], d[0]])
        hub = np.array([x, foot - h])
        length = h * 0.6
        c.fill(np.array([hub - n * h * 0.008, hub + d * length * 0.2 + n * h * 0.024, hub + d * length, hub + d * length * 0.5 - n * h * 0.004]),
               Ramp(colour, shade, angle=30))
    c.fill(ellipse(x, foot - h, h * 0.018), shade)
