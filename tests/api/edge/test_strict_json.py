import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.edge.strict_json import DEEPEST, LARGEST_BODY, parse
from shared.domain.errors import DomainError

REFUSED = {
    b"": "json.empty",
    b" \n\t ": "json.empty",
    b"{": "json.malformed",
    b'{"a": 1,}': "json.malformed",
    b"{'a': 1}": "json.malformed",
    b'{"a": 1} {"b": 2}': "json.malformed",
    b'{"a": 01}': "json.malformed",
    b'{"a": .5}': "json.malformed",
    b'{"a": +1}': "json.malformed",
    b'{"a": "line\nbreak"}': "json.malformed",
    b'{"a": "\x00"}': "json.malformed",
    b'{"a": "\\x"}': "json.malformed",
    b'{"a": "unfinished': "json.malformed",
    b"// note\n{}": "json.malformed",
    b"\xff{}": "json.not_utf8",
    b'{"a": "\xc3"}': "json.not_utf8",
    b'{"a": "\xed\xa0\x80"}': "json.not_utf8",
    b"\xef\xbb\xbf{}": "json.not_utf8",
    '{"a": 1}'.encode("utf-16"): "json.not_utf8",
    '{"a": "绩效"}'.encode("gbk"): "json.not_utf8",
    b"[]": "json.not_an_object",
    b"null": "json.not_an_object",
    b'"text"': "json.not_an_object",
    b"7": "json.not_an_object",
    b'{"a": 1, "a": 1}': "json.duplicate_name",
    b'{"a": {"b": 1, "\\u0062": 2}}': "json.duplicate_name",
    b'{"\\ud800": 1, "\\ud800": 2}': "json.duplicate_name",
    b'{"a": NaN}': "json.number_out_of_range",
    b'{"a": Infinity}': "json.number_out_of_range",
    b'{"a": -Infinity}': "json.number_out_of_range",
    b'{"a": 1e400}': "json.number_out_of_range",
    b'{"a": 1e-400}': "json.number_out_of_range",
    b'{"a": 1e99999999999999999999}': "json.number_out_of_range",
    b'{"a": 0.' + b"1" * 20 + b"}": "json.number_out_of_range",
    b'{"a": 12345678901234567890}': "json.number_out_of_range",
    b'{"a": ' + b"9" * 5000 + b"}": "json.number_out_of_range",
    b'{"a": "\\ud800"}': "json.unstorable_text",
    b'{"a": [["\\udfff x"]]}': "json.unstorable_text",
    b'{"a": "x\\u0000"}': "json.unstorable_text",
    b'{"a\\u0000": 1}': "json.unstorable_text",
    b'{"a": ' + b"[" * DEEPEST + b"]" * DEEPEST + b"}": "json.too_deep",
    b"[" * 100_000: "json.too_deep",
    b'{"a":' * 100_000 + b"1" + b"}" * 100_000: "json.too_deep",
    b'{"a": "' + b"x" * LARGEST_BODY + b'"}': "body.too_large",
    b'["' + b'\\"' * 500_000: "json.malformed",
    b'"' + b"\\" * 1_000_000: "json.malformed",
}


class TestParse:
    @pytest.mark.parametrize(("raw", "code"), REFUSED.items(), ids=[str(each[:40]) for each in REFUSED])
    def test_refuses(self, raw: bytes, code: str):
        with pytest.raises(DomainError) as refused:
            parse(raw)

        assert refused.value.code == code
        assert refused.value.kind == ("too_large" if code == "body.too_large" else "malformed")
        for language in ("en", "zh-CN"):
            refused.value.sentence(language).encode()

    @pytest.mark.parametrize(
        ("raw", "value"),
        [
            (b"{}", {}),
            (b' {"a" : [1, -2, true, null] } ', {"a": [1, -2, True, None]}),
            (b'{"a": 9223372036854775807}', {"a": 9223372036854775807}),
            (b'{"a": 0.10}', {"a": Decimal("0.10")}),
            (b'{"a": 1e2}', {"a": 100}),
            (b'{"a": -0.0}', {"a": 0}),
            (b'{"a": "\\ud83d\\ude00"}', {"a": "\U0001f600"}),
            (b'{"a": "[[[[{{{{\\"[\\\\"}', {"a": '[[[[{{{{"[\\'}),
            ('{"岗位": "销售"}'.encode(), {"岗位": "销售"}),
            (b'{"a": ' + b"[" * (DEEPEST - 1) + b"]" * (DEEPEST - 1) + b"}", None),
        ],
    )
    def test_takes(self, raw: bytes, value: object):
        parsed = parse(raw)

        assert parsed == value if value is not None else isinstance(parsed["a"], list)

    def test_keeps_numbers_exact(self):
        parsed = parse(b'{"tenth": 0.1, "third": 3}')

        assert parsed["tenth"] * 3 == Decimal("0.3")
        assert not any(isinstance(each, float) for each in parsed.values())

    def test_takes_another_outermost_value_where_it_is_wanted(self):
        assert parse(b"[1]", top=list) == [1]

    @given(st.binary(max_size=60))
    def test_either_gives_an_object_or_refuses(self, raw: bytes):
        try:
            assert isinstance(parse(raw), dict)
        except DomainError as error:
            assert error.code.startswith("json.")

    @given(st.dictionaries(st.text(max_size=5), st.recursive(
        st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=9,
    )))  # fmt: skip
    def test_reads_back_what_a_good_writer_wrote(self, value: dict[str, object]):
        text = json.dumps(value)
        if "\\u0000" in text:
            return

        assert parse(text.encode()) == value
