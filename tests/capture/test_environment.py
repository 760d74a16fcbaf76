"""What a run ran on and in."""

import json
import os
import subprocess
import sys
import sysconfig
from importlib.metadata import distributions as installed
from pathlib import Path

import msgspec

from hunch.capture.environment import VARIABLES, allowed, environment, flags_of, interpreter
from hunch.capture.machine import gpus, limits
from hunch.capture.packages import Distribution, conda_packages, distributions
from hunch.entities.observed import Loaded, Params, Python


def python(*sys_path: str, pid: int = 1) -> Python:
    return Python(
        t=0, executable=sys.executable, version="3.11.7", prefix=sys.prefix, sys_path=list(sys_path), pid=pid
    )


def test_packages_are_those_that_importlib_would_find() -> None:
    site = sysconfig.get_path("purelib")
    ours = {each.name: each.version for each in distributions([site])}
    theirs = {
        each.name.lower().replace("_", "-").replace(".", "-"): each.version for each in installed(path=[site])
    }
    assert ours == theirs


def test_every_way_of_being_installed_is_known(tmp_path: Path) -> None:
    for name in ("Plain_Name-1.0.dist-info", "old-2.0-py3.8.egg-info", "developed.egg-info", "~broken-1.0.dist-info",
                 "edit-0.1.dist-info", "vcs-3.dist-info"):  # fmt: skip
        (tmp_path / name).mkdir()
    (tmp_path / "developed.egg-info" / "PKG-INFO").write_text(
        "Metadata-Version: 2.1\nVersion: 9\n\nVersion: 8\n"
    )
    url = {"url": "file:///home/me/edit", "dir_info": {"editable": True}}
    (tmp_path / "edit-0.1.dist-info" / "direct_url.json").write_text(json.dumps(url))
    url = {"url": "https://me:hunter2@host/r", "vcs_info": {"vcs": "git", "commit_id": "abc"}}
    (tmp_path / "vcs-3.dist-info" / "direct_url.json").write_text(json.dumps(url))
    (tmp_path / "conda-meta").mkdir()
    (tmp_path / "conda-meta" / "cudatoolkit-11.8-h1.json").touch()
    assert distributions([str(tmp_path), str(tmp_path / "gone"), "lib/egged-4.0-py3.9.egg"]) == [
        Distribution("developed", "9", f"file://{tmp_path}"),
        Distribution("edit", "0.1", "file:///home/me/edit (editable)"),
        Distribution("egged", "4.0"),
        Distribution("old", "2.0"),
        Distribution("plain-name", "1.0"),
        Distribution("vcs", "3", "https://me:<redacted>@host/r@abc"),
    ]
    assert conda_packages(str(tmp_path)) == ["cudatoolkit-11.8-h1"]


def test_of_two_versions_the_first_on_the_path_is_the_one(tmp_path: Path) -> None:
    for folder, version in (("a", "1"), ("b", "2")):
        (tmp_path / folder / f"x-{version}.dist-info").mkdir(parents=True)
    assert distributions([str(tmp_path / "b"), str(tmp_path / "a")]) == [Distribution("x", "2")]


def test_no_secret_gets_in_by_any_door(tmp_path: Path) -> None:
    """Every variable there is holds one, and so does all else that is recorded."""
    key = "hf_" + "AbCdEfGhIjKlMnOpQrStUvWxYz012345"
    login = "https://me:hunter2@host/x"
    environ = dict.fromkeys(VARIABLES, f"{login} {key}")
    environ |= {
        "HF_TOKEN": "hunter2",
        "AWS_SECRET_ACCESS_KEY": "hunter2",
        "MY_PASSWORD": "hunter2",
        "X": "hunter2",
    }
    (tmp_path / "x-1.dist-info").mkdir()
    (tmp_path / "x-1.dist-info" / "direct_url.json").write_text(json.dumps({"url": login}))
    flags = flags_of([Loaded(t=0, files=[], flags={"torch": "2.5"})])
    said = environment(
        python=python(str(tmp_path), login),
        environ=environ | {"PATH": os.environ["PATH"]},
        pid=os.getpid(),
        flags=flags,
    )
    text = json.dumps(said)
    assert "hunter2" not in text
    assert key not in text
    assert os.environ["PATH"] not in text
    assert set(said["variables"]) <= VARIABLES  # type: ignore[call-overload]


