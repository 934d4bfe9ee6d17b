"""Imports that go on by themselves: one after another, cancelled with nothing half-kept."""

from __future__ import annotations

import threading
from datetime import date

import pytest

from analytics import Upload, UserError, Workspace
from analytics.importers.answers import Answers
from analytics.storing.jobs import Job

MAIL = "福利群 微信群上的聊天记录如下，请查收。\n\n—————  2026-06-{day:02d}  —————\n\n\n阿珍  12:47\n\n早上好呀各位街坊\n\n老王  20:48\n\n今晚有什么好吃的\n\n"
PASTED = "阿珍: \n早上好呀各位街坊\n\n老王: \n今晚有什么好吃的\n\n"


def mail(day: int) -> Upload:
    """A mailed chat of one day."""
    return Upload(f"福利群{day}.txt", data=MAIL.format(day=day).encode())


def settled(job: Job) -> Job:
    """Wait until nothing more happens by itself."""
    gate = threading.Event()
    for _ in range(600):
        if not job.busy:
            return job
        gate.wait(0.05)
    raise AssertionError(f"still {job.state}")


def test_a_job_reads_then_waits_to_be_kept():
    """ready has a preview and a receipt-to-be; nothing is stored before keep."""
    with Workspace.open() as ws:
        job = settled(ws.start(mail(1)))
        assert (job.state, job.error) == ("ready", None)
        assert job.draft is not None
        assert job.draft.counts["messages"].kept == 2
        assert job.draft.preview["messages"]["text"].tolist() == ["早上好呀各位街坊", "今晚有什么好吃的"]
        assert not ws.has("messages")
        twin, other = settled(ws.start(mail(1))), settled(ws.start(mail(2)))
        job.keep()
        assert settled(job).state == "kept"
        # A file that waits says what it would bring now: nothing, where the kept one had it all.
        assert [(one.draft.counts["messages"].kept, one.draft.counts["messages"].repeated) for one in (twin, other) if one.draft] == [
            (0, 2), (2, 0)]
        assert job.receipt is not None
        assert job.receipt.kept == 2
        assert ws.has("messages")


def test_several_files_come_in_one_after_another_and_a_bad_one_stops_nobody():
    """The good ones go in, the bad one has its sentence."""
    with Workspace.open() as ws:
        jobs = [ws.start(mail(1)), ws.start(Upload("图.png", data=b"\x89PNG\r\n\x1a\n" + b"\0" * 64)), ws.start(mail(2))]
        assert [settled(job).state for job in jobs] == ["ready", "failed", "ready"]
        assert isinstance(jobs[1].error, UserError)
        for job in jobs:
            job.keep()
        for job in jobs:
            settled(job)
        assert len(ws.table("messages")) == 4
        assert ws.jobs() == jobs


def test_a_cancelled_job_keeps_nothing_and_the_next_one_goes_on():
    """Whether it waits, reads or is ready."""
    with Workspace.open() as ws:
        big = Upload("大群.txt", data=("".join(MAIL.format(day=1 + n % 28) for n in range(20_000))).encode())
        reading, waiting, last = ws.start(big), ws.start(mail(1)), ws.start(mail(2))
        waiting.cancel()
        reading.cancel()
        assert settled(last).state == "ready"
        assert (settled(reading).state, settled(waiting).state) == ("cancelled", "cancelled")
        last.cancel()
        assert last.state == "cancelled"
        last.keep()
        assert not ws.has("messages")


def test_what_waits_to_be_kept_can_be_called_back():
    """While another import is written: the one called back is ready again, and kept when it is asked for once more."""
    with Workspace.open() as ws:
        job = settled(ws.start(mail(1)))
        held, let_go = threading.Event(), threading.Event()
        ws.in_turn(lambda: (held.set(), let_go.wait(10)))
        assert held.wait(10)
        job.keep()
        job.cancel()
        assert job.state == "ready"
        let_go.set()
        assert settled(ws.start(mail(2))).state == "ready"
        assert not ws.has("messages")
        job.keep()
        assert settled(job).state == "kept"


@pytest.mark.parametrize("moment", ["copy", "begin", "draft"])
def test_a_job_cancelled_at_any_moment_of_reading_is_cancelled(monkeypatch, moment):
    """While its bytes are copied, its reader starts, or its rows are weighed: nothing is ready afterwards."""
    with Workspace.open() as ws:
        reader, jobs = ws._shared.reader, []
        step = getattr(reader, moment)

        def cancelled_meanwhile(*given):
            jobs[0].cancel()
            return step(*given)

        monkeypatch.setattr(reader, moment, cancelled_meanwhile)
        gate = threading.Event()
        ws.in_turn(lambda: gate.wait(60))
        jobs.append(ws.start(mail(1)))
        gate.set()
        assert settled(jobs[0]).state == "cancelled"
        assert not ws.has("messages")


def test_the_same_file_can_be_read_again_with_an_answer():
    """A paste without times first has no day, then the day that was typed."""
    with Workspace.open() as ws:
        job = settled(ws.start(Upload("粘贴.txt", data=PASTED.encode())))
        assert job.state == "ready"
        job.again(Answers(day=date(2026, 6, 1)))
        settled(job).keep()
        settled(job)
        assert {str(at)[:10] for at in ws.table("messages")["sent_at"]} == {"2026-06-01"}


def test_a_kept_job_can_be_taken_off_the_list():
    """Its files go; its rows stay."""
    with Workspace.open() as ws:
        job = settled(ws.start(mail(1)))
        job.keep()
        settled(job)
        ws.forget(job)
        assert ws.jobs() == []
        assert ws.has("messages")


def test_import_file_raises_the_sentence_of_a_refused_file(tmp_path):
    """From a notebook the error comes as an exception."""
    path = tmp_path / "空.xlsx"
    path.write_bytes(b"")
    with Workspace.open() as ws, pytest.raises(UserError):
        ws.import_file(path)


def test_a_missing_file_is_said(tmp_path):
    """Not a traceback of the system's."""
    with Workspace.open() as ws, pytest.raises(UserError, match="file_not_found"):
        ws.import_file(tmp_path / "没有.csv")
