"""Whether the process of a run still lives: derived at reading, never written down.

On the machine where it ran, the kernel tells. From elsewhere (another machine, another container, after a
folder was copied) only the heartbeat does.
"""

import os

from hunch.entities.events import Process

HEARTBEAT_INTERVAL_S = 10.0
"""How often the owner of a run touches its heartbeat."""
HEARTBEAT_PATIENCE_S = 120.0
"""A heartbeat older than this is that of a lost run: as long as the clocks of a cluster may differ, and more."""


def process_of(pid: int, host: str, *, proc: str = "/proc") -> Process:
    """Which process `pid` is here and now, so that anyone can tell later whether it still lives."""
    return Process(
        host=host,
        machine=machine_id(),
        pid=pid,
        started=_started(pid, proc),
        boot_id=_line(f"{proc}/sys/kernel/random/boot_id"),
        pid_namespace=_link(f"{proc}/self/ns/pid"),
    )


def is_alive(
    process: Process, host: str, *, heartbeat_age_s: float | None = None, proc: str = "/proc"
) -> bool | None:
    """Whether the process that owns a run lives; None where nothing tells.

    Args:
        process: as `process_of` described it when the run began.
        host: the name of this machine.
        heartbeat_age_s: seconds since the run's owner last touched its heartbeat.
        proc: where the kernel tells of processes (Linux).
    """
    boot_id = _line(f"{proc}/sys/kernel/random/boot_id")
    if not _is_here(process, host, boot_id):
        return _by_heartbeat(heartbeat_age_s)
    if boot_id != process.boot_id and boot_id is not None and process.boot_id is not None:
        return False
    if _link(f"{proc}/self/ns/pid") != process.pid_namespace:
        return _by_heartbeat(heartbeat_age_s)
    return _exists(process, proc)


def machine_id() -> str:
    """What names this machine, whatever its host name; "" where nothing does."""
    for path in ("/etc/machine-id", "/var/lib/dbus/machine-id"):
        said = _line(path)
        if said:
            return said
    return ""


def _is_here(process: Process, host: str, boot_id: str | None) -> bool:
    """Whether it ran on this machine. Copies of a container image share a machine id, so the host must be the
    same too; a boot id is nobody else's."""
    if boot_id is not None and boot_id == process.boot_id:
        return True
    return process.host == host and process.machine == machine_id() != ""


def _by_heartbeat(age_s: float | None) -> bool | None:
    return None if age_s is None else age_s < HEARTBEAT_PATIENCE_S


def _exists(process: Process, proc: str) -> bool:
    started = _started(process.pid, proc)
    if started is None or process.started is None:
        return started is not None or (not os.path.isdir(f"{proc}/self") and _answers(process.pid))
    return started == process.started


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is there, and not ours
        return True
    return True


def _started(pid: int, proc: str) -> str | None:
    """The kernel's start time of a process; None where it is gone, or dead and not yet collected."""
    if not os.path.isdir(f"{proc}/self"):
        return _started_by_psutil(pid)
    stat = _line(f"{proc}/{pid}/stat")
    if stat is None:
        return None
    # The second field is a name in parentheses that may itself hold spaces and parentheses.
    fields = stat.rpartition(")")[2].split()
    return None if not fields or fields[0] in "ZX" else fields[19]


def _started_by_psutil(pid: int) -> str | None:
    """Where there is no /proc (macOS)."""
    import psutil

    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return f"{process.create_time():.6f}"
    except psutil.NoSuchProcess:
        return None
    except psutil.AccessDenied:
        return None


def _line(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.readline().strip() or None
    except OSError:
        return None


def _link(path: str) -> str | None:
    try:
        return os.readlink(path)
    except OSError:
        return None