def test_only_listed_variables_are_kept_and_never_a_path() -> None:
    assert allowed(
        {"OMP_NUM_THREADS": "4", "LD_LIBRARY_PATH": "/x", "HOME": "/h", "TERM": "\udcff" * 2000}
    ) == {
        "OMP_NUM_THREADS": "4",
        "TERM": "?" * 1000,
    }


def test_what_is_not_known_is_none_and_all_of_it_is_json() -> None:
    said = environment(python=None, environ={}, pid=2**22 + 1)
    assert said["python"] is None
    assert said["packages"] is None
    assert said["cpu"]["usable"] is None  # type: ignore[index]
    assert json.loads(msgspec.json.encode(said)) == said


def test_affinity_is_the_child_s() -> None:
    if not hasattr(os, "sched_getaffinity"):
        return
    one = min(os.sched_getaffinity(0))
    child = subprocess.Popen(
        [sys.executable, "-c", f"import os; os.sched_setaffinity(0, [{one}]); print(1, flush=True); input()"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert child.stdout is not None
    child.stdout.readline()
    assert environment(python=None, environ={}, pid=child.pid)["cpu"]["usable"] == 1  # type: ignore[index]
    child.communicate(b"\n")


def test_the_interpreter_that_counts_is_the_one_that_parsed() -> None:
    launcher, program = python(pid=1), python(pid=2)
    parsed = Params(t=0, origin="argparse", params={}, pid=2)
    assert interpreter([launcher, program, parsed]) is program
    assert interpreter([launcher, program]) is launcher
    assert interpreter([parsed]) is None


def test_gpus_are_read_without_a_process(tmp_path: Path) -> None:
    (tmp_path / "gpus" / "0000:01:00.0").mkdir(parents=True)
    (tmp_path / "gpus" / "0000:01:00.0" / "information").write_text(
        "Model: \t\t NVIDIA H200\nIRQ:   \t\t 16\nGPU UUID: \t GPU-12ab\nBus Type: \t PCIe\n"
    )
    (tmp_path / "version").write_text(
        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15  Tue Mar  5\nGCC 12\n"
    )
    assert gpus(None, driver=str(tmp_path)) == [
        {"model": "NVIDIA H200", "uuid": "GPU-12ab", "driver": "550.54.15"}
    ]


def test_gpus_of_a_driver_that_shows_nothing_are_asked_for(tmp_path: Path) -> None:
    program = tmp_path / "nvidia-smi"
    program.write_text("#!/bin/sh\necho 'NVIDIA A100, GPU-1, 535.1'\n")
    program.chmod(0o755)
    found = gpus(f"{tmp_path}:/usr/bin:/bin", driver=str(tmp_path / "none"))
    assert found == [{"model": "NVIDIA A100", "uuid": "GPU-1", "driver": "535.1"}]
    program.write_text("#!/bin/sh\necho 'no devices were found'; exit 6\n")
    assert gpus(f"{tmp_path}:/usr/bin:/bin", driver=str(tmp_path / "none")) == []


def test_the_limits_of_a_container_are_read(tmp_path: Path) -> None:
    (tmp_path / "memory.max").write_text("2147483648\n")
    (tmp_path / "cpu.max").write_text("150000 100000\n")
    assert limits(None, cgroup=str(tmp_path)) == {"memory_bytes": 2**31, "processors": 1.5}
    (tmp_path / "memory.max").write_text("max\n")
    (tmp_path / "cpu.max").write_text("max 100000\n")
    assert limits(None, cgroup=str(tmp_path)) == {"memory_bytes": None, "processors": None}
