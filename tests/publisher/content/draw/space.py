"""Depth: a pinhole camera and a view from above at a slant, with boxes and faces for both."""
import numpy as np

from canvas import Ramp
from palette import dark, light, mix, rgb


class Camera:
    """World: x to the right, y up, z away. The eye looks along z; the vanishing point sits at centre."""

    def __init__(self, centre, focal, eye=(0, 1.6, 0), air=None, far=40.0, thick=0.75):
        self.centre, self.focal, self.eye = centre, focal, np.array(eye, float)
        self.air, self.far, self.thick = air, far, thick

    def at(self, x, y, z):
        d = max(0.05, z - self.eye[2])
        return (self.centre[0] + (x - self.eye[0]) * self.focal / d, self.centre[1] - (y - self.eye[1]) * self.focal / d)

    def size(self, length, z):
        return length * self.focal / max(0.05, z - self.eye[2])

    def face(self, points):
        """Project a polygon, cut at the plane just before the eye."""
        near = self.eye[2] + 0.12
        kept, pts = [], [np.array(p, float) for p in points]
        for a, b in zip(pts, pts[1:] + pts[:1]):
            if a[2] >= near:
                kept.append(a)
            if (a[2] >= near) != (b[2] >= near):
                kept.append(a + (b - a) * (near - a[2]) / (b[2] - a[2]))
        return np.array([self.at(*p) for p in kept])

    def seen(self, colour, z):
        """A colour as the air between makes it."""
        if self.air is None:
            return rgb(colour)
        return mix(colour, self.air, self.thick * min(1.0, max(0.0, (z - self.eye[2]) / self.far)) ** 1.1)


def floor(c, cam, y, x0, x1, z0, z1, near, far):
    a, b = cam.at(0, y, z0), cam.at(0, y, z1)
    c.fill(cam.face([(x0, y, z0), (x1, y, z0), (x1, y, z1), (x0, y, z1)]), Ramp(far, near, ends=((0, b[1]), (0, a[1]))))


def wall(c, cam, x, y0, y1, z0, z1, near, far):
    a, b = cam.at(x, 0, z0), cam.at(x, 0, z1)
    c.fill(cam.face([(x, y0, z0), (x, y1, z0), (x, y1, z1), (x, y0, z1)]), Ramp(near, far, ends=((a[0], 0), (b[0], 0))))


def box(c, cam, x0, x1, y0, y1, z0, z1, colour, front=None, edge=None):
    """A box: the face towards the eye, the flank that shows, and the top or the underside."""
    base = cam.seen(colour, (z0 + z1) / 2)
    e = cam.eye
    if e[0] < x0:
        c.fill(cam.face([(x0, y0, z0), (x0, y1, z0), (x0, y1, z1), (x0, y0, z1)]), dark(base, 0.3))
    if e[0] > x1:
        c.fill(cam.face([(x1, y0, z0), (x1, y1, z0), (x1, y1, z1), (x1, y0, z1)]), dark(base, 0.22))
    if e[1] > y1:
        c.fill(cam.face([(x0, y1, z0), (x1, y1, z0), (x1, y1, z1), (x0, y1, z1)]), light(base, 0.22))
    if e[1] < y0:
        c.fill(cam.face([(x0, y0, z0), (x1, y0, z0), (x1, y0, z1), (x0, y0, z1)]), dark(base, 0.45))
    shown = cam.face([(x0, y0, z0), (x1, y0, z0), (x1, y1, z0), (x0, y1, z0)])
    tone = cam.seen(front, z0) if front is not None else base
    if len(shown) > 2:
        c.fill(shown, Ramp(light(tone, 0.06), dark(tone, 0.1)))
        if edge:
            c.line(np.vstack([shown, shown[:1]]), edge, dark(tone, 0.25), 0.6)


class Slant:
    """Parallel view from above: x runs down-right, y down-left, z up."""

    def __init__(self, centre, unit, flat=0.5):
        self.centre, self.unit, self.flat = centre, unit, flat

    def at(self, x, y, z=0.0):
        u = self.unit
        return (self.centre[0] + (x - y) * u * 0.866, self.centre[1] + (x + y) * u * self.flat - z * u)

    def flats(self, points, z=0.0):
        return np.array([self.at(*p, z) if len(p) == 2 else self.at(*p) for p in points])


def block(c, iso, x, y, z, w, d, h, colour, top=None, left=None, right=None, edge=None):
    """A box with its corner at (x, y, z): top, the face towards down-left, the face towards down-right."""
    a = [iso.at(*p) for p in ((x, y, z + h), (x + w, y, z + h), (x + w, y + d, z + h), (x, y + d, z + h))]
    b = [iso.at(*p) for p in ((x, y, z), (x + w, y, z), (x + w, y + d, z), (x, y + d, z))]
    c.fill([a[3], a[2], b[2], b[3]], left or Ramp(colour, dark(colour, 0.16)))
    c.fill([a[1], a[2], b[2], b[1]], right or Ramp(dark(colour, 0.24), dark(colour, 0.4)))
    c.fill(a, top or Ramp(light(colour, 0.34), light(colour, 0.2), angle=30))
    if edge:
        c.line([[a[3], a[2], a[1]], [a[2], b[2]]], edge, light(colour, 0.5), 0.6)


def cast(c, iso, x, y, w, d, h, alpha=0.28, soft=2.0, lean=(0.55, -0.2)):
    """The shadow of a box on the ground."""
    dx, dy = lean[0] * h, lean[1] * h
    pts = [(x, y + d), (x, y), (x + dx, y + dy), (x + w + dx, y + dy), (x + w + dx, y + d + dy), (x + w, y + d)]
    c.fill(iso.flats(pts), (18, 28, 52), alpha, soft=soft)
