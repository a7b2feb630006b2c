"""People a line names (联系人): 王总, 李经理, 张老师, 陈女士, 老张, Mr Wang. A person is never a customer."""

import re
from typing import Final

from shared.domain.work.logs.one_line.folding import BLANK, CJK
from shared.domain.work.logs.one_line.words import VERBS

_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范常"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁"
    "岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕季裴霍涂苗谷盛曲翁冉骆蓝辛靳柴蒙鲍华喻祁蒲滕屈饶解牟"
    "陳楊黃趙吳孫馬鄭謝許韓馮鄧蕭葉蘇呂盧鍾譚陸範賈韋鄒龍陶賀顧龔萬錢嚴莊"
)
_WORDS: Final = frozenset(
    """
    对方 甲方 乙方 我方 双方 各方 资方 官方 产品方 治安 保安 公安 资金 基金 奖金 阶段 课程 流程
    工程 行程 其余 贸易 交易 语文 外包 公关 海关 相关 主任 现任 前任 责任 历任 历史 健康 关于
    由于 对于 终于 基于 中华 提高 最高 施工 金工 竣工
    """.split()
)
"""Words that end in what is a surname elsewhere."""
_DOUBLE: Final = "欧阳|上官|司马|诸葛|司徒|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|端木"
_TITLE: Final = (
    "总经理|副总经理|副总|总监|总裁|总(?![结计部体共额数量价])|经理|主任|老师|女士|先生|小姐|师傅|太太|董事长"
    "|董(?!事)|老板|处长|科长|部长|校长|院长|园长|厂长|店长|所长|局长|行长|会长|站长|组长|班长|队长|主管|主席|书记|秘书|助理|会计|采购"
    "|医生|教授|博士|律师|工程师|工(?![作程厂人业资艺期具地商会单序时])|[姐哥](?!们)"
)
_BEFORE_NAME: Final = (
    rf"(?:^|(?<=[\s,;:()\"'/{BLANK}])|(?<=[的和与跟给找访见约])|(?<=联系)|(?<=拜访)|(?<=陪同))"
)
_NO_NAME: Final = r"(?!高级|关于|项目|金牌|施工|金工|方案|成本|管理|安全|江苏|安徽|安排|成立|成交)"
_TITLED: Final = re.compile(
    rf"(?:{_NO_NAME}(?:(?:{_DOUBLE})|[{_SURNAMES}])(?:{_TITLE})"
    rf"|{_BEFORE_NAME}{_NO_NAME}(?:(?:{_DOUBLE})|[{_SURNAMES}])[{CJK}]{{1,2}}?(?:{_TITLE}))"
)
_FAMILIAR: Final = re.compile(
    rf"(?<![{CJK}])(?:[老小阿][{_SURNAMES}])(?=$|[^{CJK}A-Za-z]|{VERBS}|[聊说讲那这和与])"
    rf"|(?<=[和与跟给找访见约陪])[老小阿][{_SURNAMES}](?=$|[^{CJK}A-Za-z]|{VERBS}|[聊说讲那这和与])"
)
_ENGLISH: Final = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof)\b\.? ?[A-Z][A-Za-z'-]+")


def contacts_said(text: str) -> tuple[tuple[int, int], ...]:
    """
    Return where a folded line names people.

    >>> line = "跟王总和李经理写周总结"
    >>> [line[start:end] for start, end in contacts_said(line)]
    ['王总', '李经理']
    """
    found: list[tuple[int, int]] = []
    for pattern in (_TITLED, _FAMILIAR, _ENGLISH):
        for match in pattern.finditer(text):
            if text[match.start() - 1 : match.start() + 1] not in _WORDS and all(
                match.end() <= start or end <= match.start() for start, end in found
            ):
                found.append(match.span())
    return tuple(sorted(found))
