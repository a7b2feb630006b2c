from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import DomainError
from shared.domain.work.duties.activities import STANDARD, Activity, core_duties
from shared.domain.work.duties.own_catalogue import (
    MOST_ENTRIES,
    STANDARD_CATALOGUE,
    EntryUnknown,
    NameTaken,
    NotOwn,
    OwnCatalogue,
    TooManyEntries,
    whole,
    with_changed_duty,
    with_duty,
    with_kind,
    with_meaning,
    with_position,
    with_retired,
)
from shared.domain.work.duties.positions import POSITIONS, Position
from shared.domain.work.logs.kinds import CUSTOMER_CONTACT, STANDARD_KINDS

NOTHING = OwnCatalogue()
HIRING = Activity("", "招聘", "Hiring", (CUSTOMER_CONTACT,), "back_office", True, ("own.hires",))


def a_duty(zh: str, en: str | None = None) -> Activity:
    return replace(HIRING, zh=zh, en=en or zh)


def with_duties(*names: str) -> OwnCatalogue:
    own = NOTHING
    for name in names:
        own, _ = with_duty(own, a_duty(name))
    return own


class TestWithDuty:
    def test_the_new_duty_is_there_beside_the_standard_ones(self):
        own, added = with_duty(NOTHING, HIRING)

        assert own.duties == (added,)
        assert whole(own).activities[added.id] == added == replace(HIRING, id=added.id)

    def test_its_id_follows_from_its_name_and_nothing_else(self):
        _, first = with_duty(NOTHING, HIRING)
        _, again = with_duty(with_duties("面试", "入职"), replace(HIRING, kpis=(), core=False))

        assert first.id == again.id

    def test_logs_that_were_written_with_either_of_its_names_mean_it_from_now_on(self):
        own, added = with_duty(NOTHING, HIRING)

        assert [whole(own).meant(words) for words in ("招聘", "hiring", " Hiring ", added.id)] == [
            added.id
        ] * 4

    def test_words_that_were_said_to_mean_another_duty_mean_it_once_it_is_called_so(self):
        own = with_meaning(NOTHING, "招聘", "internal_request")

        own, added = with_duty(own, HIRING)

        assert whole(own).meant("招聘") == added.id
        assert own.aliases == ()

    @pytest.mark.parametrize(
        ("zh", "en", "pointer"),
        [
            ("老客户维护", "Keeping customers", "/name_zh"),
            ("老客户 维护", "Keeping customers", "/name_zh"),
            ("Errands", "Running about", "/name_zh"),
            ("key_account", "Key accounts", "/name_zh"),
            ("跑腿", "ERRANDS", "/name_en"),
        ],
    )
    def test_a_name_that_a_duty_has_in_either_language_is_refused(self, zh, en, pointer):
        with pytest.raises(NameTaken) as caught:
            with_duty(NOTHING, a_duty(zh, en))

        assert (caught.value.pointer, caught.value.kind) == (pointer, "conflict")

    def test_a_name_that_an_own_duty_has_or_had_first_is_refused(self):
        own, added = with_duty(NOTHING, HIRING)
        renamed = with_changed_duty(own, replace(added, zh="招人", en="Recruiting"))

        for taken in (own, renamed):
            with pytest.raises(NameTaken):
                with_duty(taken, HIRING)

    def test_a_kind_of_log_or_a_position_that_nobody_knows_is_refused(self):
        with pytest.raises(EntryUnknown) as of_kind:
            with_duty(NOTHING, replace(HIRING, kinds=(CUSTOMER_CONTACT, "lunch")))
        with pytest.raises(EntryUnknown) as of_position:
            with_duty(NOTHING, replace(HIRING, position="captain"))

        assert (of_kind.value.pointer, of_position.value.pointer) == ("/kinds", "/position")

    def test_it_may_stand_in_an_own_kind_and_be_of_an_own_position(self):
        own, kind = with_kind(NOTHING, zh="直播", en="Live show", needs_customer=False)
        own, position = with_position(own, Position("", "主播", "Host"))

        own, added = with_duty(own, replace(HIRING, kinds=(kind.id,), position=position.id))

        assert core_duties(position.id, whole(own).activities) == (added,)

    def test_there_are_a_hundred_at_most(self):
        full = with_duties(*(f"职责{n}" for n in range(MOST_ENTRIES)))

        with pytest.raises(TooManyEntries) as caught:
            with_duty(full, HIRING)

        assert "100" in caught.value.sentence("en") and "100" in caught.value.sentence("zh")


