"""Every fact planted in the sample files is found by a shop that imported them; what is true comes from the story."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from analytics import Scope, Workspace
from analytics.metrics import content_mix, funnel, layers
from sample_data import make
from sample_data.world import plan, shop, truth
from sample_data.world.story import Story, make_story
from sample_data.world.survey import make_answers


@pytest.fixture(scope="module")
def story() -> Story:
    """What is true in the invented world."""
    return make_story()


@pytest.fixture(scope="module")
def imported() -> tuple[Workspace, dict]:
    """A shop that took in every file, and the receipt of each."""
    with Workspace.open() as workspace:
        yield workspace, {name: workspace.import_file(make.FILES / name) for name in make.NAMES}


@pytest.fixture(scope="module")
def shop_of_files(imported) -> Workspace:
    """The shop alone."""
    return imported[0]


def test_every_row_of_every_file_is_accounted_for(imported, story):
    """Read = kept + repeated + not read; only the four skipped scores are real gaps, the rest are totals."""
    for name, receipt in imported[1].items():
        assert receipt.read == receipt.kept + receipt.repeated + receipt.rejected, name
    gaps = {name: receipt.rejected - receipt.skipped for name, receipt in imported[1].items()}
    skipped_scores = sum(answer.score is None for answer in make_answers(story.people))
    assert {name: count for name, count in gaps.items() if count} == {make.SURVEY: skipped_scores}


def test_every_line_of_the_chats_is_there_once(shop_of_files, story):
    """The overlap of the two mailed texts is counted once, the rest whole."""
    found = shop_of_files.query(
        "select c.chat_name, count(*) as lines from messages m join chats c using (chat_id) group by 1")
    told = Counter(line.chat for line in truth.shown_lines(story))
    assert dict(zip(found["chat_name"], found["lines"], strict=True)) == dict(told)


def test_the_record_ends_on_the_storys_last_day(shop_of_files):
    """The last line is late in the evening, so that the last day is covered."""
    assert shop_of_files.as_of == shop.LAST_DAY


def test_system_lines_and_member_lists_agree_on_who_joined_when(shop_of_files, story):
    """Of 引流群 both files know the joinings: same people, same days."""
    found = shop_of_files.query(
        "select a.name, cast(min(m.joined_at) as date) as day from memberships m join chats c using (chat_id) "
        "join aliases a on a.person_id = m.person_id and a.chat_id = m.chat_id "
        "where c.chat_name = $chat and m.joined_at is not null group by all", chat=shop.LEAD)
    days = dict(zip(found["name"], found["day"], strict=True))
    seats = [(one, seat) for one in story.people for seat in one.seats if seat.chat == shop.LEAD and seat.left is None]
    assert all(_day(days[one.nick]) == seat.joined.date() for one, seat in seats)
    assert len(seats) > 150


def test_money_is_the_storys_to_the_yuan(shop_of_files, story):
    """Paid less refunded, unpaid orders left out."""
    found = shop_of_files.query(f"select sum({_NET}) as net, count(*) as orders from orders")
    assert (int(found["net"][0]), found["orders"][0]) == (sum(order.net for order in story.orders), len(story.orders))


_NET = "case when status in ('paid', 'partially_refunded', 'refunded') then gross - coalesce(refund, 0) else 0 end"


def _top(workspace: Workspace) -> list[tuple[set[str], date, date | None]]:
    """Names, last order and last words of the members who brought most."""
    found = workspace.query(f"""
        select list(distinct a.name), max(s.last_order), max(w.last_words) from aliases a join (
            select person_id, sum({_NET}) as net, max(paid_at) as last_order from orders
            where person_id in (select person_id from memberships) group by 1 order by net desc limit 20
        ) s using (person_id) left join (
            select person_id, max(day) as last_words from member_days where interactions > 0 group by 1
        ) w using (person_id) group by a.person_id""")
    return [(set(names), _day(order), _day(words)) for names, order, words in found.itertuples(index=False)]


def _day(value) -> date | None:
    return None if value is None or value != value else date.fromisoformat(str(value)[:10])


def test_the_top_spenders_are_found_with_those_who_buy_in_silence_and_those_who_stopped(shop_of_files, story):
    """Planted fact 1."""
    top = _top(shop_of_files)
    assert all(any(one.nick in names for names, *_ in top) for one in story.top_spenders())
    silent = [names for names, order, words in top if (words or date.min) <= shop.LAST_DAY - truth.MONTH < order]
    stopped = [names for names, order, _ in top if order <= shop.LAST_DAY - truth.MONTH]
    assert all(any(one.nick in names for names in silent) for one in truth.silent_buyers(story))
    assert all(any(one.nick in names for names in stopped) for one in truth.stopped_coming(story))
    assert (len(silent), len(stopped)) == (plan.TOP_SILENT_BUYERS, plan.TOP_LAPSED)


def test_evening_posts_are_followed_by_more_orders_than_any_other(shop_of_files):
    """Planted fact 2: orders in the hour after a post, by the hour of the post."""
    found = shop_of_files.query("""
        with shown as (
            select p.post_id, p.posted_at from posts p join chats c using (chat_id)
            where c.chat_name = $chat and p.category = 'promotion'
        ), followed as (
            select s.post_id, hour(s.posted_at) = 20 as evening, count(o.order_id) as orders from shown s
            left join orders o on o.paid_at > s.posted_at and o.paid_at <= s.posted_at + interval 1 hour
            group by all
        )
        select evening, avg(orders) as orders, count(*) as posts from followed group by 1 order by 1""",
        chat=shop.BENEFIT)
    other, evening = found.itertuples(index=False)
    assert evening.posts > 80
    assert other.posts > 80
    assert evening.orders > 3 * other.orders


def test_the_mix_leans_to_promotion_and_swings_by_week(shop_of_files, story):
    """Planted fact 3: nearly every post is told right by the rules, so the shares are the story's within points."""
    found = content_mix.measure(shop_of_files, Scope())
    told, shares = story.posts_by_kind(), found.mix.set_index("category")["share"]
    assert all(shares[kind] == pytest.approx(count / told.total(), abs=0.03) for kind, count in told.items())
    weeks = found.weeks[found.weeks["complete"] & (found.weeks["category"] == "promotion")]["share"]
    assert weeks.max() - weeks.min() > 0.2


