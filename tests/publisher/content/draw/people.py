"""Small figures without faces: seen from behind, from the side, at work, under an umbrella."""
import numpy as np

from canvas import Ramp
from curves import bezier, ellipse, rect, rounded, spline, taper
from palette import SKIN, UMBER, dark, light, mix

COATS = ["#c4473a", "#2f6f8f", "#e3a23a", "#4b7f63", "#6b5b8c", "#d9d2c2", "#34465f", "#b86a4a", "#7fa3b5", "#8c3f4a"]
TROUSERS = ["#2b3446", "#4a4a52", "#5b4b40", "#33506a", "#3a3f3a"]


def person(c, x, foot, h, coat="#2f6f8f", trousers="#2b3446", hair=UMBER, pose="stand", facing=1, hat=None, skirt=False,
           carry=None, shade=0.5):
    """h is the height in pixels; facing 1 looks right, -1 left, 0 away from the viewer."""
    side = facing or 1
    narrow = 0.8 if facing else 1.0
    k = h

    def at(px, py):
        return (x + px * k * side, foot - py * k)
    c.fill(ellipse(x, foot, k * 0.2, k * 0.035), (10, 18, 34), 0.3 * shade * 2, soft=k * 0.02)
    step = {"stand": 0.035, "walk": 0.13, "work": 0.05, "sit": 0.0}.get(pose, 0.04)
    hip, knee = 0.48, 0.25
    if pose == "sit":
        for o in (0.0, 0.03):
            c.fill(taper([at(0.0, 0.36 + o), at(0.2, 0.35 + o)], k * 0.11, k * 0.09), trousers)
            c.fill(taper([at(0.2, 0.37 + o), at(0.2, 0.04)], k * 0.085, k * 0.06), trousers)
        lower = 0.33
    else:
        lower = 0.46
        legs = [((-0.03, hip), (-0.04 - step * 0.2, knee), (-0.04 - step, 0.03)), ((0.03, hip), (0.05 + step * 0.5, knee), (0.04 + step * 0.8, 0.03))]
        for i, leg in enumerate(legs):
            pts = np.array([at(*p) for p in leg])
            c.fill(taper(bezier(pts[0], pts[1] * 1.0, pts[2], 8), k * 0.115, k * 0.062), dark(trousers, 0.18) if i == 0 else trousers)
            c.fill(rounded(pts[2][0] - k * 0.035 - (k * 0.02 if side < 0 else 0), foot - k * 0.035, k * 0.095, k * 0.04, k * 0.02), dark(trousers, 0.5))
    w = 0.125 * narrow
    top = lower + 0.36
    if skirt:
        c.fill([at(-w * 0.8, lower + 0.08), at(w * 0.8, lower + 0.08), at(w * 1.5, lower - 0.2), at(-w * 1.5, lower - 0.2)],
               Ramp(coat, dark(coat, 0.25)))
    torso = spline([at(-w * 0.8, lower - 0.03), at(-w * 0.74, lower + 0.12), at(-w * 0.95, top - 0.09), at(-w * 0.8, top - 0.025), at(-w * 0.3, top + 0.008),
                    at(w * 0.3, top + 0.008), at(w * 0.8, top - 0.025), at(w * 0.95, top - 0.09), at(w * 0.74, lower + 0.12), at(w * 0.8, lower - 0.03)], 5, closed=True)
    c.fill(torso, Ramp(light(coat, 0.14), coat, dark(coat, 0.28), angle=35))
    arms = {"stand": [((0.0, 0), (0.02, -0.16), (0.03, -0.33))],
            "walk": [((0, 0), (-0.06, -0.16), (-0.02, -0.32)), ((0, 0), (0.1, -0.15), (0.17, -0.25))],
            "work": [((0.02, -0.01), (0.1, -0.16), (0.24, -0.12)), ((0, 0), (0.1, -0.2), (0.26, -0.18))],
            "reach": [((0.02, 0.0), (0.15, 0.02), (0.27, 0.14))],
            "sit": [((0.02, -0.01), (0.08, -0.18), (0.22, -0.2))],
            "hold": [((0.02, -0.01), (0.12, -0.16), (0.13, 0.02))]}.get(pose, [])
    offsets = (-w * 0.92, w * 0.92) if facing == 0 and pose in ("stand", "walk") else (0.0,)
    for o in offsets:
        for arm in arms if facing else [((0, 0), (0.03 * np.sign(o), -0.16), (0.015 * np.sign(o), -0.31))] if pose in ("stand", "walk") else arms:
            pts = [at(o + px * (1 if facing else 1), top - 0.06 + py) for px, py in arm]
            c.fill(taper(bezier(*pts, 8), k * 0.07, k * 0.048), dark(coat, 0.2))
            c.fill(ellipse(*pts[2], k * 0.028), SKIN)
    c.fill(rect(*(np.array(at(0, top + 0.04)) - (k * 0.028, 0)), k * 0.056, k * 0.06), dark(SKIN, 0.12))
    hx, hy = at(0.012 if facing else 0, top + 0.1)
    r = k * 0.066
    c.fill(ellipse(hx, hy, r * 0.92, r * 1.08), SKIN)
    if facing == 0:
        c.fill(ellipse(hx, hy - r * 0.12, r * 1.02, r * 1.06), hair)
    else:
        # Hair over the crown and the back of the head, so that only a sliver of cheek shows.
        c.fill(ellipse(hx - side * r * 0.2, hy - r * 0.2, r * 1.0, r * 1.02), hair)
        c.fill(ellipse(hx + side * r * 0.42, hy + r * 0.22, r * 0.5, r * 0.72), SKIN)
    if hat == "hard":
        c.fill(np.vstack([ellipse(hx, hy - r * 0.2, r * 1.15, r * 1.1, 180, 360, steps=20), [(hx + r * 1.4, hy - r * 0.15), (hx - r * 1.2, hy - r * 0.15)]]),
               Ramp("#ffd65a", "#e09a24"))
    elif hat == "straw":
        c.fill(ellipse(hx, hy - r * 0.45, r * 2.1, r * 0.55), Ramp("#f1d796", "#b98b46"))
        c.fill(ellipse(hx, hy - r * 0.7, r * 0.95, r * 0.8, 180, 360, steps=20), "#e5c37c")
    elif hat == "cap":
        c.fill(ellipse(hx, hy - r * 0.25, r * 1.1, r * 1.05, 180, 360, steps=20), dark(coat, 0.2))
        c.fill(rounded(hx - r * 0.2 if side > 0 else hx - r * 1.5, hy - r * 0.42, r * 1.7, r * 0.3, r * 0.14), dark(coat, 0.35))
    elif hat == "white":
        c.fill(ellipse(hx, hy - r * 0.3, r * 1.15, r * 1.0, 180, 360, steps=20), (246, 244, 238))
    if carry == "bag":
        bx, by = at(-0.14, lower - 0.02)
        c.fill(rounded(bx - k * 0.05, by, k * 0.1, k * 0.12, k * 0.02), mix(coat, "#f2d6a0", 0.6))
    elif carry == "pack":
        bx, by = at(-w - 0.03 if facing else 0, top - 0.17)
        c.fill(rounded(bx - k * 0.07, by - k * 0.11, k * 0.14, k * 0.26, k * 0.05), Ramp("#3f5a7a", "#24344e"))
    elif carry == "case":
        bx, by = at(-0.24, 0.02)
        c.line([(bx, by - k * 0.26), at(-0.1, 0.42)], k * 0.014, "#555a60")
        c.fill(rounded(bx - k * 0.07, by - k * 0.27, k * 0.14, k * 0.27, k * 0.025), Ramp("#c9a24a", "#8b6a2c", angle=0))


