"""Reading commands, whole outputs of a few of them."""

import re
import subprocess
import sys

import msgspec
import pytest

from hunch.cli.group import main
from hunch.entities.run import Run
from hunch.ids import tail
from hunch.testing import ToldClock, finish_run, log_curve, start_run, write_files


@pytest.fixture
def here(folder, project, monkeypatch):
    """Three runs of long ago, in the folder where we are."""
    monkeypatch.chdir(project)
    clock = ToldClock()
    for name, lr, width, acc, status in (
        ("calm-otter", 0.1, 64, [0.5, 0.8125], "finished"),
        ("brave-gull", 0.02, 64, [0.25, 0.9], "finished"),
        ("quick-newt", 0.02, 128, [0.125], "failed"),
    ):
        write_files(folder.root, {"train.py": f"WIDTH = {width}\n"})
        run = start_run(folder, clock=clock, name=name, snapshot=True)
        log_curve(folder, run, {"val/acc": acc}, clock=clock)
        exit_code = 0 if status == "finished" else 1
        traceback = None if exit_code == 0 else "Traceback:\n  boom \x1b[2J\n"
        finish_run(
            folder,
            run,
            clock=clock,
            params={"lr": lr, "epochs": 3},
            status=status,
            exit_code=exit_code,
            duration_s=65.0,
            traceback=traceback,
        )
        clock.on(60)
    return folder


@pytest.fixture
def hunch(capfd):
    """Calls a command; its exit code, stdout and stderr, the random ids masked."""

    def call(*arguments):
        code = main(arguments)
        said = capfd.readouterr()
        return code, said.out, said.err

    return call


def masked(text):
    """Without what is random: short and long ids."""
    return re.sub(r"\b[0-9a-z]{4}(?=  (?:[✓✕]|2025-11-22))", "abcd", text)


def test_runs(here, hunch):
    code, out, err = hunch("runs")
    assert (code, err) == (0, "")
    assert masked(out) == (
        "status      name        id    started       took    lr  val/acc  change\n"
        "✕ failed 1  quick-newt  abcd  2025-11-22  1m 05s  0.02   0.125   WIDTH 64 -> 128\n"
        "✓ finished  brave-gull  abcd  2025-11-22  1m 05s  0.02   0.9     lr 0.1 -> 0.02\n"
        "✓ finished  calm-otter  abcd  2025-11-22  1m 05s  0.1    0.8125\n"
    )


def test_runs_as_json_are_runs(here, hunch):
    _, out, _ = hunch("runs", "--json", "--sort", "-val/acc")
    runs = msgspec.json.decode(out, type=list[Run])
    assert [run.name for run in runs] == ["brave-gull", "calm-otter", "quick-newt"]
    assert runs[0].change == "lr 0.1 -> 0.02"


def test_runs_as_csv_have_every_column(here, hunch):
    _, out, _ = hunch("runs", "status == finished", "--csv")
    header, first, _ = out.splitlines()
    row = dict(zip(header.split(","), first.split(","), strict=False))
    assert row["name"] == "brave-gull"
    assert out.count("\n") == 3
    assert header.endswith("param:lr,param:epochs,metric:val/acc,metric:val/acc.min,metric:val/acc.max")


def test_chosen_columns_and_a_cut_list(here, hunch):
    _, out, err = hunch("runs", "-n", "1", "--columns", "lr,val/acc.max")
    assert out == "name          lr  val/acc.max\nquick-newt  0.02        0.125\n"
    assert err == "2 more runs: hunch runs --all\n"
    code, _, err = hunch("runs", "--columns", "val/ac")
    assert code == 2
    assert err == "error: no run here has 'val/ac'\n\nhint: Did you mean val/acc?\n"


def test_a_filter_that_does_not_read_is_pointed_at(here, hunch):
    code, out, err = hunch("runs", "lr < ")
    assert (code, out) == (2, "")
    assert err.startswith(
        "error: the filter ends where a name or a value is missing\n  lr < \n       ^\n\nhint: "
    )


def test_show(here, hunch):
    code, out, _ = hunch("show", "quick-newt")
    assert code == 0
    assert masked(out).startswith(
        "quick-newt  abcd  ✕ failed with exit code 1  started 2025-11-22, took 1m 05s\n"
    )
    for line in (
        "  command   python train.py",
        "  changed   WIDTH 64 -> 128",
        "  lr      0.02",
        "  val/acc  0.125  0.125  0.125      1        0",
        "    boom \\x1b[2J",
    ):
        assert f"\n{line}\n" in out
    assert "\x1b" not in out


