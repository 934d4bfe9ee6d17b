"""The file on disk: made whole, opened once, locked down, told apart when damaged or taken."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import duckdb
import pytest

from analytics import UserError, Workspace
from analytics.settings import Settings
from tests.analytics.storing.drafting import keep, line


def test_a_restart_loses_nothing(tmp_path):
    """Close, open again: rows, settings, name and versions are there."""
    path = tmp_path / "店 铺.duckdb"
    with Workspace.open(path) as ws:
        ws.describe(name="石岐小灶", industry="catering")
        keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:00:00", "早")])
        ws.change_settings(ws.settings.changed(layers__silent_from_days=20))
        before = (ws.uuid, ws.data_version, ws.settings_version)
    with Workspace.open(path) as ws:
        assert (ws.uuid, ws.data_version, ws.settings_version) == before
        assert (ws.name, ws.industry, ws.settings.layers.silent_from_days) == ("石岐小灶", "catering", 20)
        assert len(ws.table("messages")) == 1


def test_a_setting_of_the_shops_own_knows_the_day_it_was_last_changed(tmp_path):
    """Not of when another setting changed, nor once it is the default again; what an older release kept has no day."""
    path = tmp_path / "shop.duckdb"
    with Workspace.open(path) as ws:
        ws.change_settings(ws.settings.changed(layers__silent_from_days=20))
    with duckdb.connect(path) as file:
        file.execute("update settings_versions set changed_at = timestamp '2026-05-01 09:00:00'")
    with Workspace.open(path) as ws:
        ws.change_settings(ws.settings.changed(layers__new_below_days=14))
        found = ws.settings_changed()
        assert sorted(found) == ["layers.new_below_days", "layers.silent_from_days"]
        assert found["layers.silent_from_days"] == date(2026, 5, 1)
        assert found["layers.new_below_days"] != found["layers.silent_from_days"]
        ws.change_settings(Settings({"layers.silent_from_days": 20}))
        assert ws.settings_changed() == {"layers.silent_from_days": date(2026, 5, 1)}
    with duckdb.connect(path) as file:
        file.execute("update settings_versions set changed_at = null")
    with Workspace.open(path) as ws:
        assert ws.settings_changed() == {"layers.silent_from_days": None}


def test_two_handles_of_one_process_share_the_file(tmp_path):
    """The second sees what the first wrote; the file closes with the last."""
    path = tmp_path / "shop.duckdb"
    first, second = Workspace.open(path), Workspace.open(path)
    keep(first, tmp_path, [line("阿珍", "2026-06-01 12:00:00", "早")])
    first.close()
    assert len(second.table("messages")) == 1
    assert second.data_version == 1
    second.close()


def test_another_process_gets_a_sentence(tmp_path):
    """Not a traceback: the shop is open elsewhere."""
    path = tmp_path / "shop.duckdb"
    script = f"from analytics import Workspace, UserError\ntry:\n Workspace.open({str(path)!r})\nexcept UserError as e:\n print(e.code)"
    with Workspace.open(path):
        done = subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parents[3], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "shop_open_elsewhere", done.stderr


@pytest.mark.parametrize("damage", [b"", b"not a database at all", None])
def test_a_damaged_file_gets_a_sentence_and_is_left_as_it_is(tmp_path, damage):
    """Empty, foreign, or with its head overwritten."""
    path = tmp_path / "shop.duckdb"
    if damage is None:
        with Workspace.open(path):
            pass
        broken = bytearray(path.read_bytes())
        broken[:4096] = b"\0" * 4096
        path.write_bytes(broken)
    else:
        path.write_bytes(damage)
    held = path.read_bytes()
    with pytest.raises(UserError, match="shop_damaged"):
        Workspace.open(path)
    assert path.read_bytes() == held


def test_a_file_of_a_newer_version_is_refused(tmp_path):
    """It could hold what this version would lose."""
    path = tmp_path / "shop.duckdb"
    with Workspace.open(path):
        pass
    with duckdb.connect(str(path)) as raw:
        raw.execute("update meta set value = '99' where name = 'schema_version'")
    with pytest.raises(UserError, match="shop_newer"):
        Workspace.open(path)


@pytest.mark.parametrize("sql", [
    "select * from read_csv('/etc/passwd')", "select * from read_text('/etc/passwd')", "select * from glob('/*')",
    "attach '/tmp/other.duckdb'", "install excel", "set memory_limit = '9GB'", "copy (select 1) to '/tmp/out.csv'"])
def test_sql_reaches_nothing_outside_the_shop(sql):
    """Locked down after opening (SECURITY 3)."""
    with Workspace.open() as ws, pytest.raises(duckdb.Error):
        ws.query(sql)


def test_readers_in_many_threads_get_right_answers_while_an_import_runs(tmp_path):
    """A cursor a query: no wrong numbers, no errors; a reader sees whole imports only."""
    seen: list[int] = []
    wrong: list[BaseException] = []
    done = threading.Event()
    with Workspace.open(tmp_path / "shop.duckdb") as ws:
        def ask() -> None:
            try:
                while not done.is_set():
                    seen.append(int(ws.query("select count(*) as n from messages")["n"].iloc[0]))
            except BaseException as error:
                wrong.append(error)
        readers = [threading.Thread(target=ask) for _ in range(4)]
        for reader in readers:
            reader.start()
        for day in range(1, 5):
            keep(ws, tmp_path, [line("阿珍", f"2026-06-0{day} 12:{minute:02d}", "早安") for minute in range(50)])
        done.set()
        for reader in readers:
            reader.join()
    assert not wrong
    assert set(seen) <= {0, 50, 100, 150, 200}


def test_nothing_is_left_lying_about(tmp_path):
    """Drafts and spilled rows are gone after closing; only the shop stays."""
    with Workspace.open(tmp_path / "shop" / "shop.duckdb") as ws:
        source = tmp_path / "chat.txt"
        source.write_text("福利群 微信群上的聊天记录如下，请查收。\n\n—————  2026-06-01  —————\n\n\n阿珍  12:47\n\n早上好呀各位\n\n", encoding="utf-8")
        ws.import_file(source)
    assert [path.name for path in (tmp_path / "shop").iterdir()] == ["shop.duckdb"]


def test_a_query_that_takes_too_long_is_stopped(monkeypatch):
    """The page gets a sentence, the cursor goes."""
    from analytics.storing import connection

    monkeypatch.setattr(connection, "_LONGEST_READ_SECONDS", 0.3)
    with Workspace.open() as ws:
        with pytest.raises(UserError, match="query_too_long"):
            ws.query("select count(*) from range(100000000) a, range(100000) b where a.range * b.range % 7 = 3")
        assert ws.query("select 1 as one")["one"].tolist() == [1]


def test_a_file_from_before_some_tables_and_columns_is_brought_up_to_date(tmp_path):
    """What came later is added, what follows from the rows is reckoned anew, and nothing read is lost."""
    path = tmp_path / "shop.duckdb"
    with Workspace.open(path) as ws:
        receipt = keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:00:00", "早")])
    with duckdb.connect(str(path)) as raw:
        for view in raw.execute("select view_name from duckdb_views() where not internal").fetchall():
            raw.execute(f"drop view if exists {view[0]} cascade")
        raw.execute("drop table alias_places")
        raw.execute("drop table same_speakers")
        raw.execute("alter table chat_names drop column batch")
        raw.execute("update meta set value = 'an earlier schema' where name = 'made_from'")
    with Workspace.open(path) as ws:
        assert ws.table("people")["batch_id"].tolist() == [receipt.batch_id]
        assert len(ws.table("messages")) == len(ws.table("member_days")) == 1
        assert keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:00:00", "早")]).repeated == 1
