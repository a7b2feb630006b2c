"""Companies made up from a seed, week by week, in whole numbers only: the same on every machine."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from random import Random
from typing import Final

from shared.domain.advice.advice import WeeklySeries
from shared.domain.advice.pairs import WATCHED, watched_kpis
from shared.domain.advice.series import WEEK

MONDAY: Final = date(2026, 1, 5)
UNIT: Final = 1000
"""A standard deviation of `shock`, and the level around which `percents` are made."""


def a_series(kpi_id: str, values: list[int] | list[Fraction], first_on: date = MONDAY) -> WeeklySeries:
    return WeeklySeries(kpi_id, first_on, tuple(Fraction(value) for value in values))


def shock(chance: Random) -> int:
    """Return a nearly normal whole number, twelve uniform ones added up: mean 0, standard deviation 1000 or so."""
    return sum(chance.randrange(UNIT) for _ in range(12)) - 6 * UNIT


def white(chance: Random, weeks: int) -> list[int]:
    return [shock(chance) for _ in range(weeks)]


def autoregressive(chance: Random, weeks: int) -> list[int]:
    """Return weeks each of which keeps 0.6 of the one before; the first 20 are thrown away."""
    found = [0]
    for _ in range(weeks + 20):
        found.append(found[-1] * 6 // 10 + shock(chance))
    return found[-weeks:]


def figures(noise: list[int], *, base: int, spread: int, rise: int = 0) -> list[int]:
    """Return `base` a week, `rise` percent more over the window, with noise of `spread` percent; never below 0."""
    last = len(noise) - 1
    return [
        max(base * (100 * UNIT * last + rise * UNIT * week + spread * each * last) // (100 * UNIT * last), 0)
        for week, each in enumerate(noise)
    ]


Company = dict[str, WeeklySeries]


def white_company(chance: Random, weeks: int) -> Company:
    """Every series is white noise around a level of its own."""
    return {kpi_id: _noisy(kpi_id, white(chance, weeks), chance) for kpi_id in watched_kpis()}


def persistent_company(chance: Random, weeks: int) -> Company:
    """Every series is AR(1) noise with 0.6."""
    return {kpi_id: _noisy(kpi_id, autoregressive(chance, weeks), chance) for kpi_id in watched_kpis()}


def trending_company(chance: Random, weeks: int) -> Company:
    """Every series follows one trend of the company, between −40 % and +80 %, each with noise of its own."""
    rise = chance.randrange(-40, 81)
    return {kpi_id: _noisy(kpi_id, white(chance, weeks), chance, rise) for kpi_id in watched_kpis()}


FLAVOURS: Final[Mapping[str, Callable[[Random, int], Company]]] = {
    "white": white_company,
    "persistent": persistent_company,
    "trending": trending_company,
}


def noise_companies(weeks: int, seeds: int = 200) -> Iterator[tuple[str, Company]]:
    """Yield companies in which nothing follows from anything, a third of each flavour in turn."""
    names = list(FLAVOURS)
    for seed in range(seeds):
        flavour = names[seed % len(names)]
        yield flavour, FLAVOURS[flavour](Random(seed), weeks)


def tempting_company(chance: Random, weeks: int) -> Company:
    """Visits rise for nothing beside three rivals that rise too, but not together: only the correlation tells."""
    company = {
        "sales.offline_visits": figures([0] * weeks, base=100, spread=0, rise=30),
        "sales.revenue": figures([0] * weeks, base=90_000, spread=0),
    }
    for pair in WATCHED:
        if pair.template and "sales.revenue" != pair.outcome:
            for kpi_id in (pair.activity, pair.outcome):
                company[kpi_id] = figures(white(chance, weeks), base=5_000, spread=4, rise=50)
    return {kpi_id: a_series(kpi_id, values) for kpi_id, values in company.items()}


def planted_company(chance: Random, weeks: int, lag: int = 0) -> Company:
    """Visits rise and sales stay; online traffic and the orders that it brings `lag` weeks later rise together."""
    traffic = white(chance, weeks + lag)
    followed = [(9 * each + 2 * shock(chance)) // 10 for each in traffic]
    return {
        "sales.offline_visits": a_series(
            "sales.offline_visits", figures(white(chance, weeks), base=100, spread=2, rise=35)
        ),
        "sales.revenue": a_series("sales.revenue", figures(white(chance, weeks), base=9_000_000, spread=1)),
        "sales.online_traffic": a_series(
            "sales.online_traffic", figures(traffic[lag:], base=4_000, spread=6, rise=60)
        ),
        "sales.online_conversion": a_series(
            "sales.online_conversion", figures(followed[:weeks], base=3_000, spread=6, rise=60)
        ),
    }


def looks(company: Company, window: int) -> Iterator[Company]:
    """Yield what consecutive weekly looks see: each the newest `window` weeks that are over by then."""
    weeks = len(next(iter(company.values())).values)
    for start in range(weeks - window + 1):
        yield {
            kpi_id: a_series(kpi_id, [*each.values[start : start + window]], each.first_on + start * WEEK)
            for kpi_id, each in company.items()
        }


def _noisy(kpi_id: str, noise: list[int], chance: Random, rise: int = 0) -> WeeklySeries:
    base, spread = chance.randrange(200, 5_000), chance.randrange(3, 16)
    return a_series(kpi_id, figures(noise, base=base, spread=spread, rise=rise))
