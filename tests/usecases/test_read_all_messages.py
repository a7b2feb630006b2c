"""How many messages one command marks as read."""

from datetime import UTC, datetime, timedelta

from shared.domain.messages import Message
from shared.usecases.review.read_all_messages import MOST_AT_ONCE, read_all_messages

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)


def test_marks_the_oldest_unread_first_and_counts_the_rest():
    messages = [
        Message(
            f"m{n:03}",
            "co",
            "p",
            "declaration.final",
            "d",
            NOON - timedelta(minutes=n),
            read_at=None if n else NOON,
        )
        for n in range(MOST_AT_ONCE + 4)
    ]

    read, unread, command = read_all_messages(messages=messages, at=NOON)

    assert (read, unread, len(command.writes)) == (MOST_AT_ONCE, 3, MOST_AT_ONCE)
    assert command.writes[0].ref.sk == "m053"
    assert {each.after.read_at for each in command.writes} == {NOON}
