"""A picture being painted: filled outlines, strokes, light, haze, and the way to a file.

All coordinates are those of the finished picture; the work is done at SCALE times that and reduced.
"""
import math
from contextlib import contextmanager

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from curves import noise_field, rect
from palette import rgb

SCALE = 2
FINER = 2  # outlines are cut at SCALE * FINER, so that edges have more than four levels
FONTS = "/usr/share/fonts/opentype/noto/NotoSansCJK-%s.ttc"
SIMPLIFIED = 2  # the face inside the Noto collection


def font(size, weight="Regular"):
    return ImageFont.truetype(FONTS % weight, size, index=SIMPLIFIED)


class Ramp:
    """Colours along a direction; across the shape, or between two given points."""

    def __init__(self, *colours, angle=90, ends=None, stops=None):
        self.colours = np.array([rgb(c) for c in colours], np.float32)
        self.stops = stops or np.linspace(0, 1, len(colours))
        self.angle, self.ends = angle, ends

    def place(self, left, top, width, height):
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        if self.ends:
            (ax, ay), (bx, by) = (np.array(p, float) * SCALE for p in self.ends)
        else:
            c, s = math.cos(math.radians(self.angle)), math.sin(math.radians(self.angle))
            reach = (abs(c) * width + abs(s) * height) / 2
            mx, my = left + width / 2, top + height / 2
            ax, ay, bx, by = mx - c * reach, my - s * reach, mx + c * reach, my + s * reach
        dx, dy = bx - ax, by - ay
        return ((x + left - ax) * dx + (y + top - ay) * dy) / max(1e-6, dx * dx + dy * dy)

    def pixels(self, left, top, width, height):
        t = self.place(left, top, width, height)
        return np.stack([np.interp(t, self.stops, self.colours[:, i]) for i in range(3)], 2)


