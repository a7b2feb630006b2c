import pytest

from shared.domain.work.logs.one_line.company_names import companies_said
from shared.domain.work.logs.one_line.contacts import contacts_said
from shared.domain.work.logs.one_line.customers import known_said
from shared.domain.work.logs.one_line.folding import fold
from shared.domain.work.logs.one_line.latin_names import latin_names_said
from shared.domain.work.logs.one_line.mentions import Sureness


def companies(line: str) -> list[tuple[str, ...]]:
    folded = fold(line)
    return [each.names for each in companies_said(folded, folded.text)]


def sure(line: str) -> bool:
    folded = fold(line)
    return all(each.sureness is Sureness.SURE for each in companies_said(folded, folded.text))


def latin(line: str) -> list[tuple[str, str]]:
    folded = fold(line)
    return [(each.names[0], each.sureness.name) for each in latin_names_said(folded, folded.text)]


def people(line: str) -> list[str]:
    text = fold(line).text
    return [text[start:end] for start, end in contacts_said(text)]


class TestCompaniesSaid:
    @pytest.mark.parametrize(
        ("line", "name"),
        [
            ("拜访A公司", "A公司"), ("拜访 Ａ 公司", "Ａ 公司"), ("跟进远山贸易的报价", "远山贸易"),
            ("去星河科技送合同", "星河科技"),
            ("拜访了一下星河集团", "星河集团"), ("打电话给晨光商行", "晨光商行"),
            ("回访阳光大药房", "阳光大药房"), ("拜访老王水果店", "老王水果店"),
            ("上门维修晨光工厂", "晨光工厂"), ("拜访第一医院", "第一医院"), ("拜访向阳小学", "向阳小学"),
            ("拜访和平贸易", "和平贸易"),
            ("拜访大同科技", "大同科技"), ("拜访星河（上海）贸易有限公司", "星河（上海）贸易有限公司"),
            ("拜访3M公司", "3M公司"),
            ("我和星河贸易谈", "星河贸易"),
        ],
    )  # fmt: skip
    def test_a_name_begins_behind_the_verb(self, line, name):
        assert companies(line) == [(name,)]
        assert sure(line)

    @pytest.mark.parametrize(
        ("line", "names"),
        [
            ("和星河贸易谈", ("星河贸易", "和星河贸易")), ("拜访美的集团", ("美的集团",)),
            ("北京分公司", ("北京分公司",)),
            ("在希尔顿酒店", ("希尔顿酒店",)), ("去中国银行", ("中国银行",)), ("在第一医院", ("第一医院",)),
            ("园区星河国际贸易", ("园区星河国际贸易",)),
            ("3家星河门店", ("3家星河门店",)), ("开发区医院", ("区医院", "开发区医院")),
        ],
    )  # fmt: skip
    def test_where_it_begins_or_whether_it_is_a_place_may_be_doubtful(self, line, names):
        assert companies(line) == [names]
        assert not sure(line)

    @pytest.mark.parametrize(
        "line",
        [
            "公司开会", "我们公司", "两家公司", "去分公司", "贵公司", "物流公司", "联系厂家", "店长培训",
            "巡店", "去书店", "高科技", "科技园参观", "贸易战",
            "到店", "国际贸易", "的公司", "银行卡",
        ],
    )  # fmt: skip
    def test_common_words_are_no_names(self, line):
        assert companies(line) == []

    def test_two_in_a_row_are_two(self):
        assert companies("远山贸易和星河科技") == [("远山贸易",), ("星河科技",)]
        assert companies("X公司Y公司") == [("X公司",), ("Y公司",)]


class TestLatinNamesSaid:
    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("visited Acme 45 min", [("Acme", "SURE")]), ("拜访IBM", [("IBM", "SURE")]),
            ("拜访客户3M", [("3M", "SURE")]),
            ("Acme Trading Ltd", [("Acme Trading Ltd", "SURE")]),
            ("visited the client Bank of China", [("Bank of China", "SURE")]),
            ("visited Acme and Globex", [("Acme", "SURE"), ("Globex", "SURE")]),
            ("拜访acme", [("acme", "LIKELY")]),
            ("called Acme", [("Acme", "LIKELY")]), ("跟Acme沟通", [("Acme", "LIKELY")]),
            ("拜访Tom", [("Tom", "LIKELY")]),
            ("Acme renewal", [("Acme", "WEAK")]), ("做PPT", []), ("Updated CRM", []),
            ("visited the client", []), ("Monday", []),
        ],
    )  # fmt: skip
    def test_how_sure_one_is_depends_on_what_stands_around_it(self, line, expected):
        assert latin(line) == expected


class TestContactsSaid:
    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("拜访王总", ["王总"]), ("李经理、张老师和陈女士", ["李经理", "张老师", "陈女士"]),
            ("刘总和赵总", ["刘总", "赵总"]), ("张伟经理来访", ["张伟经理"]),
            ("欧阳总", ["欧阳总"]), ("跟小王聊", ["小王"]), ("老张 20分钟", ["老张"]),
            ("王董事长", ["王董事长"]), ("找黄工对接", ["黄工"]),
            ("met Mr. Wang and Dr Li", ["Mr. Wang", "Dr Li"]), ("王总的公司", ["王总"]),
        ],
    )  # fmt: skip
    def test_a_surname_with_a_title_is_a_person(self, line, expected):
        assert people(line) == expected

    @pytest.mark.parametrize(
        "line",
        [
            "写周总结", "汇总数据", "施工方案", "项目经理", "高级经理", "客户经理培训", "关于老师培训",
            "公关经理", "对方经理", "老客户回访", "小程序开发",
            "老王水果店", "董事会", "周工作计划", "向总经理汇报", "高工资", "课程老师",
        ],
    )  # fmt: skip
    def test_common_words_are_nobody(self, line):
        assert people(line) == []


class TestKnownSaid:
    def test_a_form_of_company_may_be_said_or_left_out(self):
        known = ("远山贸易有限公司", "海纳科技")

        found = known_said(fold("拜访远山贸易、海纳科技公司").text, known)

        assert [(each.names, each.end - each.start) for each in found] == [
            (("远山贸易有限公司",), 4),
            (("海纳科技",), 6),
        ]

    def test_a_single_character_is_no_name_unless_it_is_latin_and_stands_alone(self):
        assert known_said("拜访远方", ("远",)) == ()
        assert known_said("拜访AB", ("A",)) == ()
        assert len(known_said("拜访A", ("A",))) == 1

    def test_blank_names_are_nobody(self):
        assert known_said("拜访 公司", ("", " ", "公司")) == known_said("拜访 公司", ("公司",))
