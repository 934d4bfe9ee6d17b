"""Order lines that a shop knows under the numbers of an earlier release: they keep them.

    known   E1  line 2  芒果  30.00          the second row of its order, in whatever file it stood
    read    E1  line 3305419876  芒果  30.00  a number made of the line's own words

The same line of the same order, read again, takes the number it is known by: it is then a repeat, or a
newer version of it, and its money counts once.
"""

from __future__ import annotations

import duckdb

from analytics.storing import ask

# Rows were counted within their order; what words give is some number below four thousand million.
_COUNTED_BELOW = 1000
_KNOWN = f"""select order_id, line, arg_max(product, batch) as product, arg_max(gross, batch) as gross from order_rows
    where order_id is not null and line < {_COUNTED_BELOW} and (whole is null or product is not null) group by order_id, line"""
# Lines of equal words meet in their order; `same` says which words.
_MEET = """insert into former_lines
    with known as (select *, row_number() over (partition by order_id, {same} order by line) as nth from known_lines k
                   where (order_id, line) not in (select order_id, former from former_lines)),
         fresh as (select *, row_number() over (partition by order_id, {same} order by line) as nth from fresh_lines f
                   where (order_id, line) not in (select order_id, line from former_lines))
    select f.order_id, f.line, k.line from fresh f join known k on k.order_id = f.order_id and k.nth = f.nth and {met}"""


def restore(cursor: duckdb.DuckDBPyConnection, staged: str) -> bool:
    """Give the rows of `staged` (order_id, line, product, gross) the numbers they are known by; whether any has one."""
    if not ask.any_row(cursor, f"select 1 from ({_KNOWN})"):
        return False
    cursor.execute(f"create temp table fresh_lines as select order_id, line, min(product) as product, min(gross) as gross "
                   f"from {staged} where order_id is not null and line >= {_COUNTED_BELOW} group by order_id, line")
    cursor.execute(f"create temp table known_lines as select * from ({_KNOWN}) "
                   "where order_id in (select order_id from fresh_lines)")
    cursor.execute("create temp table former_lines (order_id text, line bigint, former bigint)")
    for words in (("product", "gross"), ("product",)):
        met = " and ".join(f"k.{word} is not distinct from f.{word}" for word in words)
        cursor.execute(_MEET.format(same=", ".join(words), met=met))
    found = ask.any_row(cursor, "select 1 from former_lines")
    cursor.execute(f"update {staged} s set line = f.former from former_lines f where f.order_id = s.order_id and f.line = s.line")
    for name in ("fresh_lines", "known_lines", "former_lines"):
        cursor.execute(f"drop table {name}")
    return found


def complete(cursor: duckdb.DuckDBPyConnection, staged: str) -> None:
    """Rows of an earlier release learn what it did not note: whether an amount is the whole order's, and the receiver."""
    cursor.execute(f"update order_rows r set whole = s.whole, receiver = s.receiver, room = s.room from {staged} s "
                   f"where r.whole is null and r.key = s.key and r.content = s.content and s.whole is not null")