def test_the_rules_tell_nine_posts_in_ten_as_they_were_written(shop_of_files, story):
    """Realistic wording, not a copy of the word lists: right for most, undecided or wrong for some."""
    found = shop_of_files.query("select text, category from posts where text is not null")
    judged = dict(zip(found["text"], found["category"], strict=True))
    right = sum(judged.get(post.text) == post.category for post in story.posts)
    assert 0.9 <= right / len(story.posts) < 1


def test_the_first_order_is_where_people_of_the_lead_group_are_lost(shop_of_files, story):
    """Planted fact 4: few of them order at all, but those who do come again; 福利群 does not leak there."""
    first, again = _path(shop_of_files, shop.LEAD)
    matured, ordered = truth.first_orders(story, shop.LEAD)
    assert first == pytest.approx(ordered / matured, abs=0.04)
    assert again > 0.45
    assert _path(shop_of_files, shop.BENEFIT)[0] > 2.5 * first


def _path(workspace: Workspace, chat: str) -> tuple[float, float]:
    """Shares of the joiners who order, and of those the ones who order again."""
    steps = funnel.measure(workspace, Scope(chats=(chat,))).steps.set_index("step")["share_of_previous"]
    return steps["first_order"], steps["repurchase"]


def test_the_last_week_brings_most_newcomers(shop_of_files):
    """Planted fact 5, its second half: more in the week of the anniversary than in the four before it."""
    found = shop_of_files.query(
        "select joined_at >= $campaign as late, count(distinct person_id) as people from memberships "
        "where joined_at >= $campaign - interval 28 day group by 1 order by 1", campaign=shop.CAMPAIGN_FIRST)
    assert found["people"][1] > found["people"][0]


def test_the_layers_are_near_the_articles_shares_but_not_equal(shop_of_files, story):
    """Planted fact 5: as the story has them (some who left still count as members), never ten points away."""
    counts = layers.measure(shop_of_files, Scope()).counts.set_index("layer")
    for layer, people in story.layers().items():
        share, reference = counts["share"][layer], counts["reference"][layer]
        assert share == pytest.approx(len(people) / len(story.present()), abs=0.05)
        assert share != reference
        assert abs(share - reference) <= 0.10


