"""Slogans (空泛目标): goals that sound well and measure nothing, such as 提高销售业绩 or 加强客户维护."""

import re
import unicodedata
from typing import Final

_VERBS: Final = re.compile(
    r"提高|提升|提振|加强|增强|加大|改善|改进|优化|促进|强化|推动|推进|深化|做好|搞好|做强|做大|抓好|落实|努力|积极|大力"
    r"|全面|持续|不断|进一步|争取|力争|重视|维护|完善|扩大|拓展|开拓|巩固|稳定|保持|配合|协助|支持|确保|保障"
    r"|\b(improv|enhanc|strengthen|boost|increas|promot|better|optimi[sz]|maximi[sz]|foster|deepen|driv|grow|rais"
    r"|support|maintain|ensur|develop|expand|strive|try|keep|build)\w*\b"
)
_OBJECTS: Final = re.compile(
    r"销售|市场|营销|推广|业绩|业务|客户|顾客|用户|关系|维护|维系|服务|质量|水平|能力|工作|效率|团队|合作|协作|沟通|管理|态度|意识|形象"
    r"|品牌|影响力|竞争力|执行力|责任心|积极性|满意|体验|发展|建设|力度|效果|成绩|绩效|公司|部门|整体|综合|各项|相关|我们|与|和|及|的|对|好|更|地|了"
    r"|\b(sales|market(ing)?|performance|business|customers?|clients?|users?|relations?(hips?)?|maintenance|care|service"
    r"|quality|work|efficiency|team(work)?|cooperation|communication|management|attitude|image|brand|experience"
    r"|development|effort|results?|company|department|overall|our|the|of|and|with|for|in|to|hard|more|good|loyalty)\b"
)
_MEASURABLE: Final = re.compile(
    r"率|额|量|次数|天数|人数|个数|户数|单数|件数|条数|场数|场次|时长|小时|天|占比|比例|得分|评分|分数|周期|金额|成本|费用|利润|毛利"
    r"|收入|回款|应收|订单|投诉|退款|赢单|线索|÷|/|%|平均|合计|数量|个月|[0-9]"
    r"|\b(rate|ratio|share|number|count|amount|days?|hours?|minutes?|average|mean|median|percent(age)?|revenue|cost|margin"
    r"|orders?|deals?|leads?|complaints?|refunds?|payments?|cycle|score|sum|total|per|divided|value|volume)\b"
)
_SOUNDS_MEASURABLE: Final = re.compile(
    r"质量|效率|力量|能量|大量|尽量|率先|额外|聊天|今天|明天|天天|单位|个性"
)
"""Words that hold a sign of a figure, such as 量, and name none."""
_NO_WORD: Final = re.compile(r"[\W_]+")


def is_slogan(name: str) -> bool:
    """
    Return whether a name only says that something is to become better, and nothing that can be counted.

    >>> [is_slogan(each) for each in ("提高销售业绩", "加强客户维护", "Improve sales", "提高复购率")]
    [True, True, True, False]
    """
    text = _plain(name)
    if not _VERBS.search(text) or _names_a_figure(text):
        return False
    return not _NO_WORD.sub("", _OBJECTS.sub("", _VERBS.sub("", text)))


def is_vague(*texts: str) -> bool:
    """
    Return whether texts together hold words of a slogan and nothing that can be counted.

    >>> is_vague("客户关系", "努力做好服务"), is_vague("客户关系", "每月回访的客户数量")
    (True, False)
    """
    text = _plain(" ".join(texts))
    return bool(_VERBS.search(text)) and not _names_a_figure(text)


def _names_a_figure(text: str) -> bool:
    return _MEASURABLE.search(_SOUNDS_MEASURABLE.sub("", text)) is not None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("'s", "").replace("’s", "")
