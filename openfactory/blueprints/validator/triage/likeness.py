"""Which texts say the same: MinHash signatures in bands to find candidates, then the shared words themselves.

Broder, "On the resemblance and containment of documents" (1997); banding as in Leskovec, Rajaraman, Ullman, "Mining of
Massive Datasets", 3.4. With 12 bands of 3 rows two texts with half of their words in common share a band with a
probability of 0.80, with two thirds 0.99, with a tenth 0.01. Whatever a project holds, a text is compared with a few.
"""

from __future__ import annotations

from collections.abc import Collection
from hashlib import blake2b
from struct import unpack

from openfactory.blueprints.validator.triage.text import stems

BANDS, ROWS = 12, 3
FEWEST = 3  # words; "does not work" says too little to be the same as another one
ALIKE = 0.7  # so large a share of all their words is in both of two texts that say the same
# Where each has a word that the other lacks, it is often what they are about: export to CSV, export to PDF.
ALIKE_BOTH_WAYS = 0.85

_HASHES = BANDS * ROWS
_FORMAT = f"<{_HASHES}I"


def signs(text: str) -> frozenset[str]:
    """What texts are compared by; empty for one that says too little."""
    found = frozenset(stems(text))
    return found if len(found) >= FEWEST else frozenset()


def buckets(signs: Collection[str]) -> list[int]:
    """A number of 63 bits for each band: texts that share one may be alike."""
    if not signs:
        return []
    least = [0xFFFFFFFF] * _HASHES
    for sign in signs:
        least = list(map(min, least, _hashes(sign)))
    return [_bucket(band, least[band * ROWS : (band + 1) * ROWS]) for band in range(BANDS)]


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of words that both have (Jaccard): 1 for the same words; 0 for texts that do not say the same."""
    if not (one and other):
        return 0.0
    shared = len(one & other) / len(one | other)
    least = ALIKE if one <= other or other <= one else ALIKE_BOTH_WAYS
    return shared if shared >= least else 0.0


def _hashes(sign: str) -> tuple[int, ...]:
    """As many 32-bit hashes as a signature has, in three digests."""
    word = sign.encode()
    digests = b"".join(blake2b(word, digest_size=48, salt=bytes([number])).digest() for number in range(3))
    return unpack(_FORMAT, digests)


def _bucket(band: int, rows: list[int]) -> int:
    text = f"{band}:{rows}".encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest()) >> 1
