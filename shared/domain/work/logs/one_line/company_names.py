"""Company-like Chinese names in a line (公司名): …公司, …贸易, …科技, …集团, …商行, …店, …厂, …医院, …学校.

A name begins behind the verb in front of it. Where that is open (和远山贸易 may be one name) both are kept.
"""

import re
from typing import Final

from shared.domain.work.logs.one_line.folding import CJK, Folded
from shared.domain.work.logs.one_line.mentions import Mention, Sureness
from shared.domain.work.logs.one_line.words import DOUBTFUL, VERBS

FORM: Final = "股份有限责任公司|有限责任公司|股份有限公司|集团有限公司|有限公司|股份公司|公司"
"""Forms of a company: a name with and without one is the same name."""
_HOUSE: Final = "医院(?!感染)|诊所|学校|大学(?!生)|中学(?!生)|小学(?!生)|幼儿园|学院"
_PLACE: Final = "银行(?![卡流回])|酒店|宾馆|超市|药房|药店|餐厅|饭店|店(?![长面铺员主家小庆里内])"
_SUFFIX: Final = re.compile(
    rf"(?P<first>{FORM}|集团|控股|贸易(?![战额商展部])|商贸|工贸|科技(?![园展部局厅馆节型感股])|实业|商行|事务所|研究[院所]|工作室|合作社"
    rf"|{_HOUSE}|{_PLACE}|工厂|厂(?![家商房长区里内]))(?P<more>(?:{FORM}|集团|贸易|商贸|科技|实业)*)"
)
_RUN: Final = re.compile(rf"[{CJK}A-Za-z0-9&·()'-]{{0,24}}$")
_VERB: Final = re.compile(VERBS)
_VERBS_ONLY: Final = re.compile(f"(?:{VERBS})+")
_COUNTED: Final = r"[一二两三四五六七八九十几多数0-9]+[家个间所]"
_NO_NAME: Final = re.compile(
    rf"(?:{_COUNTED}|[这那哪某][家个])?(?:[我你他她]们?|您|咱们?|本|贵|该|各|总|分|子|母|某|新|老|好|大|小|高|外|国|对方|客户|自己|其他|别的"
    r"|合作|附近|物流|快递|保险|广告|装修|软件|外贸|上市|进出口|国际|对外|国内|互联网|电商|连锁|直营|加盟|旗舰|专卖|实体|线下|线上"
    r"|[门网书分总酒饭商药花饼巡开探到进逛看闭回出建工跑上下驻])?"
)
_NO_NAME_AT_END: Final = re.compile(r"(?:[我你他她咱]们|我|[这那哪某]家)$")
_BRANCH_OR_COUNT: Final = re.compile(rf"[分子总母]$|^{_COUNTED}")
_PRONOUN: Final = re.compile(r"(?:我|你|您|他|她|我们|你们|他们|她们|咱们?|大家|同事|领导)")
_LONGEST_SURE: Final = 4
_LONGEST_SURE_IN_FULL: Final = 8
"""A name in full form says where it is and what it does: 北京远山国际贸易有限公司."""


def companies_said(folded: Folded, text: str) -> tuple[Mention, ...]:
    """Return the company-like Chinese names in `text`, the folded line with what was read blanked out."""
    found: list[Mention] = []
    for match in _SUFFIX.finditer(text):
        mention = _mention(folded, text, match, found[-1].end if found else 0)
        if mention:
            found.append(mention)
    return tuple(found)


def _mention(folded: Folded, text: str, suffix: re.Match[str], done: int) -> Mention | None:
    before = text[: suffix.start()]
    if re.search(r"[A-Za-z0-9] $", before):
        before = before[:-1]  # A 公司
    run = _RUN.search(before)
    start = max(run.start() if run else len(before), done)
    if start == done and done and before[start : start + 1] in tuple("和与同"):
        start += 1  # between two names it joins them
    starts, sure = _beginnings(before[start:])
    cores = [before[start + each :] for each in starts]
    if not cores or _NO_NAME.fullmatch(cores[0]) or _NO_NAME_AT_END.search(cores[0]):
        return None
    first = start + starts[0]
    placed = _is_place(suffix["first"], text[first - 1 : first])
    longest = _LONGEST_SURE_IN_FULL if "有限" in suffix[0] else _LONGEST_SURE
    if len(re.sub("[A-Za-z0-9]+", "A", cores[0])) > longest or placed or _BRANCH_OR_COUNT.search(cores[0]):
        sure = False
    names = (folded.original(start + each, suffix.end()).strip() for each in starts)
    return Mention(first, suffix.end(), tuple(names), Sureness.SURE if sure else Sureness.DOUBTFUL)


def _beginnings(run: str) -> tuple[list[int], bool]:
    """Return where in `run` the name may begin, the likeliest first, and whether that is sure."""
    *earlier, cut = [0, *(match.end() for match in _VERB.finditer(run))]
    core = run[cut:]
    if core and _NO_NAME.fullmatch(core):
        return [], False
    if not _is_long_enough(core):  # what ends like a verb may be the name: 美的集团, 开发区医院
        longer = [
            each for each in earlier[::-1] if _is_long_enough(run[each:]) and not _is_no_name(run[each:])
        ]
        return [*([cut] if core else []), *longer[:1]], False
    for place in range(len(core) - 2, -1, -1):
        if core[place] in DOUBTFUL and _is_long_enough(core[place + 1 :]):
            shorter = cut + place + 1
            if _PRONOUN.fullmatch(core[:place]):
                return [shorter], True
            return [shorter, cut], False
    return [cut], True


def _is_place(house: str, before: str) -> bool:
    """Whether a name may say where the work was: a hotel somebody goes to, or whatever they are in."""
    anywhere, errands = f"{_HOUSE}|{_PLACE}", _PLACE
    return bool(re.fullmatch(anywhere if before == "在" else errands, house)) and before in tuple("在去到")


def _is_long_enough(core: str) -> bool:
    return len(core) > 1 or (core.isascii() and core.isalnum())


def _is_no_name(text: str) -> bool:
    return bool(_NO_NAME.fullmatch(text) or _VERBS_ONLY.fullmatch(text))
