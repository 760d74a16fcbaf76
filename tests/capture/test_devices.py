"""Which GPUs there are, and whose turn it is."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.capture.devices import found, share


@pytest.mark.parametrize(
    ("given_", "devices"),
    [
        ("0,1", ["0", "1"]),
        ("", []),
        ("-1", []),
        ("GPU-8f2, MIG-3a", ["GPU-8f2", "MIG-3a"]),
        ("2,-1,3", ["2"]),
    ],
)
def test_the_variable_says_it_where_it_is_set(given_: str, devices: list[str]) -> None:
    assert found({"CUDA_VISIBLE_DEVICES": given_}) == devices


def test_else_the_driver_shows_them(tmp_path: Path) -> None:
    for name in ("0000:01:00.0", "0000:02:00.0"):
        (tmp_path / "gpus" / name).mkdir(parents=True)
    assert found({}, driver=str(tmp_path)) == ["0", "1"]


def test_else_nvidia_smi_lists_them(tmp_path: Path) -> None:
    program = tmp_path / "nvidia-smi"
    program.write_text(
        "#!/bin/sh\necho 'GPU 0: NVIDIA H200 (UUID: GPU-1)'\necho 'GPU 1: NVIDIA H200 (UUID: GPU-2)'\n"
    )
    program.chmod(0o755)
    assert found({"PATH": f"{tmp_path}:/bin:/usr/bin"}, driver=str(tmp_path / "none")) == ["0", "1"]


def test_where_there_is_none_there_is_none(tmp_path: Path) -> None:
    assert found({"PATH": str(tmp_path)}, driver=str(tmp_path / "none")) == []
    assert share([], 3) == [{}, {}, {}]


@given(st.integers(1, 20), st.integers(1, 20))
def test_no_gpu_idles_and_none_is_shared_where_there_are_enough(count: int, jobs: int) -> None:
    devices = [str(index) for index in range(count)]
    shares = [each["CUDA_VISIBLE_DEVICES"].split(",") for each in share(devices, jobs)]
    assert len(shares) == jobs
    assert {device for each in shares for device in each} == set(devices)
    if count >= jobs:
        assert sorted(device for each in shares for device in each) == sorted(devices)
        assert max(map(len, shares)) - min(map(len, shares)) <= 1
    else:
        assert all(len(each) == 1 for each in shares)
