"""What the client says itself, in both languages, and what only looks like it."""

from __future__ import annotations

import pytest

from analytics.importers.system_lines import is_system, read_system

SENTENCES = [
    ('你邀请"阿杰"加入了群聊', "join", [("阿杰", "我", "邀请")]),
    ('你邀请"阿杰、小雨"加入了群聊  $revoke$', "join", [("阿杰", "我", "邀请"), ("小雨", "我", "邀请")]),
    ('"老王"邀请"阿杰"加入了群聊', "join", [("阿杰", "老王", "邀请")]),
    ('"老王"邀请你加入了群聊，群聊参与人还有：阿杰、小雨', "join", [("我", "老王", "邀请")]),
    ('"老王"邀请你和"阿杰"加入了群聊', "join", [("我", "老王", "邀请"), ("阿杰", "老王", "邀请")]),
    ('" 阿杰"通过扫描"老王"分享的二维码加入群聊', "join", [("阿杰", "老王", "二维码")]),
    ('"阿杰"通过扫描你分享的二维码加入群聊', "join", [("阿杰", "我", "二维码")]),
    ("阿杰通过扫描二维码加入群聊", "join", [("阿杰", "", "二维码")]),
    ("阿杰通过老王分享的二维码加入了群聊", "join", [("阿杰", "老王", "二维码")]),
    ("老王(wxid_lw)邀请阿杰(wxid_aj)加入了群聊", "join", [("阿杰", "老王", "邀请")]),
    ("阿杰加入本群。", "join", [("阿杰", "", None)]),
    ('你将"阿杰"移出了群聊', "remove", [("阿杰", "我", None)]),
    ('你被"老王"移出群聊', "remove", [("我", "老王", None)]),
    ('"老王"修改群名为“福利二群”', "rename", [("老王", "", None)]),
    ("你修改群名为“福利二群”", "rename", [("我", "", None)]),
    ("你撤回了一条消息", "recall", [("我", "", None)]),
    ('"阿杰" 撤回了一条消息 <a href="weixin://revoke_edit_click">重新编辑</a>', "recall", [("阿杰", "", None)]),
    ('<revokemsg><replacemsg><![CDATA["阿杰" 撤回了一条消息]]></replacemsg></revokemsg>', "recall", [("阿杰", "", None)]),
    ('"老王"二楼""邀请"阿杰"加入了群聊', "join", [("阿杰", '老王"二楼"', "邀请")]),
    ('"老王"邀请你和"阿杰、小雨"加入了群聊', "join", [("我", "老王", "邀请"), ("阿杰", "老王", "邀请"), ("小雨", "老王", "邀请")]),
    ('"阿杰、小李"通过扫描你分享的二维码加入群聊', "join", [("阿杰", "我", "二维码"), ("小李", "我", "二维码")]),
    ("你通过扫描二维码加入群聊，群聊参与人还有：老王", "join", [("我", "", "二维码")]),
    ("你邀请“阿杰”加入了群聊", "join", [("阿杰", "我", "邀请")]),
    ('你将"阿杰、小雨"移出了群聊  撤销', "remove", [("阿杰", "我", None), ("小雨", "我", None)]),
    ('<![CDATA["阿杰" 撤回了一条消息]]>', "recall", [("阿杰", "", None)]),
    ("You've recalled a message.", "recall", [("我", "", None)]),
    ('"Ann" has recalled a message', "recall", [("Ann", "", None)]),
    ('"Ann" joined the group chat via your shared QR Code', "join", [("Ann", "我", "二维码")]),
    ('" Ann" joined group chat via the QR code shared by "Ben".', "join", [("Ann", "Ben", "二维码")]),
    ("You have been removed from the group chat by Ben", "remove", [("我", "Ben", None)]),
    ("You've recalled a message. Edit", "recall", [("我", "", None)]),
    ("你撤回了一条消息  重新编辑", "recall", [("我", "", None)]),
    ('"老王"邀请"阿杰"、"小雨"加入了群聊', "join", [("阿杰", "老王", "邀请"), ("小雨", "老王", "邀请")]),
    ('"老王"邀请"阿杰"加入了群聊。撤销', "join", [("阿杰", "老王", "邀请")]),
    ("老王邀请李和平加入了群聊", "join", [("李和平", "老王", "邀请")]),
    ("老王添加了阿杰和小雨", "join", [("阿杰", "老王", "邀请"), ("小雨", "老王", "邀请")]),
    ("Ann left the group chat", "leave", [("Ann", "", None)]),
    ('"Ann" has been removed from the group chat', "remove", [("Ann", "", None)]),
    ("You changed the group name to “Lucky”", "rename", [("我", "", None)]),
    ("You invited Ann, Ben and Cid to the group chat", "join", [("Ann", "我", "邀请"), ("Ben", "我", "邀请"), ("Cid", "我", "邀请")]),
    ("You invited Ann to the group chat", "join", [("Ann", "我", "邀请")]),
    ('"Ann" joined the group chat via the QR Code shared by "Ben"', "join", [("Ann", "Ben", "二维码")]),
    ('You removed "Ann" from the group chat', "remove", [("Ann", "我", None)]),
    ("Ben added Ann, Cid and Dan Lee", "join", [("Ann", "Ben", "邀请"), ("Cid", "Ben", "邀请"),
    ("Dan Lee", "Ben", "邀请")]),
    ("Ann left", "leave", [("Ann", "", None)]),
    ('"老王" 拍了拍 "阿杰" 的肩膀', "pat", []),
    ('"${wxid_lw}" 拍了拍 "${wxid_aj}"', "pat", []),
    ("阿杰领取了你的红包", "redpacket", []),
]


