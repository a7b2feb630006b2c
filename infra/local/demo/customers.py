"""The customers and prospects of the demo company: invented names, each used for one purpose."""

from typing import Final

_BEGINNINGS = (
    "岚禾 澄屿 青葵 砚屿 半岫 鹭汀 溪砚 听渚 枝野 棉屿 星渚 禾汀 远岫 竹屿 棠野 晴屿 素汀 拾屿 云渚 杉野"
).split()
_TRADES = "包装 食品 家居 五金 文具 电子 服饰 建材 印刷 物流 餐饮 园艺 玩具 灯饰 茶业".split()
NAMES: Final = tuple(beginning + trade for trade in _TRADES for beginning in _BEGINNINGS)

_OWNED: Final = {"王磊": 20, "李婷": 20, "陈浩": 20, "周洋": 20, "孙悦": 12}
_NEW: Final = {"王磊": 2, "李婷": 2, "陈浩": 3, "周洋": 1, "孙悦": 1}
SHARED_ACCOUNT: Final = ("周洋", 0)
"""Whose existing customer two people look after at the same time."""


def existing(seller: str) -> tuple[str, ...]:
    """Return the customers that bought from a seller before the last 90 days."""
    return _slice(_OWNED, seller, 0)


def won(seller: str) -> tuple[str, ...]:
    """Return the customers that a seller wins in the month, without those that came from the salon."""
    return _slice(_NEW, seller, sum(_OWNED.values()))


def prospects() -> tuple[str, ...]:
    """Return everybody else: the people behind the leads."""
    return NAMES[sum(_OWNED.values()) + sum(_NEW.values()) :]


def _slice(sizes: dict[str, int], seller: str, first: int) -> tuple[str, ...]:
    for name, size in sizes.items():
        if name == seller:
            return NAMES[first : first + size]
        first += size
    raise KeyError(seller)
