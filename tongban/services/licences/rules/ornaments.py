"""Borders and rosettes of licences: curves of our own, drawn by formula, borrowed from no document. Pure."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import pairwise
from math import cos, pi, sin

from tongban.foundation.documents.drawing import Box, Mark, Path

Point = tuple[float, float]


@cache
def braided_frame(width: float, height: float, inset: float, colour: str, pale: str) -> tuple[Mark, ...]:
    """Three strands woven around the page between double rules, a rosette on every corner."""
    band, middle = 7.0, inset + 3.5
    corners = [(x, y) for x in (middle, width - middle) for y in (middle, height - middle)]
    strands = " ".join(
        _wave(start, end, amplitude=2.1, phase=strand * 2 * pi / 3, half_length=6.2)
        for strand in range(3)
        for start, end in _sides(middle, middle, width - middle, height - middle, gap=4.6)
    )
    squares = [Box(x=x - 3.5, y=y - 3.5, width=7, height=7, line=0.5, colour=colour, fill=pale) for x, y in corners]
    flowers = [Path(steps=rosette(x, y, 2.9, 8, 0.45), line=0.22, colour=colour, fill="#ffffff") for x, y in corners]
    hearts = [Path(steps=rosette(x, y, 1.3, 8, 0.5, pi / 8), line=0.15, colour=colour, fill=colour) for x, y in corners]
    return (
        Box(x=inset, y=inset, width=width - 2 * inset, height=height - 2 * inset, line=0.9, colour=colour),
        _box(inset + 1.1, width, height, 0.2, colour),
        Path(steps=strands, line=0.28, colour=colour),
        _box(inset + band - 1.1, width, height, 0.2, colour),
        _box(inset + band + 0.6, width, height, 0.5, colour),
        *squares,
        *flowers,
        *hearts,
    )


@cache
def meander_frame(width: float, height: float, inset: float, colour: str, pale: str) -> tuple[Mark, ...]:
    """A fret of squared spirals (回纹) between two rules, squares within squares on the corners."""
    band = 8.0
    left, top, right, bottom = inset + 1.6, inset + 1.6, width - inset - 1.6, height - inset - 1.6
    side = band - 3.2
    frets = " ".join(
        _fret(start, end, inward, side)
        for start, end, inward in (
            ((left + 7, top), (right - 7, top), (0.0, 1.0)),
            ((right, top + 7), (right, bottom - 7), (-1.0, 0.0)),
            ((right - 7, bottom), (left + 7, bottom), (0.0, -1.0)),
            ((left, bottom - 7), (left, top + 7), (1.0, 0.0)),
        )
    )
    squares = [
        Box(x=x + nested, y=y + nested, width=side - 2 * nested, height=side - 2 * nested, line=0.45, colour=colour)
        for x in (left, right - side)
        for y in (top, bottom - side)
        for nested in (0.0, 1.2)
    ]
    return (
        Box(x=inset, y=inset, width=width - 2 * inset, height=height - 2 * inset, line=1.1, colour=colour, fill=pale),
        Box(
            x=inset + band,
            y=inset + band,
            width=width - 2 * (inset + band),
            height=height - 2 * (inset + band),
            line=0.5,
            colour=colour,
            fill="#ffffff",
        ),
        _box(inset + band + 1.2, width, height, 0.15, colour),
        Path(steps=frets, line=0.45, colour=colour),
        *squares,
    )


@cache
def rosette(x: float, y: float, radius: float, petals: int, depth: float, turn: float = 0.0) -> str:
    """A closed curve of so many petals, `depth` of the radius deep, four curves each."""
    count = petals * 4
    points = []
    for at in range(count + 1):
        angle = 2 * pi * at / count
        reach = radius * (1 - depth / 2 + depth / 2 * cos(petals * angle))
        change = -radius * depth / 2 * petals * sin(petals * angle)
        out, across = sin(angle + turn), cos(angle + turn)
        points.append(
            ((x + reach * out, y - reach * across), (change * out + reach * across, reach * out - change * across))
        )
    return _curve(points, 2 * pi / count) + " Z"


@cache
def ground(_width: float, _height: float, x: float, y: float, radius: float, colour: str) -> tuple[Mark, ...]:
    """A pale field of woven rosettes behind the text, as bank notes have."""
    steps = " ".join(
        rosette(x, y, radius * share, petals, depth, pi / petals * (ring % 2))
        for ring, (share, petals, depth) in enumerate(
            ((1.0, 24, 0.34), (1.0, 24, 0.34), (0.72, 18, 0.5), (0.72, 18, 0.5), (0.4, 12, 0.6), (0.4, 12, 0.6))
        )
    )
    return (Path(steps=steps, line=0.22, colour=colour),)


@cache
def medallion(
    _width: float, _height: float, x: float, y: float, radius: float, colour: str, pale: str
) -> tuple[Mark, ...]:
    """A round flower in the place where others carry an emblem."""
    return (
        Path(steps=rosette(x, y, radius, 24, 0.12), line=0.35, colour=colour, fill=pale),
        Path(steps=rosette(x, y, radius * 0.82, 16, 0.5), line=0.25, colour=colour),
        Path(steps=rosette(x, y, radius * 0.82, 16, 0.5, pi / 16), line=0.25, colour=colour),
        Path(steps=rosette(x, y, radius * 0.5, 8, 0.55), line=0.3, colour=colour, fill="#ffffff"),
        Path(steps=rosette(x, y, radius * 0.34, 8, 0.5, pi / 8), line=0.25, colour=colour, fill=colour),
    )


def _box(inset: float, width: float, height: float, line: float, colour: str) -> Box:
    return Box(x=inset, y=inset, width=width - 2 * inset, height=height - 2 * inset, line=line, colour=colour)


def _sides(left: float, top: float, right: float, bottom: float, gap: float) -> Iterable[tuple[Point, Point]]:
    yield (left + gap, top), (right - gap, top)
    yield (right, top + gap), (right, bottom - gap)
    yield (right - gap, bottom), (left + gap, bottom)
    yield (left, bottom - gap), (left, top + gap)


def _wave(start: Point, end: Point, *, amplitude: float, phase: float, half_length: float) -> str:
    """A sine from `start` to `end` in a whole number of half waves, two curves each."""
    length = abs(end[0] - start[0]) + abs(end[1] - start[1])
    quarters = 2 * round(length / half_length)
    along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    points = []
    for at in range(quarters + 1):
        way, angle = length * at / quarters, pi * at / 2 + phase
        lift, slope = amplitude * sin(angle), amplitude * pi / 2 * quarters / length * cos(angle)
        points.append(
            (
                (start[0] + along[0] * way - along[1] * lift, start[1] + along[1] * way + along[0] * lift),
                (along[0] - along[1] * slope, along[1] + along[0] * slope),
            )
        )
    return _curve(points, length / quarters)


def _fret(start: Point, end: Point, inward: Point, side: float) -> str:
    """Squared spirals one after the other, `side` high, each drawn in one stroke."""
    length = abs(end[0] - start[0]) + abs(end[1] - start[1])
    along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    count = round(length / (side * 1.25))
    step = length / count
    u, v = step / 5, side / 4
    shape = [(0, 4), (0, 0), (4, 0), (4, 3), (2, 3), (2, 1.6), (3, 1.6)]
    drawn = []
    for at in range(count):
        for number, (across, down) in enumerate(shape):
            x = start[0] + along[0] * (at * step + across * u) + inward[0] * down * v
            y = start[1] + along[1] * (at * step + across * u) + inward[1] * down * v
            drawn.append(f"{'L' if number else 'M'} {x:.2f} {y:.2f}")
        x = start[0] + along[0] * at * step + inward[0] * side
        y = start[1] + along[1] * at * step + inward[1] * side
        drawn.append(f"M {x:.2f} {y:.2f} L {x + along[0] * step:.2f} {y + along[1] * step:.2f}")
    return " ".join(drawn)


def _curve(points: list[tuple[Point, Point]], step: float) -> str:
    """A smooth curve through points, each with its direction per unit of the parameter, `step` of it apart."""
    (x, y), _ = points[0]
    steps = [f"M {x:.2f} {y:.2f}"]
    for ((x1, y1), (u1, v1)), ((x2, y2), (u2, v2)) in pairwise(points):
        near, far = (x1 + u1 * step / 3, y1 + v1 * step / 3), (x2 - u2 * step / 3, y2 - v2 * step / 3)
        steps.append(f"C {near[0]:.2f} {near[1]:.2f} {far[0]:.2f} {far[1]:.2f} {x2:.2f} {y2:.2f}")
    return " ".join(steps)


BY_NAME: Mapping[str, Callable[..., tuple[Mark, ...]]] = {
    "braided_frame": braided_frame,
    "meander_frame": meander_frame,
    "ground": ground,
    "medallion": medallion,
}
"""What a layout can name; each takes the page's width and height first."""
