"""Mountains, clouds, trees, reeds, birds."""
import numpy as np

from canvas import Ramp
from curves import bezier, blob, ellipse, noise_line, spline, taper
from palette import MOSS, dark, light, mix


def sky(c, *colours, bottom=None, stops=None):
    bottom = bottom or c.height
    c.fill([(-5, -5), (c.width + 5, -5), (c.width + 5, bottom), (-5, bottom)], Ramp(*colours, stops=stops))


def clouds(c, top, bottom, colour, count=7, alpha=0.5, longest=420):
    """Long flat banks, soft below and crisper above."""
    rng = c.rng
    for _ in range(count):
        y = rng.uniform(top, bottom)
        x = rng.uniform(-0.1, 1.1) * c.width
        length = rng.uniform(0.35, 1) * longest
        parts = [ellipse(x + rng.normal(0, length * 0.27), y + rng.normal(0, 4),
                         length * rng.uniform(0.12, 0.3), length * rng.uniform(0.012, 0.04)) for _ in range(9)]
        c.fill(parts, colour, alpha * rng.uniform(0.5, 1), soft=length * 0.012 + 1, fade=(90, 1.0, 0.35))


def ridge(c, base, height, colour, foot=None, rough=0.55, first=3, octaves=7, peaks=None, shade=None, light_from=None):
    """A mountain line; its slope fades into foot (the mist colour). Returns the crest."""
    n = 420
    x = np.linspace(-20, c.width + 20, n)
    crest = noise_line(c.rng, n, octaves, rough, first) * 0.5 + 0.5
    if peaks:
        broken = x / c.width + noise_line(c.rng, n, 5, 0.5, 5) * 0.03
        centre = sum(h * np.exp(-(np.abs(broken - px) / w) ** 1.35) for px, w, h in peaks)
        crest = crest * 0.34 + centre * (1 + 0.3 * noise_line(c.rng, n, 6, 0.6, 9))
    y = base - crest * height
    outline = np.vstack([np.stack([x, y], 1), [(c.width + 20, base + height), (-20, base + height)]])
    foot = foot or mix(colour, (255, 255, 255), 0.25)
    top = y.min()
    c.fill(outline, Ramp(colour, foot, ends=((0, top), (0, base + height * 0.15))))
    if shade:
        # A facet on the far side of every local summit turns a flat strip into rock.
        facets = []
        for i in range(3, n - 12):
            if y[i] < y[i - 3:i + 4].min() + 0.01 and y[i] < base - height * 0.16:
                drop = (base - y[i]) * c.rng.uniform(0.45, 0.85)
                lean = c.rng.uniform(0.2, 0.6) * drop
                end = min(n - 1, i + int(drop * 0.9 / (x[1] - x[0])))
                along = np.stack([x[i:end + 1], y[i:end + 1]], 1)
                down = spline([(x[end], y[end]), (x[i] + lean * 1.3, y[i] + drop * 0.95),
                               (x[i] + lean * 0.5, y[i] + drop * 0.55), (x[i] + lean * 0.32, y[i] + drop * 0.3),
                               (x[i], y[i])], 6)
                facets.append(np.vstack([along, down]))
        with c.inside(outline):
            c.fill(facets, shade, 0.4, fade=(90, 1, 0.1), grain=0.25)
    if light_from is not None:
        c.line(np.stack([x, y + 1], 1), 1.6, light_from, 0.55)
    return np.stack([x, y], 1)


def height_at(crest, x):
    return float(np.interp(x, crest[:, 0], crest[:, 1]))


def crown(c, x, y, rx, ry, colour, lit=None, parts=7):
    """A broadleaf crown: dark mass, lit clumps towards the upper left."""
    rng = c.rng
    lit = lit or light(colour, 0.3)
    hearts = [(x + np.clip(rng.normal(0, 0.32), -0.7, 0.7) * rx, y + np.clip(rng.normal(0, 0.3), -0.7, 0.7) * ry) for _ in range(parts)]
    mass = [blob(rng, *p, rx * 0.62, ry * 0.62) for p in hearts]
    c.fill(mass, Ramp(mix(colour, lit, 0.35), dark(colour, 0.32), angle=70))
    clumps = [blob(rng, p[0] + (rng.uniform(-0.3, 0.1) + k) * rx, p[1] - rng.uniform(0.08, 0.3) * ry,
                   rx * 0.26, ry * 0.22) for p in hearts for k in (-0.06, 0.06)]
    c.fill(clumps, lit, 0.55, fade=(80, 1, 0), grain=0.3)


