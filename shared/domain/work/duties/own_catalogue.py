"""What a company adds to the catalogue of work: kinds of log, duties, positions, and what its own words mean.

Nothing that comes with the product is taken away or renamed; a company's entry is retired, never deleted, because
logs name it.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from shared.domain.errors import DomainError
from shared.domain.ids import digest32
from shared.domain.work.duties.activities import STANDARD, Activity, Catalogue
from shared.domain.work.duties.positions import POSITIONS, Position
from shared.domain.work.logs.kinds import STANDARD_KINDS, Kind, Kinds

Sort = Literal["kind", "duty", "position"]
Entry = Kind | Activity | Position
MOST_ENTRIES: Final = 100
"""Own entries of one sort, retired ones too: the catalogue is read with every request."""


class NameTaken(DomainError):
    """Something of the same sort is called so already."""

    kind, code = "conflict", "catalogue.name_taken"
    zh = "已经有名为“{name}”的条目，请换一个名称，或直接使用它。"
    en = "There is an entry called “{name}” already. Choose another name, or use that one."


class TooManyEntries(DomainError):
    """The company has as many own entries of this sort as can be read with every request."""

    code = "catalogue.too_many"
    zh = "同类自定义条目最多 {most} 个（含已停用的），请改用已有的条目，或取消不再需要的词义。"
    en = (
        "There can be {most} entries of your own of one sort, retired ones included. Use one that is there, or take "
        "back a meaning you no longer need."
    )


class EntryUnknown(DomainError):
    """A duty, kind or position is named that the catalogue does not hold."""

    code = "catalogue.entry_unknown"
    zh = "工作目录中没有“{name}”，请从目录中选择。"
    en = "The catalogue has no “{name}”. Choose from the catalogue."


class CoreOfNobody(DomainError):
    """A duty was to be core without being any position's."""

    code = "catalogue.core_of_nobody"
    zh = "核心职责需要指定所属岗位。"
    en = "A core duty needs the position whose duty it is."


class NotOwn(DomainError):
    """An entry that comes with the product was to be changed."""

    kind, code = "conflict", "catalogue.not_own"
    zh = "“{name}”是系统自带的条目，不能修改；可以新增自己的条目。"
    en = "“{name}” comes with the product and cannot be changed. Add an entry of your own instead."