def test_questions_after_ten_at_night_stay_without_an_answer(shop_of_files, story):
    """Planted fact 6: each is there, and nobody of the shop says a word before the next morning."""
    found = shop_of_files.query("""
        select m.text, cast(m.sent_at as date) as day, count(s.message_key) as staff_lines from messages m
        left join (select m.* from messages m join staff using (chat_id, person_id)) s on s.chat_id = m.chat_id
            and s.sent_at > m.sent_at and s.sent_at <= m.sent_at + interval 8 hour
        where hour(m.sent_at) = 22 and m.sent_at >= $week group by m.message_key, m.text, m.sent_at""",
        week=shop.LAST_DAY - timedelta(days=6))
    silence = {(text, _day(day)) for text, day, lines in found.itertuples(index=False) if lines == 0}
    asked = {(line.text, line.sent_at.date()) for line in truth.open_questions(story)}
    assert asked <= silence
    assert len(asked) == plan.LATE_QUESTIONS_LAST_WEEK


def test_one_evening_is_full_of_complaints(shop_of_files, story):
    """Planted fact 7: their words, their day, and refunds on it."""
    told = Counter(line.text for line in truth.complaints(story))
    found = shop_of_files.query(
        "select text, cast(sent_at as date) as day from messages where kind = 'text' and list_contains($texts, text)",
        texts=list(told))
    assert Counter(map(_day, found["day"])).most_common(1) == [(shop.STORM, told.total())]
    refunds = shop_of_files.query(
        "select cast(paid_at as date) as day, count(*) as orders from orders where refund > 0 "
        "group by 1 order by 2 desc")
    assert _day(refunds["day"][0]) == shop.STORM
    assert refunds["orders"][0] > 2 * refunds["orders"][1]


def test_coupons_are_used_very_differently_by_channel(shop_of_files):
    """Planted fact 8, to the coupon."""
    found = shop_of_files.query("select channel, count(*), count(redeemed_at) from coupons group by 1")
    counts = {channel: (issued, used) for channel, issued, used in found.itertuples(index=False)}
    assert counts == {channel: (count, round(count * share)) for channel, (count, share) in plan.COUPONS.items()}


def test_most_orders_find_their_member_and_some_only_by_phone(shop_of_files, story):
    """Planted fact 9: about 85 in 100 orders, those under another name among them."""
    found = shop_of_files.query(
        "select o.buyer_name, o.person_id in (select person_id from memberships) as known from orders o")
    assert found["known"].mean() == pytest.approx(
        sum(order.person is not None for order in story.orders) / len(story.orders), abs=0.02)
    renamed = {one.buyer_nick for one in story.people if "renamed" in one.notes}
    assert found[found["buyer_name"].isin(renamed)]["known"].all()
    assert len(renamed) == plan.RENAMED_BUYERS


def test_two_people_of_one_name_are_told_apart_by_nobody(shop_of_files):
    """Planted fact 9: their lines belong to a pseudo-person that says so."""
    found = shop_of_files.query(
        "select distinct p.ambiguous from messages m join people p using (person_id) where m.sender_name = '微笑'")
    assert found["ambiguous"].tolist() == [True]


def test_the_operators_people_are_known_in_every_group(shop_of_files):
    """Roles come from the lists; nobody has to be asked."""
    found = shop_of_files.query(
        "select c.chat_name, count(distinct s.person_id) as people "
        "from staff s join chats c using (chat_id) group by 1")
    assert dict(zip(found["chat_name"], found["people"], strict=True)) == dict.fromkeys(shop.CHATS, len(shop.STAFF))


def test_the_questionnaire_gives_every_score_that_was_given(shop_of_files, story):
    """0 to 10, skipped ones left out."""
    found = shop_of_files.query("select score, count(*) as answers from scores where score is not null group by 1")
    told = Counter(answer.score for answer in make_answers(story.people) if answer.score is not None)
    assert dict(zip(found["score"], found["answers"], strict=True)) == dict(told)


def test_the_daily_report_agrees_with_the_chats(shop_of_files):
    """What the assistant typed into the report is what the record counts."""
    found = shop_of_files.query("""
        select d.messages, (select count(*) from messages m where m.chat_id = d.chat_id and m.person_id is not null
            and cast(m.sent_at as date) = d.day) as counted from chat_days d""")
    assert len(found) == 62
    assert (found["messages"] == found["counted"]).all()
