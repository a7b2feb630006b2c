"""Which of the locked packages are shipped: those that run in Lambda, and not what only makes or tests the service."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

NOT_SHIPPED = frozenset({"boto3", "chalice"})
"""
Of Chalice, `chalice package` puts the two modules that run in Lambda into the bundle itself. Our clients are
botocore's; boto3 is for the laptop.
"""

_NAME = re.compile(r"([A-Za-z0-9._-]+)==")
_NOT_A_NEED = "--override"


@dataclass(frozen=True, slots=True)
class Locked:
    """One package of a lock file: its lines as they stand there, and who needs it."""

    name: str
    lines: tuple[str, ...]
    needed_by: frozenset[str]


def read(lock: str) -> list[Locked]:
    """
    Return the packages of a lock file that tells after `# via` who needs each.

    >>> [(each.name, sorted(each.needed_by)) for each in read("six==1.0\\n    # via\\n    #   a\\n    #   b\\n")]
    [('six', ['a', 'b'])]
    """
    blocks: list[list[str]] = []
    for line in lock.splitlines():
        if _NAME.match(line):
            blocks.append([line])
        elif blocks and line.startswith(" "):
            blocks[-1].append(line)
    return [_package(block) for block in blocks]


def shipped(packages: Iterable[Locked]) -> list[Locked]:
    """Return the packages without those named above and without what only they, directly or not, need."""
    left = {each.name: each for each in packages}
    gone = set(NOT_SHIPPED)
    while gone:
        for name in gone:
            left.pop(name, None)
        gone = {each.name for each in left.values() if not each.needed_by & {*left, "-r bundle.in"}}
    return list(left.values())


def _package(block: list[str]) -> Locked:
    needed_by, lines = [], []
    for line in block:
        if line.lstrip().startswith("#"):
            needed_by.append(line.strip("# ").removeprefix("via").strip())
        else:
            lines.append(line)
    found = _NAME.match(block[0])
    assert found is not None  # a block begins where a name does
    needs = frozenset(each for each in needed_by if each and not each.startswith(_NOT_A_NEED))
    return Locked(found[1], tuple(lines), needs)