def umbrella(c, x, y, r, colour, tilt=0.0):
    """The canopy centred above (x, y), the handle going down to it."""
    c.line([(x, y - r * 0.55), (x, y + r * 0.55)], max(1.2, r * 0.035), (70, 66, 66))
    dome = ellipse(x, y - r * 0.25, r, r * 0.72, 180, 360, steps=30)
    hem = []
    for i in range(6, 0, -1):
        a = x - r + 2 * r * i / 6
        hem += list(bezier((a, y - r * 0.25), (a - r / 6, y - r * 0.4), (a - r / 3, y - r * 0.25), 6))
    c.fill(np.vstack([dome, hem]), Ramp(light(colour, 0.3), colour, dark(colour, 0.3), angle=25))
    for i in (2, 3, 4):
        a = x - r + 2 * r * i / 6
        c.line(bezier((x, y - r * 0.97), ((a + x) / 2 + (a - x) * 0.35, y - r * 0.8), (a, y - r * 0.25)), max(0.8, r * 0.02), dark(colour, 0.35), 0.6)


def crowd(c, x0, x1, foot, h, count, spread=6, **kw):
    """A row of walkers, nearest last."""
    rng = c.rng
    places = sorted(zip(rng.uniform(x0, x1, count), rng.uniform(-spread, spread, count)), key=lambda p: p[1])
    for x, dy in places:
        person(c, x, foot + dy, h * rng.uniform(0.88, 1.06) * (1 + dy / max(60, spread * 8)), COATS[rng.integers(len(COATS))],
               TROUSERS[rng.integers(len(TROUSERS))], pose=("walk", "stand")[rng.integers(2)], facing=int(rng.integers(-1, 2)),
               skirt=rng.random() < 0.25, carry=(None, None, "bag", "pack")[rng.integers(4)], **kw)
