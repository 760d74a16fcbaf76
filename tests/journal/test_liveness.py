"""Lost is derived: from the kernel where the run was, from the heartbeat elsewhere."""

import os
import subprocess
import sys

import pytest
from msgspec.structs import replace

from hunch.journal import liveness
from hunch.journal.liveness import HEARTBEAT_PATIENCE_S, is_alive, process_of

linux = pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs /proc")


def me():
    return process_of(os.getpid(), "laptop")


def test_this_process_lives():
    assert is_alive(me(), "laptop") is True


def test_a_process_that_has_ended_does_not():
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    process = process_of(child.pid, "laptop")
    assert is_alive(process, "laptop") is True
    child.kill()
    child.communicate()
    assert is_alive(process, "laptop") is False


@linux
def test_a_dead_process_that_nobody_has_collected_does_not_live():
    child = os.fork()
    if child == 0:
        os._exit(0)
    process = replace(me(), pid=child)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    assert is_alive(process, "laptop") is False
    os.waitpid(child, 0)


@linux
def test_another_process_of_the_same_pid_is_not_the_run():
    assert is_alive(replace(me(), started="1"), "laptop") is False


@linux
def test_after_a_reboot_every_run_of_before_is_lost():
    if not liveness.machine_id():
        pytest.skip("this machine has no id, so another boot is not told from another machine")
    assert is_alive(replace(me(), boot_id="another"), "laptop") is False


@linux
def test_a_container_next_door_is_told_by_its_heartbeat():
    other = replace(me(), pid_namespace="pid:[1]")
    assert is_alive(other, "laptop") is None
    assert is_alive(other, "laptop", heartbeat_age_s=1.0) is True


def test_from_another_machine_only_the_heartbeat_tells():
    far = replace(me(), host="cluster", machine="other", boot_id="another")
    assert is_alive(far, "laptop") is None
    assert is_alive(far, "laptop", heartbeat_age_s=5.0) is True
    assert is_alive(far, "laptop", heartbeat_age_s=HEARTBEAT_PATIENCE_S + 1) is False


def test_machines_that_share_an_image_are_told_apart_by_name():
    twin = replace(me(), host="node-2", boot_id="another")
    assert is_alive(twin, "laptop", heartbeat_age_s=5.0) is True


def test_the_host_may_be_renamed_while_the_run_goes_on():
    if me().boot_id is None:
        pytest.skip("no boot id")
    assert is_alive(me(), "renamed") is True


def test_a_name_with_parentheses_and_spaces_is_no_trouble(tmp_path):
    (tmp_path / "self").mkdir()
    (tmp_path / "7").mkdir()
    fields = " ".join(str(n) for n in range(3, 53)).replace("3", "S", 1)
    (tmp_path / "7" / "stat").write_text(f"7 (a ) S 1 (x) {fields}")
    assert process_of(7, "laptop", proc=str(tmp_path)).started == "22"


def test_without_proc_the_start_is_asked_of_psutil(tmp_path):
    process = process_of(os.getpid(), "laptop", proc=str(tmp_path))
    assert process.started is not None
    assert process.boot_id is None
    assert liveness._exists(process, str(tmp_path)) is True
    assert liveness._exists(replace(process, started="0.000000"), str(tmp_path)) is False
    assert liveness._exists(replace(process, started=None), str(tmp_path)) is True
    assert liveness._exists(replace(process, pid=2**22 + 5), str(tmp_path)) is False
