"""What is known of the feeds: the health of each event type, and in which months totals differ from the source's."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from shared.domain.kpi.control_totals import Difference, Tally
from shared.domain.kpi.event_names import event_name
from shared.domain.kpi.facts import FeedHealth, Settings
from shared.domain.kpi.windows import Window
from shared.domain.numbers import exact
from shared.domain.periods import Period


@dataclass(frozen=True, slots=True, eq=False)
class Feeds(Mapping[str, FeedHealth]):
    """
    The health of what delivers each event type, and the days on which totals differ.

    It reads as the mapping of its health; a type that nothing delivers is absent.
    """

    health: Mapping[str, FeedHealth]
    differences: tuple[Difference, ...] = ()

    def __getitem__(self, event_type: str) -> FeedHealth:
        return self.health[event_type]

    def __iter__(self) -> Iterator[str]:
        return iter(self.health)

    def __len__(self) -> int:
        return len(self.health)


def difference_in(
    feeds: Mapping[str, FeedHealth], event_types: Iterable[str], window: Window
) -> Difference | None:
    """
    Return the first difference of one of the types in a month that `window` touches; None if there is none.

    The whole month of a difference counts: which of its records are missing is not known.
    """
    if not isinstance(feeds, Feeds):
        return None
    wanted = frozenset(event_types)
    return next(
        (each for each in feeds.differences if each.type in wanted and _touches(window, each)),
        None,
    )


def told_of(difference: Difference, settings: Settings) -> dict[str, str]:
    """Return the figures of a difference as a sentence about it names them."""
    return {
        "source": difference.connection_id,
        "day": difference.day.isoformat(),
        "type_zh": event_name(difference.type),
        "type_en": event_name(difference.type, "en"),
        **_tally("theirs", difference.theirs, difference.theirs, settings),
        **_tally("ours", difference.ours, difference.theirs, settings),
    }


def _touches(window: Window, difference: Difference) -> bool:
    month = Period.month_of(difference.day)
    return any(first < month.until_on and until > month.first_on for first, until in window.spans)


def _tally(name: str, tally: Tally, theirs: Tally, settings: Settings) -> dict[str, str]:
    zh, en = f"{tally.count} 条", f"{tally.count} records"
    if theirs.amount_minor is not None:
        amount = exact(settings.major(tally.amount_minor or 0))
        zh, en = f"{zh}、金额 {amount}", f"{en} of {amount}"
    return {f"{name}_zh": zh, f"{name}_en": en}
