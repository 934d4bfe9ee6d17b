"""Names as people carry them, made comparable; and which of them are nobody's name."""

from __future__ import annotations

import re
import unicodedata

# Whoever made the export: one person a file, and not known who.
OWN = frozenset({"我", "me"})
# These stand for many people, or for whoever made the export: never an identity by themselves.
SHARED = OWN | frozenset({
    "你", "您", "you", "群成员", "群友", "未知", "未知用户", "未知成员", "系统", "系统消息", "匿名", "匿名用户", "匿名买家",
    "佚名", "微信用户", "微信好友", "用户", "新用户", "普通用户", "游客", "访客", "客户", "顾客", "散客", "买家", "会员", "散户",
    "已注销", "账号已注销", "已注销用户", "无", "无名", "暂无", "未填", "未填写", "未命名", "-", "--", "—", "——",
    "/", "null", "none", "nan", "n/a", "unknown", "anonymous", "user", "guest", "deleted account", "wechat user",
})
# 张*, *三, 张**三, a***b, 138****4567, 张* 尾号4567: what a platform leaves of a name or number it hides.
_MASKED = re.compile(r"\w?\*+\w?|\d{3}\*{4,}\d{4}|(?:\S*\*\S* )?尾号\d{2,4}")
_INVISIBLE = re.compile("[​-‏‪-‮⁠-⁯﻿­]")
_BLANKS = re.compile(r"\s+")


def normal(name: str) -> str:
    """NFKC, no invisible characters, single blanks, lower case: the form in which names are compared."""
    # Letters and digits alone have neither blanks nor invisible characters: most names, a fifth of the time.
    if name.isalnum() and unicodedata.is_normalized("NFKC", name):
        return name.lower()
    folded = _INVISIBLE.sub("", unicodedata.normalize("NFKC", name))
    return _BLANKS.sub(" ", folded).strip().lower()


def stands_for_many(name: str) -> bool:
    """Whether a `normal` name is carried by many: a word for everybody, or a hidden name."""
    return name in SHARED or _MASKED.fullmatch(name) is not None
