"""Names in Latin letters: Acme, IBM, Acme Trading Ltd. Without more around it such a word may be anything."""

import re
from typing import Final

from shared.domain.work.logs.one_line.folding import Folded
from shared.domain.work.logs.one_line.latin_words import EVERYDAY, GIVEN_NAMES
from shared.domain.work.logs.one_line.mentions import Mention, Sureness

_FORMS: Final = (
    r"(?:Ltd|Limited|Inc|Corp|Corporation|Co|LLC|GmbH|AG|PLC|Group|Trading|Company|Holdings|Technologies|Technology|Tech"
    r"|Industries|Hospital|School|University|Bank|Factory|Foods|Logistics|Labs)\b\.?"
)
_WORD: Final = r"[A-Z0-9]?[A-Z][A-Za-z0-9&+'-]*"
_RUN: Final = re.compile(rf"(?<![A-Za-z0-9]){_WORD}(?: (?:of |& )?{_WORD}\.?)*")
_SMALL_RUN: Final = re.compile(
    r"(?:(?<=拜访)|(?<=走访)|(?<=回访)|(?<=上门)|(?<=\bvisited )|(?<=\bvisit )|(?<=\bvisiting ))\s*"
    r"(?P<name>[a-z][A-Za-z0-9&]+)(?![A-Za-z0-9])",
    re.I,
)
_FORMED: Final = re.compile(rf" {_FORMS}$")
_VISITED: Final = re.compile(
    r"(?:拜访|走访|回访|上门|到访|\b(?:visited|visit|visiting)(?: the| our)?)[了过]?"
    r"(?:[新老]?客户| customer| client)?\s*$",
    re.I,
)
_JOINED: Final = re.compile(r"\s*(?:and|&|,|和|与)\s*", re.I)
_NEAR: Final = re.compile(
    r"(?:客户|联系|致电|电话|对接|跟进|沟通|维护|参观|考察|服务|培训|报价|[给跟和与找约见陪帮为去到在从向对]"
    r"|\b(?:with|for|to|from|called|call|calling|met|meet|meeting|at|emailed|of|about|trained|onboarded|quoted))[了过]?\s*$",
    re.I,
)


def latin_names_said(folded: Folded, text: str) -> tuple[Mention, ...]:
    """Return the foreign names in `text`, the folded line with what was read blanked out."""
    found: list[Mention] = []
    for match in _RUN.finditer(text):
        for start, end in _without_common(text, match.start(), match.end()):
            found.append(_mention(folded, text, start, end, found[-1] if found else None))
    for match in _SMALL_RUN.finditer(text):
        start, end = match.span("name")
        taken = any(start < each.end and each.start < end for each in found)
        if not taken and match["name"].lower() not in EVERYDAY:
            found.append(Mention(start, end, (folded.original(start, end),), Sureness.LIKELY))
    return tuple(found)


def _mention(folded: Folded, text: str, start: int, end: int, previous: Mention | None) -> Mention:
    before = text[:start]
    if _FORMED.search(text[start:end]) or _VISITED.search(before):
        sureness = Sureness.LIKELY if text[start:end] in GIVEN_NAMES else Sureness.SURE
    elif previous and _JOINED.fullmatch(text, previous.end, start):
        sureness = previous.sureness
    else:
        sureness = Sureness.LIKELY if _NEAR.search(before) else Sureness.WEAK
    return Mention(start, end, (folded.original(start, end),), sureness)


def _without_common(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the parts of a run of capitalised words that are left when everyday words are taken out."""
    parts: list[tuple[int, int]] = []
    for match in re.finditer(r"[^ ]+", text[start:end]):
        word = match[0].rstrip(".").lower()
        if word in EVERYDAY and word != "of":
            parts.append((-1, -1))
        elif parts and parts[-1][1] == start + match.start() - 1:
            parts[-1] = (parts[-1][0], start + match.end())
        else:
            parts.append((start + match.start(), start + match.end()))
    return [part for part in parts if part[0] >= 0]
