"""What happens in the groups beside small talk: posts, questions, group notes, red packets, comings, the storm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sample_data.world import plan, shop
from sample_data.world.chance import Dice, words
from sample_data.world.people import Person
from sample_data.world.posts import Post
from sample_data.world.talk import Line, Talkers, mood, say, shown

_LAST_WEEK = shop.LAST_DAY - timedelta(days=6)
_MINIAPP = "石岐小灶点餐"


def post_lines(posts: list[Post]) -> Iterator[Line]:
    """The operator's posts as lines; a promotion often comes with a picture or the shop's card."""
    dice = Dice("post lines")
    for post in posts:
        yield Line(post.chat, post.posted_at, post.by, "text", post.text, tag=f"post:{post.category}")
        if post.category == "promotion" and dice.happens(0.5):
            kind, text = dice.pick((("image", ""), ("miniapp", _MINIAPP), ("image", "")))
            yield Line(post.chat, dice.later(post.posted_at, 8, 60), post.by, kind, text, tag="attachment")


def questions(people: list[Person], chat: str, day: date) -> Iterator[Line]:
    """Questions of a day. Those before ten at night are answered; those after it are not: the planted gap."""
    dice = Dice(f"questions/{chat}/{day}")
    talkers = Talkers(people, chat, day, dice)
    for _ in range(dice.poisson(plan.QUESTIONS_A_DAY[chat] * mood(day))):
        late = day < _LAST_WEEK and dice.happens(0.12)
        hour = 22 if late else dice.weighted((10, 11, 13, 14, 16, 17, 18, 19), (2, 4, 3, 1, 3, 4, 3, 2))
        minute = dice.whole(20 if late else 0, 59)
        yield from _question(talkers, chat, shop.at(day, hour, minute, dice.whole(0, 59)), dice, answered=not late)


def late_questions(people: list[Person]) -> Iterator[Line]:
    """The last week's questions after ten at night, as many as planned; nobody of the shop reacts."""
    dice = Dice("late questions")
    places = [(chat, _LAST_WEEK + timedelta(days=n)) for n in range(6) for chat in shop.CHATS]
    for chat, day in dice.some(places, plan.LATE_QUESTIONS_LAST_WEEK):
        talkers = Talkers(people, chat, day, dice)
        moment = shop.at(day, 22, dice.whole(20, 59), dice.whole(0, 59))
        yield from _question(talkers, chat, moment, dice, answered=False)


def _question(talkers: Talkers, chat: str, moment: datetime, dice: Dice, *, answered: bool) -> Iterator[Line]:
    asker, item = talkers.anyone(moment), dice.pick(words("questions")["item"])
    if asker is None:
        return
    asked = Line(
        chat,
        moment,
        asker,
        "text",
        dice.say(dice.pick(item["ask"])),
        worth=True,
        tag="question" if answered else "question:open",
    )
    yield asked
    if answered:
        yield from _answer(asked, asker, dice.say(dice.pick(item["answer"])), dice)


def _answer(asked: Line, asker: Person, answer: str, dice: Dice) -> Iterator[Line]:
    """Quoted or addressed by name, within 25 minutes; four askers in ten say thanks."""
    by, moment = dice.pick((shop.ASSISTANT, shop.ASSISTANT, shop.MANAGER)), dice.later(asked.sent_at, 40, 1500)
    if dice.happens(0.5):
        yield Line(asked.chat, moment, by, "quote", answer, reply_to=asked, tag="answer")
    else:
        yield Line(asked.chat, moment, by, "text", f"@{shown(asker)}\u2005{answer}", tag="answer")
    if dice.happens(0.4):
        yield Line(asked.chat, dice.later(moment, 10, 90), asker, "text", dice.pick(words("talk")["fillers"]["ack"]))


def group_notes(people: list[Person], chat: str) -> Iterator[Line]:
    """Friday's 接龙: everybody who joins sends the whole list again, one line longer."""
    for day in shop.DAYS:
        if day.weekday() == 4 and day >= shop.first_day(chat) and chat != shop.FLASH:
            yield from _group_note(people, chat, day)


def _group_note(people: list[Person], chat: str, day: date) -> Iterator[Line]:
    dice = Dice(f"note/{chat}/{day}")
    talkers, texts = Talkers(people, chat, day, dice), words("talk")["solitaire"]
    head = f"#接龙\n{dice.say(dice.pick(texts['titles']))}\n周五截单,周六取\n"
    entries, moment, joined = [f"例 {shop.ASSISTANT.nick} 1份"], shop.at(day, 15, 8, dice.whole(0, 59)), set[int]()
    yield Line(chat, moment, shop.ASSISTANT, "solitaire", _note(head, entries), tag="note")
    for _ in range(dice.whole(5, 13)):
        moment = dice.later(moment, 60, 1100)
        who = talkers.anyone(moment)
        if who is None or id(who) in joined:
            continue
        joined.add(id(who))
        entries.append(f"{who.nick} {dice.say(dice.pick(texts['notes']))}")
        yield Line(chat, moment, who, "solitaire", _note(head, entries), tag="note")


def _note(head: str, entries: list[str]) -> str:
    example, *rest = entries
    return head + "\n".join([example, *(f"{number}. {entry}" for number, entry in enumerate(rest, 1))])


