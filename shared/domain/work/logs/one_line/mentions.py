"""A name in a line, and how sure it is that it names a customer."""

from dataclasses import dataclass
from enum import IntEnum


class Sureness(IntEnum):
    """
    How sure a name is, least first.

    A `WEAK` one is just a foreign word; a `LIKELY` one stands where a person or a place may stand as well; a
    `DOUBTFUL` one names some company, but where its name begins or which one it is may be read in two ways.
    """

    WEAK = 0
    LIKELY = 1
    DOUBTFUL = 2
    SURE = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at `[start, end)` of the folded line; `names` are what it may be, the likeliest first."""

    start: int
    end: int
    names: tuple[str, ...]
    sureness: Sureness
