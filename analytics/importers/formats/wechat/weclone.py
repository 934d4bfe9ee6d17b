"""WeFlow's table for WeClone: PyWxDump's columns without the room, names instead of ids, types in English.

    id,MsgSvrID,type_name,is_sender,talker,msg,src,CreateTime
    1,7435287001828612345,text,0,小雨,今晚几点开团,,2026-05-31T00:30:05.000Z
    2,7435287001828612346,image,1,小满家·店主,[图片],,2026-05-31T00:31:05.000Z

Quotes are left out by the exporter; the client's lines come under the name of the group.
"""

from __future__ import annotations

from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.csv_blocks import delimiter_of
from analytics.importers.formats.wechat.client_lines import client_names
from analytics.importers.formats.wechat.pywxdump import csv_blocks, is_english, is_header, read_csv
from analytics.importers.formats.wechat.pywxdump_rows import PywxdumpRows
from analytics.importers.source import Source

name = "weclone"


def recognises(source: Source) -> bool:
    """By the header and English types."""
    return source.container == "text" and delimiter_of(source, is_header) is not None and is_english(source)


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Every record a message; the chat is what the file is called."""
    out.chat("", platform="WeChat")
    said = (pair for _, batch in csv_blocks(source)
            for pair in zip(batch.column("talker").to_pylist(), batch.column("msg").to_pylist(), strict=True))
    read_csv(source, PywxdumpRows(out, "", answers.me, "", {}, client_names(said)))