def tree(c, x, foot, height, colour=MOSS, lit=None, trunk=(74, 52, 42)):
    w = height * 0.07
    c.fill(taper([(x, foot), (x + height * 0.02, foot - height * 0.6)], w, w * 0.5), trunk)
    crown(c, x, foot - height * 0.66, height * 0.36, height * 0.36, colour, lit)


def pine(c, x, foot, height, colour, lit=None):
    rng = c.rng
    outline = []
    tiers = 7
    for side in (-1, 1):
        pts = []
        for i in range(tiers + 1):
            t = i / tiers
            w = height * (0.04 + 0.2 * t) * rng.uniform(0.85, 1.15)
            pts += [(x + side * w, foot - height * (1 - t) * 0.92 - height * 0.06),
                    (x + side * w * 0.45, foot - height * (1 - t) * 0.92 - height * 0.08)]
        outline.append([(x, foot - height)] + pts)
    poly = np.array(outline[1] + outline[0][:0:-1], float)
    c.fill(poly, Ramp(lit or light(colour, 0.2), colour, dark(colour, 0.2), angle=50))


def poplar(c, x, foot, height, colour, lit=None):
    rng = c.rng
    c.fill(taper([(x, foot), (x, foot - height * 0.4)], height * 0.03, height * 0.02), (80, 62, 50))
    c.fill([blob(rng, x + rng.normal(0, height * 0.02), foot - height * (0.25 + 0.7 * t), height * 0.1 * (1.15 - t * 0.75),
                 height * 0.13) for t in np.linspace(0, 1, 7)],
           Ramp(lit or light(colour, 0.25), colour, dark(colour, 0.25), angle=15))


def willow(c, x, foot, height, colour, sway=0.0):
    rng = c.rng
    c.fill(taper(bezier((x, foot), (x - height * 0.05, foot - height * 0.4), (x + height * 0.04, foot - height * 0.72)),
                 height * 0.08, height * 0.03), (66, 50, 42))
    for shade, count in ((dark(colour, 0.35), 90), (dark(colour, 0.12), 90), (light(colour, 0.16), 46)):
        strands = []
        for _ in range(count):
            t = np.clip(rng.normal(0, 0.5), -1, 1)
            top = np.array([x + t * height * 0.34, foot - height * (0.97 - 0.2 * t * t) + rng.uniform(-8, 8)])
            length = height * rng.uniform(0.25, 0.62) * (1 - 0.2 * abs(t))
            out = height * (0.05 + 0.05 * rng.random()) * (t + rng.normal(0, 0.2))
            strands.append(taper(bezier(top, top + (out, length * 0.12), top + (out * 1.25 + sway * length, length)), height * 0.02, 0.6))
        c.fill(strands, shade, 0.95)


def reeds(c, x0, x1, foot, tall, colour, count=120, plume=None, wind=0.16, foot_spread=14):
    """A stand of reeds; plume colours the feathery heads."""
    rng = c.rng
    blades, stems, heads, specks = [], [], [], []
    for _ in range(count):
        x, y = rng.uniform(x0, x1), foot + rng.uniform(-foot_spread, foot_spread)
        h = tall * rng.uniform(0.5, 1.08)
        bend = h * (wind + rng.normal(0, 0.09))
        tip = np.array([x + bend, y - h])
        stem = bezier((x, y), (x + bend * 0.15, y - h * 0.6), tip)
        stems.append(taper(stem, max(1.2, h * 0.012), 0.7))
        for _ in range(2):
            k = rng.integers(3, 11)
            side = rng.choice([-1, 1])
            a = stem[k]
            reach = h * rng.uniform(0.16, 0.34)
            blades.append(taper(bezier(a, a + (side * reach * 0.5 + bend * 0.1, -reach * 0.9),
                                       a + (side * reach + bend * 0.35, -reach * rng.uniform(0.0, 0.7)), 10),
                                max(1.4, h * 0.02), 0.3))
        if plume is not None and rng.random() < 0.62:
            droop = tip + (h * 0.1 + bend * 0.28, h * 0.02)
            heads.append(taper(bezier(stem[-4], tip + (bend * 0.06, -h * 0.03), droop, 12), h * 0.021, 0.4, belly=0.5))
            for _ in range(7):
                b = stem[-3] + (droop - stem[-3]) * rng.random()
                specks.append(taper(bezier(b, b + (h * 0.03, -h * 0.012), b + (h * 0.055, h * 0.024), 6), h * 0.0065, 0.2))
    c.fill(blades, colour, 0.92)
    c.fill(stems, dark(colour, 0.15))
    if heads:
        c.fill(heads, plume, 0.92)
        c.fill(specks, plume, 0.8)


