"""The outbox: messages written in the transaction of what they tell about, until the delivery job takes them.

They lie in the dispatch table over a few shards, so that the job finds every company's without a scan.
"""

import zlib
from collections.abc import Iterator

from shared.adapters.dynamo.codec import decode, encode
from shared.adapters.dynamo.records import Post
from shared.domain.messages import Message

SHARDS = 8
"""Partitions that the waiting messages of all companies are spread over."""


def post_of(message: Message) -> Post:
    """Return the outbox item of a message."""
    shard = zlib.crc32(message.company_id.encode()) % SHARDS
    return Post(f"outbox#{shard}", f"{message.company_id}#{message.id}", body=encode(message))


def waiting(limit: int = 200) -> Iterator[tuple[Post, Message]]:
    """Yield waiting messages, at most `limit` of each shard, oldest first within a company."""
    for shard in range(SHARDS):
        for post in Post.query(f"outbox#{shard}", consistent_read=True, limit=limit):
            yield post, decode(Message, post.body or "{}")