@dataclass(frozen=True, slots=True)
class OwnCatalogue:
    """
    A company's own entries, in the order in which they were added.

    `aliases` are (words as they were logged, duty id); `retired` are ids that are offered to nobody any more but
    keep their meaning.
    """

    kinds: tuple[Kind, ...] = ()
    duties: tuple[Activity, ...] = ()
    positions: tuple[Position, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    retired: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkCatalogue:
    """
    The whole catalogue of a company: what comes with the product and what it added.

    `in_use` are the activities as positions are asked for them: a retired one keeps its meaning, and is on no core
    list any more.
    """

    kinds: Kinds
    activities: Catalogue
    positions: Mapping[str, Position]
    in_use: Catalogue
    _meanings: Mapping[str, str] = field(repr=False)

    def meant(self, activity: str) -> str:
        """
        Return the id of the duty that somebody's words name, or the words as they are.

        >>> whole(OwnCatalogue()).meant("老客户维护"), whole(OwnCatalogue()).meant("招聘")
        ('key_account', '招聘')
        """
        return activity if activity in self.activities else self._meanings.get(_folded(activity), activity)


@functools.lru_cache(maxsize=256)
def whole(own: OwnCatalogue) -> WorkCatalogue:
    """Return the catalogue that a company works with."""
    activities = {**STANDARD, **{each.id: each for each in own.duties}}
    names = {_folded(name): each.id for each in activities.values() for name in (each.en, each.zh)}
    rested = {each.id: replace(each, core=False) for each in own.duties if each.id in own.retired}
    return WorkCatalogue(
        kinds={**STANDARD_KINDS, **{each.id: each for each in own.kinds}},
        activities=activities,
        positions={**POSITIONS, **{each.id: each for each in own.positions}},
        in_use={**activities, **rested},
        _meanings={**names, **{_folded(words): duty for words, duty in own.aliases}},
    )


def own_id(sort: Sort, zh: str) -> str:
    """Return the id that an own entry of this sort and Chinese name has; it stays when the entry is renamed."""
    return f"own_{digest32(10, sort, zh)}"


def with_kind(own: OwnCatalogue, *, zh: str, en: str, needs_customer: bool) -> tuple[OwnCatalogue, Kind]:
    """
    Return the catalogue with a new kind of log.

    :raises NameTaken: if a kind is called so, or was when it was added.
    :raises TooManyEntries: if there are too many already.
    """
    added = Kind(own_id("kind", zh), zh, en or zh, needs_customer)
    _check_new(added, whole(own).kinds, len(own.kinds))
    return replace(own, kinds=(*own.kinds, added)), added


def with_position(own: OwnCatalogue, position: Position) -> tuple[OwnCatalogue, Position]:
    """
    Return the catalogue with a new position (岗位); its id follows from its Chinese name.

    :raises NameTaken: if a position is called so, or was when it was added.
    :raises TooManyEntries: if there are too many already.
    """
    added = replace(position, id=own_id("position", position.zh))
    _check_new(added, whole(own).positions, len(own.positions))
    return replace(own, positions=(*own.positions, added)), added


def with_duty(own: OwnCatalogue, duty: Activity) -> tuple[OwnCatalogue, Activity]:
    """
    Return the catalogue with a new duty; its id follows from its Chinese name, and logs that were written with
    one of its names mean it from now on.

    :raises NameTaken: if a duty is called so, or was when it was added.
    :raises TooManyEntries: if there are too many already.
    :raises EntryUnknown: if its kinds or its position are not in the catalogue.
    """
    known = whole(own)
    added = replace(duty, id=own_id("duty", duty.zh))
    _check_new(added, known.activities, len(own.duties))
    _check_places(known, added)
    return replace(own, duties=(*own.duties, added), aliases=_without(own.aliases, added)), added


def with_changed_duty(own: OwnCatalogue, duty: Activity) -> OwnCatalogue:
    """
    Return the catalogue with `duty` in place of the own one with its id; its old names go on meaning it.

    :raises NotOwn: if it comes with the product.
    :raises EntryUnknown: if there is no such duty, or its kinds or position are not in the catalogue.
    :raises NameTaken: if another duty has one of its new names.
    :raises TooManyEntries: if there are too many words already whose meaning is kept.
    """
    known = whole(own)
    if duty.id not in {each.id for each in own.duties}:
        raise (NotOwn if duty.id in STANDARD else EntryUnknown)(name=duty.id[:60])
    _check_names(duty, known.activities)
    _check_places(known, duty)
    before = known.activities[duty.id]
    left = {_folded(name): name for name in (before.zh, before.en) if _folded(name) not in _names(duty)}
    kept = _without(own.aliases, duty)
    if left and len(kept) + len(left) > MOST_ENTRIES:
        raise TooManyEntries(most=MOST_ENTRIES)
    return replace(
        own,
        duties=tuple(duty if each.id == duty.id else each for each in own.duties),
        aliases=(*kept, *((name, duty.id) for name in left.values())),
    )


def with_meaning(own: OwnCatalogue, words: str, duty_id: str | None) -> OwnCatalogue:
    """
    Return the catalogue in which `words`, as people logged them, mean a duty; `None` takes the meaning back.

    :raises EntryUnknown: if there is no such duty.
    :raises NameTaken: if the words are a duty's own name.
    :raises TooManyEntries: if there are too many already.
    """
    known = whole(own)
    others = tuple(each for each in own.aliases if _folded(each[0]) != _folded(words))
    if duty_id is None:
        return replace(own, aliases=others)
    if duty_id not in known.activities:
        raise EntryUnknown(pointer="/duty", name=duty_id[:60])
    if words in known.activities or any(_folded(words) in _names(each) for each in known.activities.values()):
        raise NameTaken(pointer="/words", name=words)
    if len(others) >= MOST_ENTRIES:
        raise TooManyEntries(most=MOST_ENTRIES)
    return replace(own, aliases=(*others, (words, duty_id)))


def with_retired(own: OwnCatalogue, id: str, *, is_retired: bool) -> OwnCatalogue:
    """
    Return the catalogue in which an own kind, duty or position is offered no more, or is again.

    :raises NotOwn: if it comes with the product.
    :raises EntryUnknown: if there is no such entry.
    """
    entries: tuple[Entry, ...] = (*own.kinds, *own.duties, *own.positions)
    if id not in {each.id for each in entries}:
        standard = id in STANDARD or id in STANDARD_KINDS or id in POSITIONS
        raise (NotOwn if standard else EntryUnknown)(name=id[:60])
    others = tuple(each for each in own.retired if each != id)
    return replace(own, retired=(*others, id) if is_retired else others)


def _check_new(added: Entry, known: Mapping[str, Entry], number: int) -> None:
    if added.id in known:
        raise NameTaken(pointer="/name_zh", name=added.zh)
    _check_names(added, known)
    if number >= MOST_ENTRIES:
        raise TooManyEntries(most=MOST_ENTRIES)


def _check_names(entry: Entry, known: Mapping[str, Entry]) -> None:
    """Names are what people log in, and what they choose by: no two entries share one, in whichever language."""
    taken = {name for each in known.values() if each.id != entry.id for name in _names(each)}
    for pointer, name in (("/name_zh", entry.zh), ("/name_en", entry.en)):
        if name in known or _folded(name) in taken:
            raise NameTaken(pointer=pointer, name=name)


def _check_places(known: WorkCatalogue, duty: Activity) -> None:
    for kind in duty.kinds:
        if kind not in known.kinds:
            raise EntryUnknown(pointer="/kinds", name=kind[:60])
    if duty.position is not None and duty.position not in known.positions:
        raise EntryUnknown(pointer="/position", name=duty.position[:60])
    if duty.core and duty.position is None:
        raise CoreOfNobody(pointer="/core")


def _names(entry: Entry) -> frozenset[str]:
    return frozenset((_folded(entry.zh), _folded(entry.en)))


def _without(aliases: tuple[tuple[str, str], ...], duty: Activity) -> tuple[tuple[str, str], ...]:
    """What a duty is called means that duty, whatever it was said to mean before."""
    return tuple(each for each in aliases if _folded(each[0]) not in _names(duty))


def _folded(words: str) -> str:
    return "".join(words.casefold().split())


STANDARD_CATALOGUE: Final = whole(OwnCatalogue())
"""The catalogue of a company that added nothing."""