class Canvas:
    def __init__(self, width, height, seed, base=(255, 255, 255)):
        self.width, self.height = width, height
        self.rng = np.random.default_rng(seed)
        self.image = Image.new("RGB", (width * SCALE, height * SCALE))
        self.grit = self.rng.normal(0, 1, (512, 512)).astype(np.float32)
        self.fill([rect(-2, -2, width + 4, height + 4)], base)

    # --- outlines and strokes ---------------------------------------------------------------

    def fill(self, outlines, paint, alpha=1.0, soft=0.0, fade=None, grain=0.0, mode="normal"):
        """Fill outlines (one, or a list) as one shape.

        fade=(angle, from, to) lets the alpha run across the shape; grain breaks it into specks.
        """
        if len(outlines) == 0:
            return
        if np.ndim(outlines[0]) == 1:
            outlines = [outlines]
        outlines = [np.asarray(o, float) for o in outlines if len(o) > 2]
        if outlines:
            self._stamp(outlines, lambda d, o: d.polygon(o, fill=255), 0, paint, alpha, soft, fade, grain, mode)

    def line(self, lines, width, paint, alpha=1.0, soft=0.0, fade=None, grain=0.0, mode="normal"):
        if len(lines) == 0:
            return
        if np.ndim(lines[0]) == 1:
            lines = [lines]
        lines = [np.asarray(o, float) for o in lines]
        thick = max(1, round(width * SCALE * FINER))
        self._stamp(lines, lambda d, o: d.line(o, fill=255, width=thick, joint="curve"), width, paint, alpha, soft,
                    fade, grain, mode)

    def outline(self, points, width, paint, alpha=1.0):
        """A stroke all the way round a closed outline."""
        self.line(np.vstack([points, points[:1]]), width, paint, alpha)

    def _stamp(self, outlines, draw, extra, paint, alpha, soft, fade, grain, mode):
        every = np.vstack(outlines)
        margin = soft * 3 + extra + 1
        left, top = np.floor((every.min(0) - margin) * SCALE).astype(int)
        right, bottom = np.ceil((every.max(0) + margin) * SCALE).astype(int)
        box = (max(0, left), max(0, top), min(self.image.width, right), min(self.image.height, bottom))
        if box[0] >= box[2] or box[1] >= box[3]:
            return
        w, h = box[2] - box[0], box[3] - box[1]
        mask = Image.new("L", (w * FINER, h * FINER), 0)
        pen = ImageDraw.Draw(mask)
        for outline in outlines:
            moved = (outline * SCALE - (box[0], box[1])) * FINER
            draw(pen, [tuple(p) for p in moved])
        mask = mask.reduce(FINER)
        if soft:
            mask = mask.filter(ImageFilter.GaussianBlur(float(soft) * SCALE))
        self._lay(mask, box, paint, alpha, fade, grain, mode)

    def _lay(self, mask, box, paint, alpha=1.0, fade=None, grain=0.0, mode="normal"):
        w, h = box[2] - box[0], box[3] - box[1]
        if fade or grain or alpha < 1:
            strength = np.asarray(mask, np.float32) * alpha
            if fade:
                t = Ramp((0, 0, 0), (0, 0, 0), angle=fade[0]).place(box[0], box[1], w, h)
                strength = strength * np.clip(fade[1] + (fade[2] - fade[1]) * np.clip(t, 0, 1), 0, 1)
            if grain:
                specks = np.kron(self._grit(box), np.ones((SCALE, SCALE), np.float32))[:h, :w]
                strength = strength * np.clip(1 + specks * grain, 0, 2)
            mask = Image.fromarray(np.clip(strength, 0, 255).astype(np.uint8))
        if isinstance(paint, Ramp):
            pixels = paint.pixels(*box[:2], w, h)
            pixels += self._grit(box, w, h)[..., None] * 0.9
            source = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
        else:
            source = Image.new("RGB", (w, h), tuple(int(round(v)) for v in rgb(paint)))
        if mode != "normal":
            under = self.image.crop(box)
            source = {"screen": ImageChops.screen, "multiply": ImageChops.multiply, "add": ImageChops.add}[mode](
                under, source)
        self.image.paste(source, box, mask)

    def _grit(self, box, w=None, h=None):
        w = w or -(-(box[2] - box[0]) // SCALE)
        h = h or -(-(box[3] - box[1]) // SCALE)
        ys = (np.arange(h) + box[1]) % 512
        xs = (np.arange(w) + box[0]) % 512
        return self.grit[np.ix_(ys, xs)]

    @contextmanager
    def inside(self, outlines):
        """Whatever is painted in the block shows only inside the outlines."""
        before = self.image.copy()
        yield
        if np.ndim(outlines[0]) == 1:
            outlines = [outlines]
        mask = Image.new("L", (self.image.width * FINER, self.image.height * FINER), 0)
        pen = ImageDraw.Draw(mask)
        for outline in outlines:
            pen.polygon([tuple(p) for p in np.asarray(outline, float) * SCALE * FINER], fill=255)
        self.image = Image.composite(self.image, before, mask.reduce(FINER))

    # --- light and air ----------------------------------------------------------------------

    def glow(self, x, y, radius, colour, alpha=1.0, mode="screen", flat=1.0, power=2.0):
        """Light that falls off from a point; flat < 1 presses it into an ellipse."""
        r = radius * SCALE
        cx, cy = x * SCALE, y * SCALE
        box = (max(0, int(cx - r)), max(0, int(cy - r * flat)),
               min(self.image.width, int(cx + r) + 1), min(self.image.height, int(cy + r * flat) + 1))
        if box[0] >= box[2] or box[1] >= box[3]:
            return
        yy, xx = np.mgrid[box[1]:box[3], box[0]:box[2]].astype(np.float32)
        d = np.sqrt((xx - cx) ** 2 + ((yy - cy) / flat) ** 2) / r
        fall = np.clip(1 - d, 0, 1) ** power * alpha * 255
        self._lay(Image.fromarray(np.clip(fall + self._grit(box, *fall.shape[::-1]) * 0.5 * (fall > 0), 0, 255)
                                  .astype(np.uint8)), box, colour, mode=mode)

    def haze(self, top, bottom, colour, alpha=0.6, patchy=0.6, cells=(5, 2), mode="normal"):
        """A band of mist, densest in its middle, torn by smooth noise."""
        y0, y1 = max(0, int(top * SCALE)), min(self.image.height, int(bottom * SCALE))
        h, w = y1 - y0, self.image.width
        body = np.sin(np.linspace(0, np.pi, h)) ** 1.4
        torn = 1 + patchy * noise_field(self.rng, w, h, cells, 4)
        strength = np.clip(body[:, None] * torn * alpha, 0, 1) * 255
        self._lay(Image.fromarray(strength.astype(np.uint8)), (0, y0, w, y1), colour, mode=mode)

    def veil(self, colour, alpha, mode="normal"):
        self._lay(Image.new("L", self.image.size, 255), (0, 0) + self.image.size, colour, alpha, mode=mode)

    def blur(self, box, radius):
        box = tuple(int(v * SCALE) for v in box)
        self.image.paste(self.image.crop(box).filter(ImageFilter.GaussianBlur(radius * SCALE)), box[:2])

    # --- words ------------------------------------------------------------------------------

    def text(self, x, y, words, size, colour, weight="Regular", anchor="lm", alpha=1.0, turn=0):
        face = font(int(round(size * SCALE)), weight)
        left, top, right, bottom = face.getbbox(words, anchor=anchor)
        pad = 4
        mask = Image.new("L", (right - left + 2 * pad, bottom - top + 2 * pad), 0)
        ImageDraw.Draw(mask).text((pad - left, pad - top), words, 255, face, anchor=anchor)
        px, py = int(x * SCALE) + left - pad, int(y * SCALE) + top - pad
        if turn:
            mx, my = px + mask.width / 2, py + mask.height / 2
            mask = mask.rotate(turn, Image.BICUBIC, expand=True)
            px, py = int(mx - mask.width / 2), int(my - mask.height / 2)
        box = (max(0, px), max(0, py), min(self.image.width, px + mask.width), min(self.image.height, py + mask.height))
        if box[0] < box[2] and box[1] < box[3]:
            mask = mask.crop((box[0] - px, box[1] - py, box[2] - px, box[3] - py))
            self._lay(mask, box, colour, alpha)

    # --- the finished picture ---------------------------------------------------------------

    def finished(self, grain=3.2, bloom=0.16, vignette=0.16, warmth=0.0):
        image = self.image.resize((self.width, self.height), Image.LANCZOS)
        if bloom:
            soft = image.filter(ImageFilter.GaussianBlur(self.width / 70))
            bright = soft.point(lambda v: max(0, v - 120) * 255 // 135)
            image = Image.blend(image, ImageChops.screen(image, bright), bloom)
        pixels = np.asarray(image, np.float32)
        if vignette:
            y, x = np.mgrid[-1:1:self.height * 1j, -1:1:self.width * 1j]
            pixels = pixels * (1 - vignette * np.clip((x * x + y * y) / 2, 0, 1) ** 1.5)[..., None]
        if warmth:
            pixels = pixels * (1 + warmth, 1.0, 1 - warmth)
        if grain:
            grit = self.rng.normal(0, grain, pixels.shape[:2])
            tooth = noise_field(self.rng, self.width, self.height, (self.width // 3, self.height // 3), 1) * grain * 0.5
            pixels = pixels + (grit + tooth)[..., None]
        return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
