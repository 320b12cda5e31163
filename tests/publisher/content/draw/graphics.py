"""What charts, maps and posters share: a paper ground, a heading, a note at the foot."""
from canvas import Canvas
from curves import rect, rounded
from palette import CORAL, INK, SLATE, TEAL, mix

GROUND = "#fbf6ea"


def flat(c):
    """No specks: smooth ramps are what PNG packs well."""
    c.grit[:] = 0
    return c


def sheet(width, height, seed, title, note=None, accent=TEAL, ground=GROUND):
    c = flat(Canvas(width, height, seed, ground))
    c.fill(rect(0, 0, 14, height), accent)
    c.fill(rounded(54, 50, 10, 46, 5), CORAL)
    c.text(82, 73, title, 40, INK, "Bold")
    if note:
        c.text(width - 48, height - 34, note, 19, SLATE, anchor="rm")
    return c


def panel(c, x, y, w, h, r=18, colour="#ffffff", lift=7):
    c.fill(rounded(x + 2, y + lift, w, h, r), mix(SLATE, "#d8cdb4", 0.6), 0.3, soft=7)
    c.fill(rounded(x, y, w, h, r), colour)


def printed(c):
    return c.finished(grain=0, bloom=0, vignette=0)
