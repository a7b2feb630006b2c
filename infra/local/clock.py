"""The clock that the edge reads on a laptop: the real one, or one that was set and runs on from there."""

from datetime import UTC, datetime, timedelta


class Clock:
    """
    Call it for the present instant, in UTC.

    >>> clock = Clock(datetime(2026, 3, 2, 8, tzinfo=UTC))
    >>> clock().date().isoformat()
    '2026-03-02'
    """

    def __init__(self, now: datetime | None = None) -> None:
        self._ahead = timedelta(0)
        self.set(now)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def set(self, now: datetime | None) -> None:
        """Let it be `now` at this moment; None is the real time."""
        self._ahead = now - datetime.now(UTC) if now is not None else timedelta(0)
