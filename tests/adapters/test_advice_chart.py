"""The drawing of advice: four grids under one another over the same weeks, heard as well as seen, and harmless."""

import xml.etree.ElementTree as ET
from datetime import date
from fractions import Fraction

import pytest

from shared.adapters.documents.advice_chart import Panel, advice_chart

SVG = "{http://www.w3.org/2000/svg}"
MONDAY = date(2026, 1, 5)
HOSTILE = '<script>alert("1")</script>&\x00]]>'


def panels(*, title="线下客户拜访次数（次）", weeks=16):
    values = [
        [Fraction(each) for each in range(10, 10 + weeks)],
        [Fraction(100_000 + each % 2) for each in range(weeks)],
        [Fraction(-5 + 3 * each, 2) for each in range(weeks)],
        [Fraction(0)] * weeks,
    ]
    return [Panel("投入", title, f"+{number}%", each, number // 2) for number, each in enumerate(values)]


def drawing(*, language="zh-CN", title="四项数据", desc="从 10 到 25", of=None):
    found = of or panels()
    text = advice_chart(found, first_on=MONDAY, id_="adv_1", title=title, desc=desc, language=language)
    return ET.fromstring(text), text


def grids(root):
    return root.findall(f"{SVG}g")


class TestTheDrawing:
    def test_gives_each_series_a_grid_of_its_own_under_the_one_before(self):
        root, _ = drawing()

        tops = [each.get("transform") for each in grids(root)]
        assert tops == ["translate(0 0)", "translate(0 134)", "translate(0 268)", "translate(0 402)"]
        assert root.get("viewBox") == "0 0 343 536"

    def test_puts_the_same_week_at_the_same_place_in_every_grid(self):
        root, _ = drawing()

        across = [[dot.get("cx") for dot in each.findall(f"{SVG}circle")] for each in grids(root)]
        labels = [[text.text for text in each.findall(f"{SVG}text")[-4:]] for each in grids(root)]
        assert across == [across[0]] * 4 and len(set(across[0])) == 16
        assert labels == [["01-05", "02-09", "03-16", "04-20"]] * 4

    def test_gives_each_series_a_scale_of_its_own_that_holds_zero(self):
        root, _ = drawing()

        ticks = [[text.text for text in each.findall(f"{SVG}text") if text.get("dy")] for each in grids(root)]
        assert ticks[0] == ["0", "10", "20", "30"]
        assert ticks[1] == ["0", "5万", "10万", "15万"]
        assert "0" in ticks[2] and ticks[2][0].startswith("-")
        assert ticks[3] == ["0", "1"]

    def test_draws_higher_values_higher_and_none_beyond_its_grid(self):
        root, _ = drawing()

        for each in grids(root):
            heights = [Fraction(dot.get("cy")) for dot in each.findall(f"{SVG}circle")]
            assert all(40 <= height <= 102 for height in heights)
        rising = [Fraction(dot.get("cy")) for dot in grids(root)[0].findall(f"{SVG}circle")]
        assert rising == sorted(rising, reverse=True) and rising[0] > rising[-1]

    def test_is_heard_by_who_does_not_see_it(self):
        root, _ = drawing(title="四项数据", desc="从 10 到 25")

        told = {each.get("id"): each.text for each in root if each.tag in (f"{SVG}title", f"{SVG}desc")}
        assert root.get("role") == "img"
        assert [told[each] for each in root.get("aria-labelledby").split()] == ["四项数据", "从 10 到 25"]
        assert grids(root)[0].find(f"{SVG}circle/{SVG}title").text == "2026-01-05 · 10"

    @pytest.mark.parametrize(("language", "lang", "tick"), [("zh-CN", "zh-CN", "15万"), ("en", "en", "150k")])
    def test_speaks_both_languages(self, language, lang, tick):
        root, text = drawing(language=language)

        assert root.get("lang") == lang
        assert f">{tick}<" in text

    def test_escapes_every_text_and_takes_nothing_from_elsewhere(self):
        root, text = drawing(title=HOSTILE, desc=HOSTILE, of=panels(title=HOSTILE))

        tags = {each.tag.removeprefix(SVG) for each in root.iter()}
        assert tags == {"svg", "title", "desc", "g", "text", "line", "polyline", "circle"}
        assert not {name for each in root.iter() for name in each.attrib if name.startswith("on")}
        assert "href" not in text and "url(" not in text and "style" not in text
        assert text.count("http") == 1  # the name of the language, which nobody fetches

    def test_is_the_same_each_time(self):
        assert drawing()[1] == drawing()[1]

    @pytest.mark.parametrize("weeks", [1, 2, 3, 26])
    def test_takes_as_many_weeks_as_there_are(self, weeks):
        root, _ = drawing(of=panels(weeks=weeks))

        assert [len(each.findall(f"{SVG}circle")) for each in grids(root)] == [weeks] * 4