@pytest.mark.parametrize(("text", "kind", "moved"), SENTENCES)
def test_a_sentence_of_the_client_says_who_moved(text: str, kind: str, moved: list[tuple[str, str, str | None]]):
    """Kind, and for every person: who, by whom, on which way."""
    line = read_system(text)
    assert line.kind == kind
    assert [(movement.name, movement.by_name, movement.channel) for movement in line.movements] == moved


@pytest.mark.parametrize("text", [
    "欢迎大家加入群聊", "我昨天加入群聊了", "谁把阿杰移出群聊的?", "怎么退出群聊啊", "你邀请她加入了吗", "撤回了一条消息是什么意思",
    "你已添加了小雨，以上是打招呼的消息。", "你已添加了阿杰，现在可以开始聊天了。", "我通过了你的朋友验证请求，现在我们可以开始聊天了",
    '"阿杰"开启了群聊邀请确认', "群公告已更新",
    "he added me to the list yesterday, who left?", "", "今晚八点开团", "群名改了吗",
])
def test_words_about_joining_are_no_system_sentence(text: str):
    """Only whole sentences count, never a word inside one."""
    line = read_system(text)
    assert (line.kind, line.movements) == ("system", ())
    assert not is_system(text)


def test_a_rename_keeps_the_new_name():
    """The name stands in curly quotes."""
    assert read_system('"老王"修改群名为“福利“二”群”').movements[0].detail == "福利“二”群"


def test_ids_inside_a_sentence_are_kept():
    """chatlog writes the id behind the name."""
    movement = read_system("老王(wxid_lw)邀请阿杰(wxid_aj)加入了群聊").movements[0]
    assert (movement.platform_id, movement.by_platform_id) == ("wxid_aj", "wxid_lw")


def test_a_link_of_markup_is_not_shown():
    """The text of a system line holds no markup."""
    assert read_system('你撤回了一条消息 <a href="weixin://x">重新编辑</a>').text == "你撤回了一条消息"


def test_names_in_a_raw_template_hold_quotes_and_commas():
    """The markup says where a name ends, which the sentence alone cannot."""
    member = "<member><username><![CDATA[{0}]]></username><nickname><![CDATA[{1}]]></nickname></member>"
    line = read_system(
        '<sysmsg type="sysmsgtemplate"><sysmsgtemplate><content_template><plain><![CDATA[]]></plain>'
        '<template><![CDATA[你邀请"$names$"加入了群聊  $revoke$]]></template><link_list><link name="names" type="link_profile"><memberlist>'
        + member.format("wxid_a", '阿"杰、') + member.format("wxid_b", "小雨")
        + '</memberlist><separator><![CDATA[、]]></separator></link><link name="revoke" hidden="1"><title><![CDATA[撤销]]></title></link>'
        "</link_list></content_template></sysmsgtemplate></sysmsg>")
    assert [(movement.name, movement.platform_id) for movement in line.movements] == [('阿"杰、', "wxid_a"), ("小雨", "wxid_b")]
    assert (line.kind, line.text) == ("join", '你邀请"阿"杰、、小雨"加入了群聊')
