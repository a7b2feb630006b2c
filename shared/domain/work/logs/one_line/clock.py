"""Times of day (时刻): parts of a day, and what an hour may mean that names none.

Hours from 1 to 5 are afternoon, 9 to 12 are forenoon, 6 to 8 may be either; late in an evening 9 to 11 may be that
evening. A time written 09:00, 9:00 or 14点 is on the 24-hour clock. A part of the day without an hour begins at a
fixed time: 上午 09:00, 中午 12:00, 下午 14:00, 晚上 19:00. Minutes count from midnight.
"""

from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

NOON: Final = 12 * 60
MIDNIGHT: Final = 24 * 60
_LONGEST_LOOSE: Final = 12 * 60
"""No stretch that leaves its half of the day open is longer."""


class Usual(Enum):
    """Whether work is usual at a time that was read so: on any day, on the very day, or never."""

    ALWAYS = "always"
    TODAY = "today"
    NEVER = "never"


class Part(Enum):
    """A part of the day: from when to when an hour belongs to it, and where it begins if no hour is named."""

    NIGHT = (0, 7 * 60 - 1, None)
    MORNING = (4 * 60, NOON + 59, 9 * 60)
    MIDDAY = (10 * 60 + 30, 14 * 60 + 30, NOON)
    AFTERNOON = (NOON, 20 * 60 - 1, 14 * 60)
    DUSK = (16 * 60, 20 * 60, None)
    EVENING = (17 * 60, MIDNIGHT - 1, 19 * 60)

    def holds(self, minute: int) -> bool:
        """Whether a minute of the day lies in this part."""
        first, last, _ = self._bounds()
        return first <= minute <= last

    @property
    def default_start(self) -> int | None:
        """The minute of the day at which work began that names no hour; `None`: it has to be asked."""
        return self._bounds()[2]

    def _bounds(self) -> tuple[int, int, int | None]:
        bounds: tuple[int, int, int | None] = self.value
        return bounds


PARTS: Final = MappingProxyType(
    dict.fromkeys(("凌晨",), Part.NIGHT)
    | dict.fromkeys(("清晨", "清早", "一早", "早上", "早晨", "上午", "早", "morning"), Part.MORNING)
    | dict.fromkeys(("中午", "正午", "午间", "noon"), Part.MIDDAY)
    | dict.fromkeys(("午后", "下午", "afternoon"), Part.AFTERNOON)
    | dict.fromkeys(("傍晚",), Part.DUSK)
    | dict.fromkeys(("晚上", "晚间", "夜里", "夜间", "深夜", "半夜", "晚", "夜"), Part.EVENING)
    | dict.fromkeys(("evening", "tonight", "night"), Part.EVENING)
)
"""Parts of the day by the words for them."""


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour as it was written. `half` is `a` or `p` of am and pm; `exact` is the 24-hour clock."""

    hour: int
    minute: int = 0
    part: Part | None = None
    half: str | None = None
    exact: bool = False

    def readings(self) -> tuple[tuple[int, Usual], ...]:
        """Return the minutes of the day it may mean; none if it contradicts itself."""
        forms = self._forms()
        if not forms:
            return ()
        if self.half:
            return (
                ((forms[0] % NOON + (NOON if self.half == "p" else 0), Usual.ALWAYS),)
                if self.hour <= 12
                else ()
            )
        if self.part:
            part = self.part
            return tuple((form, Usual.ALWAYS) for form in forms if part.holds(form))
        if self.exact or len(forms) == 1 or self.hour == 12:
            return ((forms[0], Usual.ALWAYS),)
        early, late = forms
        if self.hour <= 5:
            return (late, Usual.ALWAYS), (early, Usual.NEVER)
        return (early, Usual.ALWAYS), (late, Usual.ALWAYS if self.hour <= 8 else Usual.TODAY)

    def ends(self) -> tuple[int, ...]:
        """Return the minutes at which it may end a stretch: midnight ends the day it closes."""
        if self.part or self.half or self.exact:
            found = tuple(minute for minute, _ in self.readings())
        else:
            found = self._forms()
        return (*found, MIDNIGHT) if {0, MIDNIGHT} & {*found} or self._is_twelve_at_night() else found

    def _is_twelve_at_night(self) -> bool:
        return self.hour == 12 and not self.minute and self.part in (None, Part.EVENING) and not self.half

    def _forms(self) -> tuple[int, ...]:
        at = self.hour * 60 + self.minute
        if at > MIDNIGHT or self.minute > 59:
            return ()
        if 1 <= self.hour < 12:
            return at, at + NOON
        return (at, self.minute) if self.hour == 12 else (at,)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One way to read a time: minutes of the day, `last` if it ends. One with `last <= first` runs backwards."""

    first: int
    last: int | None
    usual: Usual


def stretches(first: Hour, last: Hour | None) -> tuple[Stretch, ...]:
    """
    Return the ways to read a time, or a stretch of time: each start with the nearest end after it.

    >>> [(each.first, each.last) for each in stretches(Hour(11), Hour(1))]
    [(660, 780)]
    """
    if last is None:
        return tuple(Stretch(minute, None, usual) for minute, usual in first.readings())
    found = []
    for minute, usual in first.readings():
        later = [end for end in last.ends() if end > minute]
        if later:
            found.append(Stretch(minute, min(later), usual))
    if len(first.readings()) > 1 or len(last.readings()) > 1:
        short = [each for each in found if each.last is not None and each.last - each.first <= _LONGEST_LOOSE]
        found = short or found
    if found:
        return tuple(found)
    return tuple(
        Stretch(minute, end, usual) for minute, usual in first.readings()[:1] for end in last.ends()[:1]
    )