def red_packets(people: list[Person], chat: str) -> Iterator[Line]:
    """Red packets on festive days, with their rain of thanks; only the great feasts in the two other groups."""
    for day in shop.DAYS:
        if day < shop.first_day(chat) or day not in shop.FESTIVALS or not (chat == shop.BENEFIT or day in shop.BUSY):
            continue
        dice = Dice(f"packet/{chat}/{day}")
        moment = shop.at(day, 12, 30, dice.whole(0, 59))
        yield Line(chat, moment, shop.OWNER, "redpacket", "恭喜发财,大吉大利", tag="packet")
        talkers = Talkers(people, chat, day, dice)
        for _ in range(dice.whole(6, 16)):
            moment = dice.later(moment, 2, 25)
            who = talkers.anyone(moment)
            if who:
                thanks = dice.say(dice.pick(words("talk")["fillers"]["packet_thanks"]))
                yield Line(chat, moment, who, "text", thanks, worth=True)


def comings(people: list[Person], chat: str) -> Iterator[Line]:
    """System lines for those who joined during the record, and a welcome now and then."""
    dice = Dice(f"comings/{chat}")
    for person in people:
        for seat in person.seats:
            if seat.chat != chat or seat.joined is None or seat.joined.date() < shop.first_day(chat):
                continue
            yield Line(chat, seat.joined, None, "join", _join_text(person.nick, seat.channel, seat.inviter))
            if dice.happens(0.35):
                welcome = f"@{person.nick}\u2005{dice.pick(words('talk')['fillers']['welcome'])}"
                moment = dice.later(seat.joined, 20, 400)
                yield Line(chat, moment, shop.ASSISTANT, "text", welcome, tag="welcome")


def _join_text(nick: str, channel: str, inviter: str) -> str:
    """The client's own sentences; the exporter is 小灶小助手, so that invitations of theirs say 你."""
    if channel == "邀请" and inviter == shop.ASSISTANT.nick:
        return f'你邀请"{nick}"加入了群聊'
    if channel == "邀请":
        return f'"{inviter}"邀请"{nick}"加入了群聊'
    if inviter == shop.ASSISTANT.nick:
        return f'" {nick}"通过扫描你分享的二维码加入群聊'
    return f'"{nick}"通过扫描二维码加入群聊'


def storm(people: list[Person]) -> Iterator[Line]:
    """One rainy Saturday evening the deliveries break down, and the group says so."""
    dice, texts = Dice("storm"), words("talk")["storm"]
    talkers = Talkers(people, shop.BENEFIT, shop.STORM, dice)
    moment = shop.at(shop.STORM, 18, 52)
    for number in range(3 * len(texts["lines"])):
        moment = dice.later(moment, 25, 140)
        who = talkers.anyone(moment)
        if who:
            line = texts["lines"][number % len(texts["lines"])]
            yield Line(shop.BENEFIT, moment, who, "text", dice.say(line), worth=True, tag="complaint")
        if number in {30, 45, 60}:
            sorry = texts["sorry"][number // 15 - 2]
            yield Line(shop.BENEFIT, dice.later(moment, 3, 9), shop.OWNER, "text", sorry, tag="sorry")
    for line in texts["after"]:
        moment = dice.later(moment, 60, 400)
        who = talkers.anyone(moment)
        if who:
            yield Line(shop.BENEFIT, moment, who, "text", line, worth=True)


def mischief(lines: list[Line]) -> list[Line]:
    """Some lines are taken back: the client then shows only that somebody did. Advertisers are shown the door."""
    dice = Dice("mischief")
    return [_taken_back(line) if _plain(line) and dice.happens(0.006) else line for line in lines] + list(_spam())


def _plain(line: Line) -> bool:
    return isinstance(line.who, Person) and not line.tag and line.kind == "text"


def _taken_back(line: Line) -> Line:
    name = shown(line.who) if line.who else ""
    return Line(line.chat, line.sent_at + timedelta(seconds=7), None, "recall", f'"{name}" 撤回了一条消息')


def _spam() -> Iterator[Line]:
    """Join, advertise, be removed: six minutes each."""
    for number, guest in enumerate(words("talk")["spam"]["guest"]):
        moment, chat = shop.at(guest["day"], 21, 10 + number, 5), shop.NAME + guest["chat"]
        who = Person(guest["nick"], f"wxid_spam{number}0000000000", "", [])
        yield Line(chat, moment - timedelta(minutes=4), None, "join", _join_text(who.nick, "扫码", ""))
        yield Line(chat, moment, who, "text", guest["line"], tag="spam")
        yield Line(chat, moment + timedelta(minutes=2), None, "remove", f'你将"{who.nick}"移出了群聊')


def opening_of_flash(people: list[Person]) -> Iterator[Line]:
    """快闪群 greets its guests on the first day."""
    dice = Dice("flash")
    text = words("posts")["greeting_flash"][0]
    yield Line(shop.FLASH, shop.at(shop.FLASH_OPENED, 7, 5), shop.ASSISTANT, "text", text, tag="welcome")
    talkers = Talkers(people, shop.FLASH, shop.FLASH_OPENED, dice)
    for _ in range(6):
        moment = shop.at(shop.FLASH_OPENED, dice.whole(10, 21), dice.whole(0, 59))
        who = talkers.anyone(moment)
        if who:
            yield Line(shop.FLASH, moment, who, "text", say(dice, words("talk")["flash"]["open"]), worth=True)
