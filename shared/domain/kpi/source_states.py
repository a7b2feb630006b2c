"""How a source is doing (数据源状态), in a sentence that says what to do."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

SourceState = Literal["ok", "failing", "sick", "mismatch"]
SENTENCES: Final[Mapping[SourceState, tuple[str, str]]] = MappingProxyType(
    {
        "ok": (
            "正常：最近一次收到数据是 {last}，不需要处理。",
            "Healthy: last heard at {last}. There is nothing to do.",
        ),
        "failing": (
            "从 {since} 起取不到数据，系统会自动重试；若一直不恢复，请检查对方系统的账号和地址。",
            "It has failed since {since} and is tried again by itself. If it does not recover, check account and "
            "address at the vendor.",
        ),
        "sick": (
            "从 {since} 起已超过一天取不到数据，相关指标暂停计分；请联系对方系统管理员恢复连接，恢复后自动补取。",
            "It has failed for more than a day, since {since}, and what it delivers is not scored. Ask the vendor's "
            "administrator to restore it; what is missing is then fetched by itself.",
        ),
        "mismatch": (
            "{day} 的“{type_zh}”对不上：来源 {theirs_zh}，系统 {ours_zh}，相关指标暂停计分；请在来源系统重新推送当天"
            "的数据，或核对登记的对账总数。",
            "“{type_en}” of {day} does not agree: {theirs_en} at the source, {ours_en} here, and what is computed "
            "from it is not scored. Send that day again from the source, or check the total that was entered.",
        ),
    }
)
_NEVER: Final = ("还没有收到过数据", "never yet")


def advice(state: SourceState, params: Mapping[str, str], language: str = "zh-CN") -> str:
    """Return the sentence of a state in `language`; `params` are its figures, `last` may be absent."""
    english = language == "en"
    template = SENTENCES[state][english]
    return template.format(**{"last": _NEVER[english], **params})