def grass(c, outline_y, x0, x1, tall, colours, count=500):
    """Tufts along a line y=outline_y(x)."""
    rng = c.rng
    for colour in colours:
        blades = []
        for _ in range(count // len(colours)):
            x = rng.uniform(x0, x1)
            y = outline_y(x) + rng.uniform(0, tall * 0.5)
            h = tall * rng.uniform(0.4, 1.1)
            blades.append(taper(bezier((x, y), (x + rng.normal(0, h * 0.1), y - h * 0.6), (x + rng.normal(0, h * 0.35), y - h), 8),
                                max(1.0, h * 0.08), 0.2))
        c.fill(blades, colour)


def heron(c, x, foot, size, colour=(244, 240, 230), leg=(70, 66, 66), facing=1, shadow=None):
    """A wading egret, seen from the side."""
    s = size * facing
    z = size

    def at(px, py):
        return (x + px * s, foot + py * z)
    shadow = shadow or mix(colour, (96, 120, 146), 0.6)
    c.line([[at(-0.02, -0.34), at(-0.03, -0.18), at(-0.01, 0.0)], [at(0.05, -0.34), at(0.09, -0.17), at(0.06, 0.0)]],
           max(1.2, z * 0.018), leg)
    body = spline([at(-0.3, -0.36), at(-0.14, -0.33), at(0.04, -0.32), at(0.15, -0.4), at(0.14, -0.5), at(0.02, -0.53),
                   at(-0.12, -0.48), at(-0.26, -0.4)], 8, closed=True)
    neck = spline([at(0.08, -0.44), at(0.2, -0.5), at(0.22, -0.62), at(0.13, -0.72), at(0.12, -0.83), at(0.2, -0.9)], 8)
    c.fill(taper(neck, z * 0.085, z * 0.038), Ramp(colour, shadow, angle=0 if facing > 0 else 180))
    c.fill(body, Ramp(colour, colour, shadow))
    c.fill(spline([at(-0.32, -0.33), at(-0.1, -0.36), at(0.05, -0.42), at(0.06, -0.48), at(-0.08, -0.46)], 8, closed=True),
           shadow, 0.5)
    c.fill(ellipse(*at(0.2, -0.9), z * 0.046, z * 0.034), colour)
    c.fill([at(0.22, -0.92), at(0.41, -0.875), at(0.22, -0.875)], (226, 158, 54))
    c.fill(ellipse(*at(0.215, -0.908), z * 0.008), (40, 36, 36))
    c.line([at(0.17, -0.92), at(0.06, -0.88), at(0.0, -0.83)], max(1, z * 0.012), colour)


def flying(c, x, y, size, colour=(244, 240, 230), flap=0.5, facing=1, under=None):
    """A heron on the wing; flap 1 is wings up, -1 wings down."""
    s = size * facing

    def at(px, py):
        return (x + px * s, y + py * size)
    under = under or mix(colour, (90, 110, 140), 0.5)
    lift = -flap
    far = spline([at(-0.05, -0.02), at(-0.1, lift * 0.28 - 0.06), at(0.1, lift * 0.62 - 0.05), at(0.04, lift * 0.3), at(0.1, 0.02)], 8, closed=True)
    near = spline([at(-0.16, 0.02), at(-0.34, lift * 0.3), at(-0.3, lift * 0.75), at(-0.08, lift * 0.38), at(0.08, 0.02)], 8, closed=True)
    c.fill(far, under)
    c.fill(taper([at(-0.2, 0.02), at(-0.55, 0.06)], size * 0.02, size * 0.008), (80, 76, 76))
    c.fill(spline([at(-0.26, 0.04), at(-0.05, -0.05), at(0.16, -0.04), at(0.2, 0.02), at(0.05, 0.06)], 8, closed=True), colour)
    c.fill(taper(spline([at(0.14, -0.01), at(0.24, 0.03), at(0.27, -0.03), at(0.33, -0.04)], 6), size * 0.06, size * 0.03), colour)
    c.fill([at(0.32, -0.055), at(0.46, -0.02), at(0.32, -0.02)], (226, 158, 54))
    c.fill(near, Ramp(colour, under, angle=20))


def birds(c, points, size, colour, alpha=0.8):
    """Far birds: two strokes each."""
    marks = []
    for x, y in points:
        k = size * c.rng.uniform(0.7, 1.2)
        for side in (-1, 1):
            marks.append(taper(bezier((x, y), (x + side * k * 0.5, y - k * 0.5), (x + side * k, y - k * 0.18), 10), k * 0.14, 0.3))
    c.fill(marks, colour, alpha)