class TestWithChangedDuty:
    def test_a_renamed_duty_keeps_its_id_and_goes_on_meaning_its_old_logs(self):
        own, before = with_duty(NOTHING, HIRING)

        own = with_changed_duty(own, replace(before, zh="招人", en="Recruiting"))

        assert whole(own).activities[before.id].zh == "招人"
        old_and_new = (before.id, "招聘", "Hiring", "招人", "recruiting")
        assert [whole(own).meant(words) for words in old_and_new] == [before.id] * 5

    def test_renamed_back_it_leaves_only_the_name_between(self):
        own, before = with_duty(NOTHING, HIRING)
        own = with_changed_duty(own, replace(before, zh="招人"))

        own = with_changed_duty(own, before)

        assert own.aliases == (("招人", before.id),)

    def test_what_is_not_a_name_changes_without_leaving_words(self):
        own, before = with_duty(NOTHING, HIRING)

        own = with_changed_duty(own, replace(before, core=False, kpis=()))

        assert own.duties == (replace(before, core=False, kpis=()),)
        assert own.aliases == ()

    def test_the_others_stay_in_their_places(self):
        own = with_duties("面试", "招聘", "入职")

        own = with_changed_duty(own, replace(own.duties[1], zh="招人"))

        assert [each.zh for each in own.duties] == ["面试", "招人", "入职"]

    def test_one_that_comes_with_the_product_is_not_changed(self):
        with pytest.raises(NotOwn):
            with_changed_duty(NOTHING, replace(STANDARD["errand"], zh="跑腿"))

    def test_one_that_is_not_there_cannot_be_changed(self):
        with pytest.raises(EntryUnknown):
            with_changed_duty(NOTHING, replace(HIRING, id="own_0000000000"))

    @pytest.mark.parametrize("changes", [{"zh": "面试"}, {"zh": "老客户维护"}, {"en": "errands"}])
    def test_another_duty_keeps_its_name(self, changes):
        own = with_duties("面试", "招聘")

        with pytest.raises(NameTaken):
            with_changed_duty(own, replace(own.duties[1], **changes))

    def test_its_places_are_those_of_the_catalogue(self):
        own = with_duties("招聘")

        for changes in ({"kinds": ("lunch",)}, {"position": "captain"}):
            with pytest.raises(EntryUnknown):
                with_changed_duty(own, replace(own.duties[0], **changes))

    def test_old_names_are_kept_up_to_a_hundred(self):
        own = with_duties("招聘")

        with pytest.raises(TooManyEntries):
            for n in range(MOST_ENTRIES + 1):
                own = with_changed_duty(own, replace(own.duties[0], zh=f"招聘{n}", en=f"招聘{n}"))

        assert len(own.aliases) == MOST_ENTRIES
        assert with_changed_duty(own, replace(own.duties[0], core=False)).duties[0].core is False


class TestWithMeaning:
    def test_words_mean_a_duty_whatever_their_case_and_blanks(self):
        own = with_meaning(NOTHING, "CRM 更新", "customer_records")

        assert [whole(own).meant(words) for words in ("CRM 更新", "crm更新", "招聘")] == [
            "customer_records",
            "customer_records",
            "招聘",
        ]

    def test_the_newest_meaning_of_the_same_words_counts(self):
        own = with_meaning(with_meaning(NOTHING, "CRM 更新", "errand"), "crm更新", "customer_records")

        assert own.aliases == (("crm更新", "customer_records"),)

    def test_it_can_be_taken_back(self):
        own = with_meaning(with_meaning(NOTHING, "CRM 更新", "errand"), "crm更新", None)

        assert own == NOTHING

    def test_an_unknown_duty_is_refused(self):
        with pytest.raises(EntryUnknown):
            with_meaning(NOTHING, "CRM 更新", "own_0000000000")

    @pytest.mark.parametrize(
        "words", ["老客户维护", "老客户 维护", "errands", "key_account", "招聘", "HIRING"]
    )
    def test_the_name_of_a_duty_means_that_duty(self, words):
        own, _ = with_duty(NOTHING, HIRING)

        with pytest.raises(NameTaken):
            with_meaning(own, words, "errand")

    def test_there_are_a_hundred_at_most(self):
        own = NOTHING
        for n in range(MOST_ENTRIES):
            own = with_meaning(own, f"词{n}", "errand")

        with pytest.raises(TooManyEntries):
            with_meaning(own, "多一个", "errand")
        assert whole(with_meaning(own, "词7", "quote")).meant("词7") == "quote"


