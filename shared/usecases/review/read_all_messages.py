"""Mark everything in an inbox as read, oldest first, as many messages as one transaction takes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.domain.messages import Message

MOST_AT_ONCE = 50
"""Messages that one command marks: a transaction takes 100 items, and the audit entry names each of them."""


def read_all_messages(*, messages: Sequence[Message], at: datetime) -> tuple[int, int, Command]:
    """
    Return how many messages get a read receipt, how many stay unread, and the command that stores the receipts.

    A message that has a receipt keeps it: the first one stands.
    """
    unread = sorted((each for each in messages if each.read_at is None), key=lambda each: each.created_at)
    marked = unread[:MOST_AT_ONCE]
    writes = [
        Write(
            refs.inbox(each.company_id, each.person_id).at(each.id),
            replace(each, read_at=at, version=each.version + 1),
            before=each,
        )
        for each in marked
    ]
    return len(marked), len(unread) - len(marked), Command("message.read_all", writes)
