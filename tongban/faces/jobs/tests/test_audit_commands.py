"""The journal from the command line: seal, export, verify, prove."""

import json

import pytest
from django.core.management import CommandError, call_command

from tongban.foundation.audit.tests.make import journal, recorded, tamper

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "sealer"])


@pytest.fixture
def tongban(settings, tmp_path, capsys):
    """Runs a command with keys and data of its own; returns what it printed."""
    settings.KEY_DIR, settings.DATA_DIR = tmp_path / "keys", tmp_path
    settings.LANGUAGE_CODE = "zh-hans"

    def run(*words):
        capsys.readouterr()
        call_command(*words)
        return capsys.readouterr().out

    return run


@pytest.fixture
def rows(now, tongban):
    recorded(5, now)
    assert tongban("seal_audit", "--batch", "2") == "已封存 5 条,日志共 5 片叶\n"
    return journal()


@pytest.mark.usefixtures("rows")
def test_a_sound_log_is_told_with_its_counts(tongban):
    assert tongban("verify_audit") == ("已核验 5 片叶、5 条记录、3 个树头、1 个库外树头;0 条待封存\n审计日志完好\n")


@pytest.mark.req("SEC-04", part="audit chain")
def test_one_altered_row_is_named_and_the_command_fails(rows, tongban, capsys):
    tamper("UPDATE audit_journalrow SET body = 'x' WHERE leaf_index = 3")
    with pytest.raises(SystemExit) as ended:
        tongban("verify_audit")
    assert ended.value.code == 1
    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"row_changed: 第 3 片叶的记录 {rows[3].id}:内容与封存时不同"
    assert told[-1] == "审计日志有 1 处不符"


def test_a_cut_tail_is_found_by_an_exported_head(rows, tongban, tmp_path, capsys):
    (tmp_path / "head").write_text(tongban("export_audit_head"))
    (tmp_path / "audit-heads.jsonl").unlink()
    for table, place in [("journalrow", "leaf_index >= 2"), ("treehead", "size > 2"), ("node", "(index+1)<<level > 2")]:
        tamper(f"DELETE FROM audit_{table} WHERE {place}")
    tamper("UPDATE audit_sealing SET size = 2")
    assert "审计日志完好" in tongban("verify_audit")
    with pytest.raises(SystemExit):
        tongban("verify_audit", "--head", str(tmp_path / "head"))
    assert "tail_cut: 尾部被截断:库外存有 5 片叶的树头" in capsys.readouterr().out


def test_a_file_without_a_head_is_refused(tongban, tmp_path):
    (tmp_path / "x").write_text("hello")
    for name, words in [("x", "中没有树头"), ("absent", "No such file")]:
        with pytest.raises(CommandError, match=words):
            tongban("verify_audit", "--head", str(tmp_path / name))


def test_an_empty_journal_has_no_head(tongban):
    with pytest.raises(CommandError, match="尚无签名的树头"):
        tongban("export_audit_head")


def test_a_printed_proof_convinces_somebody_with_the_public_keys(rows, tongban, tmp_path):
    (tmp_path / "keys.json").write_text(tongban("prove_audit", "--public-keys"))
    for words in (["--row", str(rows[2].id)], ["--between", "2", "5"]):
        (tmp_path / "proof").write_text(tongban("prove_audit", *words))
        check = ["prove_audit", "--check", str(tmp_path / "proof"), "--with-keys", str(tmp_path / "keys.json")]
        assert tongban(*check) == "证明成立\n"
    assert [row.action for row in journal()].count("audit.proved") == 1


def test_a_bent_proof_convinces_nobody(rows, tongban, tmp_path):
    proof = json.loads(tongban("prove_audit", "--row", str(rows[2].id)))
    (tmp_path / "proof").write_text(json.dumps({**proof, "leaf_index": 1}))
    with pytest.raises(CommandError, match="证明不成立"):
        tongban("prove_audit", "--check", str(tmp_path / "proof"))


@pytest.mark.parametrize("words", [["--between", "2", "3"], ["--row", "01a200c7-7c17-73b0-a9ca-dbf02057620c"]])
def test_what_is_not_there_cannot_be_proved(rows, tongban, words):
    with pytest.raises(CommandError, match="unknown"):
        tongban("prove_audit", *words)