class TestWithKind:
    def test_it_is_there_beside_the_standard_ones_in_both_languages(self):
        own, kind = with_kind(NOTHING, zh="直播", en="", needs_customer=True)

        assert whole(own).kinds == {**STANDARD_KINDS, kind.id: kind}
        assert (kind.zh, kind.en, kind.needs_customer) == ("直播", "直播", True)

    @pytest.mark.parametrize("zh", ["客户沟通", "客户 沟通", "Campaign work", "直播"])
    def test_a_name_that_a_kind_has_is_refused(self, zh):
        own, _ = with_kind(NOTHING, zh="直播", en="Live show", needs_customer=False)

        with pytest.raises(NameTaken):
            with_kind(own, zh=zh, en="Something else", needs_customer=False)

    def test_there_are_a_hundred_at_most(self):
        own = NOTHING
        for n in range(MOST_ENTRIES):
            own, _ = with_kind(own, zh=f"类型{n}", en="", needs_customer=False)

        with pytest.raises(TooManyEntries):
            with_kind(own, zh="直播", en="", needs_customer=False)


class TestWithPosition:
    def test_it_is_there_beside_the_standard_ones(self):
        own, position = with_position(NOTHING, Position("", "主播", "Host", must=("普通话标准",)))

        assert whole(own).positions == {**POSITIONS, position.id: position}
        assert position.must == ("普通话标准",)

    @pytest.mark.parametrize("zh", ["销售", "customer success", "主播"])
    def test_a_name_that_a_position_has_is_refused(self, zh):
        own, _ = with_position(NOTHING, Position("", "主播", "Host"))

        with pytest.raises(NameTaken):
            with_position(own, Position("", zh, "Somebody"))

    def test_there_are_a_hundred_at_most(self):
        own = NOTHING
        for n in range(MOST_ENTRIES):
            own, _ = with_position(own, Position("", f"岗位{n}", f"Position {n}"))

        with pytest.raises(TooManyEntries):
            with_position(own, Position("", "主播", "Host"))


class TestWithRetired:
    def test_it_keeps_its_meaning_and_is_on_no_core_list(self):
        own, added = with_duty(NOTHING, HIRING)

        known = whole(with_retired(own, added.id, is_retired=True))

        assert known.meant("招聘") == added.id
        assert known.activities[added.id] == added
        assert added.id not in {duty.id for duty in core_duties("back_office", known.in_use)}

    def test_offered_again_it_is_as_it_was(self):
        own, added = with_duty(NOTHING, HIRING)

        again = with_retired(with_retired(own, added.id, is_retired=True), added.id, is_retired=False)

        assert again == own
        assert added in core_duties("back_office", whole(again).in_use)

    def test_twice_is_as_good_as_once(self):
        own, added = with_duty(NOTHING, HIRING)
        once = with_retired(own, added.id, is_retired=True)

        assert with_retired(once, added.id, is_retired=True) == once

    def test_a_kind_a_duty_and_a_position_of_one_name_are_three_entries(self):
        own, kind = with_kind(NOTHING, zh="直播", en="Live show", needs_customer=False)
        own, duty = with_duty(own, a_duty("直播"))
        own, position = with_position(own, Position("", "直播", "Live show"))

        retired = with_retired(own, kind.id, is_retired=True)

        assert len({kind.id, duty.id, position.id}) == 3
        assert retired.retired == (kind.id,)

    @pytest.mark.parametrize("id", ["errand", "customer_contact", "sales"])
    def test_what_comes_with_the_product_stays(self, id):
        with pytest.raises(NotOwn):
            with_retired(NOTHING, id, is_retired=True)

    def test_what_is_not_there_cannot_be_retired(self):
        with pytest.raises(EntryUnknown):
            with_retired(NOTHING, "own_0000000000", is_retired=True)


