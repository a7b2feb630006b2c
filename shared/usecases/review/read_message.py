"""Mark a message as read: the read receipt of a result is part of its record."""

from dataclasses import replace
from datetime import datetime

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.domain.errors import DomainError
from shared.domain.messages import Message


class AlreadyRead(DomainError):
    """The message was marked as read before; the first receipt stands."""

    kind, code = "conflict", "message.already_read"
    zh = "这条消息已经标为已读。"
    en = "This message is marked as read already."


def read_message(*, message: Message, at: datetime) -> tuple[Message, Command]:
    """
    Return the message with its read receipt and the command that stores it.

    :raises AlreadyRead: if it has one.
    """
    if message.read_at is not None:
        raise AlreadyRead(current={"read_at": message.read_at.isoformat()})
    after = replace(message, read_at=at, version=message.version + 1)
    ref = refs.inbox(message.company_id, message.person_id).at(message.id)
    return after, Command("message.read", (Write(ref, after, before=message),))
