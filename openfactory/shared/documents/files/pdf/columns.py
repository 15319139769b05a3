"""How wide the columns of a table are, and how large its type: as its texts need, within the width of the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import children, inline_text, text_blocks
from openfactory.shared.documents.files.grid import Grid
from openfactory.shared.documents.files.pdf.fonts import BOLD, REGULAR, width

# The type and the padding for tables of up to so many columns; smaller ones are tried where words do not fit.
_SIZES = ((4, 9.0, 5.0), (6, 8.5, 4.5), (8, 8.0, 4.0), (10, 7.2, 3.0), (12, 6.4, 2.5), (1000, 5.8, 2.0))
_LONGEST_WORD = 20  # characters; a longer word may be divided
_MOST_MEASURED = 400  # characters of a text: beyond it is wide anyhow
_LIST = 2.5  # what the insets of lists and code need, in sizes


@dataclass(frozen=True)
class Columns:
    """The size of the type, the padding of cells, and the width of each column, in points."""

    size: float
    padding: float
    widths: list[float]


def columns(grid: Grid, total: float, largest: float) -> Columns:
    """Columns over the whole width, set as large as their words allow and no larger than the text around.

    As browsers do it: each column gets what its longest word needs, and a share of the rest by how much more its
    texts could use (CSS 2.2, 17.5.2.2).
    """
    words, texts = _needs(grid)
    fits: list[tuple[float, float]] = [
        (min(size, largest), padding) for most, size, padding in _SIZES if grid.columns <= most
    ]
    size, padding = next((s for s in fits if sum(_scaled(words, *s)) <= total), fits[0])
    return Columns(size, padding, _shared(_scaled(words, size, padding), _scaled(texts, size, padding), total))


def _scaled(needs: list[float], size: float, padding: float) -> list[float]:
    return [need * size + 2 * padding for need in needs]


def _shared(least: list[float], most: list[float], total: float) -> list[float]:
    if sum(most) <= total:
        return [width * total / sum(most) for width in most]
    if sum(least) >= total:
        return _capped(least, total)
    spare, wanted = total - sum(least), sum(most) - sum(least)
    return [low + spare * (high - low) / wanted for low, high in zip(least, most, strict=True)]


def _capped(least: list[float], total: float) -> list[float]:
    """What each needs, but for the widest: these share what is left."""
    left, cap = total, 0.0
    for place, need in enumerate(sorted(least)):
        cap = left / (len(least) - place)
        if need > cap:
            break
        left -= need
    return [min(width, cap) for width in least]


def _needs(grid: Grid) -> tuple[list[float], list[float]]:
    """The width of the longest word in each column, and that of the longest text, in sizes of the type."""
    words, texts = [1.0] * grid.columns, [1.0] * grid.columns
    for cell in grid.cells:
        word, text = _need(cell.node, BOLD if cell.is_header else REGULAR)
        for column in range(cell.column, cell.column + cell.columns):
            words[column] = max(words[column], word / cell.columns)
            texts[column] = max(texts[column], text / cell.columns)
    return words, [max(pair) for pair in zip(words, texts, strict=True)]


def _need(cell: Node, font: str) -> tuple[float, float]:
    lines = list(_lines(cell))
    # The longest word is looked for by its letters: to measure each would take longer than to set the page.
    words = dict.fromkeys(word[:_LONGEST_WORD] for line in lines for word in line.split())
    longest = sorted(words, key=len)[-3:]
    more = _LIST if any(block["type"] != "paragraph" for block in children(cell)) else 0.0
    return (
        max((width(word, font, 1) for word in longest), default=0) * 1.02 + more,
        max((width(line, font, 1) for line in lines), default=0) * 1.02 + more,
    )


def _lines(cell: Node) -> Iterator[str]:
    for _, block in text_blocks(cell):
        for line in inline_text(block).split("\n"):
            yield line[:_MOST_MEASURED]
