"""Read what the marketing events of a month brought and cost, as far as is known."""

from datetime import datetime, timedelta

from shared.domain.company import Company
from shared.domain.kpi.figures.market_events import MarketEvent, market_events
from shared.domain.kpi.windows import Window
from shared.domain.periods import Period
from shared.usecases.scores.facts import gather_facts, history_start


def read_market_events(*, company: Company, month: Period, at: datetime) -> list[MarketEvent]:
    """Return the marketing events that were held in a month or planned for it, with what is known of them today."""
    facts = gather_facts(company, since=history_start(company, month), at=at)
    tomorrow = at.astimezone(company.tz).date() + timedelta(days=1)
    return market_events(facts, Window.of(month), tomorrow)
