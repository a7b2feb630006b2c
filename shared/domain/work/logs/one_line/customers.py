"""Which customer a line names (客户): a known one first, else a name that looks like a company's."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from shared.domain.work.logs.one_line.company_names import FORM, companies_said
from shared.domain.work.logs.one_line.folding import BLANK, CJK, Folded, fold, lowered, without
from shared.domain.work.logs.one_line.latin_names import latin_names_said
from shared.domain.work.logs.one_line.mentions import Mention, Sureness

_FORM_BEHIND: Final = re.compile(f"(?:{FORM})")
_FORM_AT_END: Final = re.compile(rf"\s*(?:{FORM}|,? ?(?:Ltd|Limited|Inc|Corp|Co|LLC|GmbH)\.?)$", re.I)
_OTHER_HOUSE: Final = re.compile(
    rf"(?:[新大小中东西南北]|北京|上海|深圳|天津|重庆|南京|武汉|成都|西安|青岛|[{CJK}][州市省])$"
)


@dataclass(frozen=True, slots=True)
class Customers:
    """
    The customers of a line: `certain` are those it names for sure, `doubtful` what the others may be.

    `weak` are words that may be a customer if the log needs one. `places` are `[start, end)` of the folded line.
    """

    certain: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    places: tuple[tuple[int, int], ...] = ()


def known_said(text: str, known: Collection[str]) -> tuple[Mention, ...]:
    """Return where a folded line names known customers, with or without their form of company, longest first."""
    low, found = lowered(text), list[Mention]()
    spoken = _spoken(known)
    for name in sorted(spoken, key=lambda each: (-len(each), each)):
        place = low.find(name)
        while place >= 0:
            end = place + len(name)
            if BLANK not in low[place:end] and _stands_alone(low, place, end):
                form = _FORM_BEHIND.match(low, end)
                last = form.end() if form else end
                names = tuple(spoken[name])
                found.append(
                    Mention(place, last, names, Sureness.SURE if len(names) == 1 else Sureness.DOUBTFUL)
                )
                low = without(low, [(place, last)])
            place = low.find(name, place + 1)
    return tuple(sorted(found, key=lambda each: each.start))


def customers_said(folded: Folded, text: str, listed: Sequence[Mention], known: Collection[str]) -> Customers:
    """
    Return the customers in `text`: the folded line, with times and people blanked out.

    `listed` are the `known` customers it names; a new name that resembles a known one is doubtful.
    """
    companies = companies_said(folded, text)
    crossed = [_crossed(folded, text, each, companies) for each in listed]
    taken = [(each.start, each.end) for each in crossed]
    others = [each for each in companies if not _overlaps(each.start, each.end, taken)]
    latin = latin_names_said(folded, without(text, [(each.start, each.end) for each in (*listed, *others)]))
    crossed = [_followed(folded, each, latin) for each in crossed]
    taken = [(each.start, each.end) for each in crossed]
    others += [each for each in latin if not _overlaps(each.start, each.end, taken)]
    return _sorted([*crossed, *(_resembling(each, known) for each in others)])


def shares_words(name: str, line: str) -> bool:
    """Whether two characters in a row of `name` stand in `line` too."""
    low, other = lowered(name), lowered(line)
    return any(
        low[place : place + 2].strip() in other
        for place in range(len(low) - 1)
        if low[place : place + 2].isalnum()
    )


def _spoken(known: Iterable[str]) -> dict[str, dict[str, None]]:
    """Return the ways to say the known customers, and whom each may mean."""
    found: dict[str, dict[str, None]] = {}
    for name in known:
        full = lowered(fold(name).text).strip()
        short = _FORM_AT_END.sub("", full)
        for spoken in (full, short):
            if len(spoken) > 1 or (spoken.isascii() and spoken.isalnum() and spoken == full):
                found.setdefault(spoken, {})[name] = None
    return found


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a name is no piece of a longer Latin word or number."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (_is_latin(before) and _is_latin(text[start])) and not (
        _is_latin(after) and _is_latin(text[end - 1])
    )


def _is_latin(char: str) -> bool:
    return char.isalnum() and not re.match(f"[{CJK}]", char)


def _crossed(folded: Folded, text: str, known: Mention, companies: Iterable[Mention]) -> Mention:
    """Return a known customer, doubtful if a longer company's name holds it: 远山科技 is not 远山."""
    for each in companies:
        if each.start < known.end < each.end and known.start < each.end:
            longer = folded.original(min(each.start, known.start), each.end)
            return Mention(known.start, each.end, (*known.names, longer), Sureness.DOUBTFUL)
        if each.start < known.start and each.end == known.end:
            house = _OTHER_HOUSE.search(text[each.start : known.start])
            if house:
                longer = folded.original(each.start + house.start(), each.end)
                return Mention(
                    each.start + house.start(), each.end, (*known.names, longer), Sureness.DOUBTFUL
                )
    return known


def _followed(folded: Folded, known: Mention, latin: Iterable[Mention]) -> Mention:
    """Return a known Latin name, doubtful if more of a name follows it: Acme Trading is not Acme."""
    for each in latin:
        if (
            each.start == known.end + 1
            and folded.text[known.end] == " "
            and _is_latin(folded.text[known.end - 1])
        ):
            longer = folded.original(known.start, each.end)
            return Mention(known.start, each.end, (*known.names, longer), Sureness.DOUBTFUL)
    return known


def _resembling(mention: Mention, known: Collection[str]) -> Mention:
    """Return a new name, doubtful if it may be a known customer's in other words."""
    names = [lowered(fold(name).text) for name in mention.names]
    alike = [each for each in known if any(_is_like(name, lowered(fold(each).text)) for name in names)]
    if not alike:
        return mention
    sureness = max(mention.sureness, Sureness.LIKELY)
    sureness = Sureness.DOUBTFUL if sureness is Sureness.SURE else sureness
    return Mention(mention.start, mention.end, (*alike, *mention.names), sureness)


def _is_like(name: str, known: str) -> bool:
    if min(len(name), len(known)) < 2:
        return False
    short, long = sorted((name, known), key=len)
    return long.startswith(short) and _stands_alone(long, 0, len(short))


def _sorted(mentions: list[Mention]) -> Customers:
    def named(*sureness: Sureness) -> Iterator[str]:
        for each in mentions:
            if each.sureness in sureness:
                yield from each.names

    certain = tuple(dict.fromkeys(named(Sureness.SURE)))
    doubtful = tuple(dict.fromkeys(named(Sureness.DOUBTFUL)))
    if not certain and not doubtful:
        doubtful = tuple(dict.fromkeys(named(Sureness.LIKELY)))
    weak = tuple(dict.fromkeys(named(Sureness.WEAK, Sureness.LIKELY)))
    used = {*certain, *doubtful}
    places: list[tuple[int, int]] = []
    for each in sorted(mentions, key=lambda each: each.start - each.end):
        if used & {*each.names} and not _overlaps(each.start, each.end, places):
            places.append((each.start, each.end))
    return Customers(certain, tuple(name for name in doubtful if name not in certain), weak, tuple(places))


def _overlaps(start: int, end: int, places: Iterable[tuple[int, int]]) -> bool:
    return any(start < last and first < end for first, last in places)
