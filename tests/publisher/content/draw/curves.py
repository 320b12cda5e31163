"""Points: smooth lines, tapering blades, circles, and smooth noise."""
import math

import numpy as np
from PIL import Image


def spline(points, steps=14, closed=False):
    """A Catmull-Rom curve through the points."""
    p = np.asarray(points, float)
    if closed:
        p = np.vstack([p[-1], p, p[0], p[1]])
    else:
        p = np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    out = []
    for a, b, c, d in zip(p, p[1:], p[2:], p[3:]):
        out.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t ** 2
                          + (3 * b - a - 3 * c + d) * t ** 3))
    if not closed:
        out.append(p[-2][None])
    return np.vstack(out)


def bezier(a, b, c, steps=16):
    a, b, c = (np.asarray(v, float) for v in (a, b, c))
    t = np.linspace(0, 1, steps)[:, None]
    return a * (1 - t) ** 2 + 2 * b * t * (1 - t) + c * t ** 2


def taper(line, wide, tip=0.0, belly=0.0):
    """The outline of a stroke that narrows from wide to tip; belly moves the widest place along it."""
    line = np.asarray(line, float)
    along = np.gradient(line, axis=0)
    length = np.hypot(along[:, 0], along[:, 1])
    length[length == 0] = 1
    normal = np.stack([-along[:, 1], along[:, 0]], 1) / length[:, None]
    t = np.linspace(0, 1, len(line))
    if belly:
        width = np.sin(np.pi * t ** (math.log(0.5) / math.log(belly))) * wide + tip
    else:
        width = wide + (tip - wide) * t
    side = normal * width[:, None] / 2
    return np.vstack([line + side, (line - side)[::-1]])


def ellipse(x, y, rx, ry=None, start=0, end=360, turn=0, steps=72):
    ry = rx if ry is None else ry
    t = np.radians(np.linspace(start, end, steps, endpoint=end - start < 360))
    px, py = rx * np.cos(t), ry * np.sin(t)
    if turn:
        c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        px, py = px * c - py * s, px * s + py * c
    return np.stack([x + px, y + py], 1)


def rect(x, y, w, h):
    return np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], float)


def rounded(x, y, w, h, r):
    r = min(r, w / 2, h / 2)
    return np.vstack([ellipse(x + w - r, y + r, r, start=-90, end=0, steps=10),
                      ellipse(x + w - r, y + h - r, r, start=0, end=90, steps=10),
                      ellipse(x + r, y + h - r, r, start=90, end=180, steps=10),
                      ellipse(x + r, y + r, r, start=180, end=270, steps=10)])


def turned(points, degrees, about):
    p = np.asarray(points, float) - about
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.stack([p[:, 0] * c - p[:, 1] * s, p[:, 0] * s + p[:, 1] * c], 1) + about


def noise_line(rng, count, octaves=6, rough=0.5, first=2):
    """Smooth noise in -1..1 along a line."""
    x = np.linspace(0, 1, count)
    total, weight = np.zeros(count), 0.0
    for i in range(octaves):
        knots = first * 2 ** i + 1
        values = rng.uniform(-1, 1, knots)
        place = x * (knots - 1)
        left = np.clip(place.astype(int), 0, knots - 2)
        f = place - left
        f = f * f * (3 - 2 * f)
        total += (values[left] * (1 - f) + values[left + 1] * f) * rough ** i
        weight += rough ** i
    return total / weight


def noise_field(rng, width, height, cells=(4, 4), octaves=4, rough=0.5):
    """Smooth noise in about -1..1 over a rectangle."""
    total, weight = np.zeros((height, width), np.float32), 0.0
    for i in range(octaves):
        cx = max(2, min(width, cells[0] * 2 ** i))
        cy = max(2, min(height, cells[1] * 2 ** i))
        grid = Image.fromarray(rng.uniform(-1, 1, (cy + 1, cx + 1)).astype(np.float32))
        total += np.asarray(grid.resize((width, height), Image.BICUBIC)) * rough ** i
        weight += rough ** i
    return total / weight


def blob(rng, x, y, rx, ry, bumps=9, rough=0.18):
    """A round, uneven outline: a tree crown, a cloud, a shrub."""
    t = np.linspace(0, 2 * np.pi, bumps, endpoint=False) + rng.uniform(0, 1)
    r = 1 + rng.uniform(-rough, rough, bumps)
    return spline(np.stack([x + rx * r * np.cos(t), y + ry * r * np.sin(t)], 1), 8, closed=True)