names = st.sampled_from(["招聘", "面试", "crm 更新", "Errands", "errand", "老客户维护", "直播", "a", "A"])
ids = st.sampled_from(
    [*STANDARD, *STANDARD_KINDS, *POSITIONS, *(each.id for each in with_duties("招聘", "a").duties)]
)
changes = st.one_of(
    st.tuples(st.just("duty"), names, names),
    st.tuples(st.just("rename"), names, names, ids),
    st.tuples(st.just("kind"), names, names),
    st.tuples(st.just("position"), names, names),
    st.tuples(st.just("meaning"), names, st.one_of(st.none(), ids)),
    st.tuples(st.just("retire"), ids, st.booleans()),
)


def changed(own, change):
    """The catalogue after a change, or as it was if the change is refused."""
    what, *given = change
    try:
        if what == "duty":
            return with_duty(own, a_duty(*given))[0]
        if what == "rename":
            zh, en, id = given
            return with_changed_duty(own, replace(HIRING, id=id, zh=zh, en=en))
        if what == "kind":
            return with_kind(own, zh=given[0], en=given[1], needs_customer=False)[0]
        if what == "position":
            return with_position(own, Position("", *given))[0]
        if what == "meaning":
            return with_meaning(own, *given)
        return with_retired(own, given[0], is_retired=given[1])
    except DomainError as refusal:
        assert "{" not in refusal.sentence("zh") + refusal.sentence("en")
        return own


def told(said, change, after):
    """Which folded word means which duty, once `change` made the catalogue what it is `after`."""
    what, *given = change
    if what == "meaning":
        words, duty = given
        others = {each: meant for each, meant in said.items() if each != folded(words)}
        return others if duty is None else {**others, folded(words): duty}
    if what not in ("duty", "rename"):
        return said
    (named,) = [each for each in after.duties if each.zh == given[0] and each.en == given[1]]
    return {**said, folded(named.zh): named.id, folded(named.en): named.id}


def folded(words):
    return words.casefold().replace(" ", "")


class TestWhole:
    @given(st.lists(changes, max_size=12))
    def test_whatever_is_added_no_standard_entry_is_lost_or_changed(self, changes):
        own = NOTHING
        for change in changes:
            own = changed(own, change)

        known = whole(own)
        for standard, now in (
            (STANDARD, known.activities),
            (STANDARD, known.in_use),
            (STANDARD_KINDS, known.kinds),
            (POSITIONS, known.positions),
        ):
            assert {id: now[id] for id in standard} == dict(standard)
            assert list(now)[: len(standard)] == list(standard)
        for each in STANDARD.values():
            assert {known.meant(each.id), known.meant(each.zh), known.meant(each.en)} == {each.id}

    @given(st.lists(changes, max_size=12))
    def test_every_own_duty_is_meant_by_its_id_and_its_names(self, changes):
        own = NOTHING
        for change in changes:
            own = changed(own, change)

        known = whole(own)
        assert len({each.id for each in own.duties}) == len(own.duties)
        for each in own.duties:
            assert {known.meant(each.id), known.meant(each.zh), known.meant(each.en)} == {each.id}

    @given(st.lists(changes, max_size=12))
    def test_words_mean_what_was_said_of_them_last_and_old_names_what_they_named(self, changes):
        own, said = NOTHING, {}
        for change in changes:
            before, own = own, changed(own, change)
            if own != before:
                said = told(said, change, own)

        assert {words: whole(own).meant(words) for words in said} == said

    def test_a_company_that_added_nothing_works_with_the_standard(self):
        assert whole(NOTHING) is STANDARD_CATALOGUE
        assert dict(STANDARD_CATALOGUE.activities) == dict(STANDARD)