def test_show_as_json_is_one_run(here, hunch):
    _, out, _ = hunch("show", "@~1", "--json")
    assert msgspec.json.decode(out, type=Run).name == "brave-gull"


def test_compare(here, hunch):
    _, out, err = hunch("compare", "calm-otter", "brave-gull")
    assert out == (
        "calm-otter · OBSERVED: val/acc -0.0875 against brave-gull\n"
        "  n 1 v 1\n"
        "  – nothing is asked: a claim needs a question (hunch ask ...)\n"
        "  – there is no baseline yet\n"
        "  – a verdict needs 2 finished runs a side: there are 1 and 1\n"
        "\n"
        "         calm-otter  brave-gull    a - b\n"
        "\n"
        "params\n"
        "lr           0.1           0.02\n"
        "\n"
        "metrics\n"
        "val/acc      0.8125        0.9   -0.0875\n"
        "\n"
        "the same on both sides: files, environment\n"
    )
    assert err.startswith("no question is asked: took val/acc, higher is better (most runs share it).")


def test_diff_against_the_parent_says_so(here, hunch):
    _, out, err = hunch("diff", "quick-newt")
    assert err == "from brave-gull, its parent, to quick-newt\n"
    assert "\n-WIDTH = 64\n+WIDTH = 128\n" in out
    _, out, _ = hunch("diff", "brave-gull", "quick-newt", "--stat")
    assert out == "train.py  2  +-\n1 file, +1 -1 lines\n"
    _, out, _ = hunch("diff", "@", "--json")
    assert msgspec.json.decode(out)["files"][0]["path"] == "train.py"
    _, out, _ = hunch("diff", "@", "--units")
    assert out == "train.py\n  ~ literal  variable  WIDTH  64 -> 128\n"


def test_plot(here, hunch):
    _, out, _ = hunch("plot", "calm-otter", "brave-gull", "val/acc", "--height", "10")
    assert out.startswith("val/acc\n")
    assert len(out.splitlines()) == 11
    _, out, err = hunch("plot", "val/acc", "--json")
    assert msgspec.json.decode(out)[0]["values"] == [0.125]
    code, _, err = hunch("plot", "@", "loss")
    assert code == 2
    assert "quick-newt has no metric 'loss'" in err


def test_log_is_byte_for_byte(here, capfdbinary):
    from hunch.journal.index import Index

    with Index.open(here.bench) as index:
        run = index.runs(newest=1)[0].id
    content = b"\x1b[31mred\x1b[0m 10%\r 20%\r\n\xff\n"
    with open(here.bench.paths.console(run), "wb") as file:
        file.write(content)
    with open(here.bench.paths.console_spans(run), "wb") as file:
        file.write(b"[0, 5]\n[9, 3]\n[1")
    assert main(["log"]) == 0
    assert capfdbinary.readouterr().out == content
    assert main(["log", "@", "--stderr"]) == 0
    assert capfdbinary.readouterr().out == content[0:5] + content[9:12]


def test_an_ambiguous_name_lists_candidates_and_exits_with_2(here, hunch):
    clock = ToldClock(1_763_900_000_000_000)
    run = start_run(here, clock=clock, name="calm-otter")
    code, out, err = hunch("show", "calm-otter")
    assert (code, out) == (2, "")
    assert err.startswith(f"error: 'calm-otter' names 2 runs: {tail(run)[:4]} (calm-otter), ")


def test_bare_hunch_says_where_one_is(here, hunch, project):
    (project / "train.py").write_text("WIDTH = 256\n")
    code, out, _ = hunch()
    assert code == 0
    assert out.startswith(f"{project} · 3 runs\n")
    assert "Changed since quick-newt (2025-11-22): train.py\n" in out
    assert "hunch diff " in out


def test_bare_hunch_where_nothing_is_recorded_says_how_to_begin(project, monkeypatch, hunch):
    monkeypatch.chdir(project)
    code, out, err = hunch()
    assert (code, out) == (0, "")
    assert "hunch run python train.py" in err
    assert hunch("runs")[0] == 2


def test_in_plain_ascii_every_sign_has_its_twin(here, hunch, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")
    for arguments in (["runs"], ["show", "@"], [], ["plot", "@~1", "val/acc"], ["doctor"]):
        _, out, _ = hunch(*arguments)
        assert out.isascii(), arguments


@pytest.mark.parametrize("command", [["tree"], ["tree", "--json"], ["brief"], ["report"], ["find", "x"]])
def test_a_closed_stdout_is_no_fault_of_ours(project, command):
    called = " ".join(command)
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m hunch run -q true; {sys.executable} -m hunch {called} >&-"],
        cwd=project, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "")
    assert "Traceback" not in done.stderr
