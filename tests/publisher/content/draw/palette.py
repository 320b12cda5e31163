"""The one set of colours every picture is mixed from."""


def rgb(value):
    if isinstance(value, str):
        value = value.lstrip("#")
        return tuple(int(value[i:i + 2], 16) for i in (0, 2, 4))
    return tuple(value)


def mix(first, second, share):
    a, b = rgb(first), rgb(second)
    return tuple(a[i] + (b[i] - a[i]) * share for i in range(3))


def light(colour, share):
    return mix(colour, (255, 252, 240), share)


def dark(colour, share):
    return mix(colour, (12, 22, 40), share)


INK = rgb("#16263a")
NIGHT = rgb("#0d1a33")
INDIGO = rgb("#24406b")
STEEL = rgb("#5b7f9f")
SKY = rgb("#9cc9d8")
MIST = rgb("#d6e4e4")
TEAL = rgb("#2b7a80")
JADE = rgb("#3c8f6d")
LEAF = rgb("#74a857")
MOSS = rgb("#37674a")
PINE = rgb("#1f4a43")
RAPE = rgb("#f4c52f")
AMBER = rgb("#f2a33d")
CORAL = rgb("#ea7551")
BRICK = rgb("#ac4a34")
RED = rgb("#c9352c")
ROSE = rgb("#f0b6a4")
CREAM = rgb("#fcf2de")
PAPER = rgb("#f4e8d0")
SAND = rgb("#dfc59a")
EARTH = rgb("#ad7c50")
WOOD = rgb("#75492f")
UMBER = rgb("#41291f")
STONE = rgb("#bdb8ac")
SLATE = rgb("#4d5a68")
WHITE = rgb("#ffffff")
SKIN = rgb("#dba27c")
