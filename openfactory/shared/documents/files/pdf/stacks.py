"""Flowables one below the other in a box: how high they are, and which of them fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.platypus import Flowable


@dataclass(frozen=True)
class Layer:
    """A flowable that is set: the space above it, and its height."""

    flowable: Flowable
    gap: float
    height: float


@dataclass(frozen=True)
class Stack:
    """Flowables that are set in a width."""

    layers: Sequence[Layer]
    width: float

    @classmethod
    def of(cls, flowables: Sequence[Flowable], width: float, canvas: Any) -> Stack:
        """Set them; the space between two is the larger of what both ask for."""
        layers: list[Layer] = []
        after = 0.0
        for flowable in flowables:
            gap = max(after, flowable.getSpaceBefore()) if layers else 0.0
            layers.append(Layer(flowable, gap, flowable.wrapOn(canvas, width, 1e6)[1]))
            after = flowable.getSpaceAfter()
        return cls(layers, width)

    @property
    def height(self) -> float:
        """Of all of them."""
        return sum(layer.gap + layer.height for layer in self.layers)

    def divide(self, high: float, canvas: Any) -> tuple[list[Flowable], list[Flowable]]:
        """What fits into a height, and the rest; the one between is divided where it can be."""
        fit: list[Flowable] = []
        for place, layer in enumerate(self.layers):
            high -= layer.gap + layer.height
            rest = [other.flowable for other in self.layers[place + 1 :]]
            if high < 0:
                parts = layer.flowable.splitOn(canvas, self.width, max(0.0, high + layer.height))
                begun, left = (parts[:1], parts[1:]) if len(parts) > 1 else ([], [layer.flowable])
                return [*fit, *begun], [*left, *rest]
            fit.append(layer.flowable)
        return fit, []

    def draw(self, canvas: Any, x: float, top: float) -> None:
        """Draw them from the top downwards."""
        for layer in self.layers:
            top -= layer.gap + layer.height
            layer.flowable.drawOn(canvas, x, top)
