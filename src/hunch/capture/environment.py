"""What a run ran on and in: interpreter, packages, libraries, hardware, limits; the content of environment.json.

Taken by the parent while the child runs, off the user's time. Of environment variables only those of an
allow-list are kept, and none of their values is a secret.
"""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from hunch.entities.observed import Loaded, Observation, Params, Python
from hunch.entities.secrets import REDACTED, is_secret_name, redact_text

from .machine import cpu, gpus, limits, memory_bytes, operating_system
from .packages import Distribution, conda_packages, distributions

if TYPE_CHECKING:  # it loads OpenSSL, which a run without declared data does not need
    from .data import DataHash

VARIABLES = frozenset(
    (
        "CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "CUDA_LAUNCH_BLOCKING", "CUDA_MODULE_LOADING",
        "CUBLAS_WORKSPACE_CONFIG", "NVIDIA_TF32_OVERRIDE", "NVIDIA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES",
        "ROCR_VISIBLE_DEVICES", "HSA_OVERRIDE_GFX_VERSION", "NCCL_DEBUG", "NCCL_ALGO", "NCCL_PROTO", "NCCL_P2P_DISABLE",
        "NCCL_IB_DISABLE", "NCCL_SOCKET_IFNAME", "TPU_VISIBLE_CHIPS",
        "OMP_NUM_THREADS", "OMP_PROC_BIND", "OMP_PLACES", "OMP_DYNAMIC", "MKL_NUM_THREADS", "MKL_DYNAMIC",
        "MKL_CBWR", "MKL_THREADING_LAYER", "MKL_SERVICE_FORCE_INTEL", "OPENBLAS_NUM_THREADS", "OPENBLAS_CORETYPE",
        "BLIS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "NUMEXPR_NUM_THREADS", "NUMEXPR_MAX_THREADS",
        "KMP_AFFINITY", "KMP_BLOCKTIME", "GOMP_CPU_AFFINITY", "RAYON_NUM_THREADS", "TOKENIZERS_PARALLELISM",
        "NUMBA_NUM_THREADS", "JULIA_NUM_THREADS", "GOMAXPROCS",
        "PYTHONHASHSEED", "PYTHONOPTIMIZE", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "PYTHONNOUSERSITE",
        "PYTHONUTF8", "PYTHONMALLOC",
        "TF_DETERMINISTIC_OPS", "TF_CUDNN_DETERMINISTIC", "TF_ENABLE_ONEDNN_OPTS", "TF_XLA_FLAGS", "XLA_FLAGS",
        "JAX_ENABLE_X64", "JAX_PLATFORMS", "JAX_PLATFORM_NAME", "JAX_DEFAULT_MATMUL_PRECISION",
        "XLA_PYTHON_CLIENT_MEM_FRACTION", "XLA_PYTHON_CLIENT_PREALLOCATE",
        "PYTORCH_CUDA_ALLOC_CONF", "PYTORCH_ALLOC_CONF", "PYTORCH_ENABLE_MPS_FALLBACK", "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE",
        "TORCHDYNAMO_DISABLE", "TORCH_LOGS",
        "RANK", "LOCAL_RANK", "WORLD_SIZE", "LOCAL_WORLD_SIZE",
        "SLURM_JOB_ID", "SLURM_JOB_NAME", "SLURM_JOB_PARTITION", "SLURM_NTASKS", "SLURM_PROCID", "SLURM_NNODES",
        "SLURM_NODELIST", "SLURM_CPUS_PER_TASK", "SLURM_GPUS_ON_NODE", "SLURM_ARRAY_JOB_ID", "SLURM_ARRAY_TASK_ID",
        "SLURM_CLUSTER_NAME", "PBS_JOBID", "LSB_JOBID", "JOB_ID", "FLUX_JOB_ID",
        "CONDA_DEFAULT_ENV", "LANG", "LC_ALL", "LC_NUMERIC", "TZ", "TERM", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE",
        "WANDB_MODE", "HUNCH_SEED",
    )
)  # fmt: skip
"""The only environment variables that are written down."""
DETERMINISM = frozenset(
    (
        "PYTHONHASHSEED", "CUBLAS_WORKSPACE_CONFIG", "TF_DETERMINISTIC_OPS", "TF_CUDNN_DETERMINISTIC", "MKL_CBWR",
        "NVIDIA_TF32_OVERRIDE", "XLA_FLAGS", "JAX_DEFAULT_MATMUL_PRECISION", "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE",
    )
)  # fmt: skip
LONGEST_VALUE = 1000
GPU_DEVICES = ("/dev/nvidiactl", "/dev/dxg")
"""Where neither of these is, nvidia-smi is not asked: looking for it takes longer than `true`."""


def environment(
    *,
    python: Python | None,
    environ: Mapping[str, str],
    pid: int | None = None,
    flags: Mapping[str, object] | None = None,
    libraries: Iterable[str] = (),
    data: "Sequence[DataHash]" = (),
) -> dict[str, object]:
    """Everything for environment.json, as far as it is known when this is called.

    Args:
        python: the child's interpreter (see `interpreter`); None where it told nothing: packages are then unknown.
        environ: the child's environment.
        pid: the child, for its affinity and limits; None where it is gone.
        flags: what libraries in the child had set (see `flags_of`), with the shared libraries that it names itself.
        libraries: more of them, that `libraries.mapped` found while the processes lived.
        data: hashes of declared data.
    """
    variables = allowed(environ)
    flags = dict(flags or {})
    named = flags.pop("libraries", None)
    libraries = {*libraries, *(named if isinstance(named, list) else ())}
    return {
        "python": _described(python) if python else None,
        "recorded_by_python": sys.version.split()[0],
        "packages": [_package(each) for each in distributions(python.sys_path)] if python else None,
        "conda": (conda_packages(python.prefix) or None) if python else None,
        "libraries": sorted(map(str, libraries)),
        "flags": flags,
        "determinism": {name: value for name, value in variables.items() if name in DETERMINISM},
        "variables": variables,
        "cpu": cpu(pid),
        "memory_bytes": memory_bytes(),
        "gpus": gpus(environ.get("PATH") if any(map(os.path.exists, GPU_DEVICES)) else None),
        "os": operating_system(),
        "limits": limits(pid),
        "data": [msgspec.to_builtins(seen) for seen in data],
    }


def interpreter(observations: Sequence[Observation]) -> Python | None:
    """The Python that ran the run's program: the one that parsed params if any did, else the first to tell."""
    told = [seen for seen in observations if isinstance(seen, Python)]
    parsed = [
        seen.pid for seen in observations if isinstance(seen, Params) and seen.origin in ("init", "argparse")
    ]
    return next((seen for pid in parsed for seen in told if seen.pid == pid), told[0] if told else None)


def flags_of(observations: Sequence[Observation]) -> dict[str, object]:
    """Versions and flags of libraries as the run's processes had them at their end; the first to say it counts."""
    said: dict[str, object] = {}
    for seen in observations:
        if isinstance(seen, Loaded):
            for name, value in seen.flags.items():
                said.setdefault(name, value)
    return said


def allowed(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables that may be written down, none of them with a secret in it.

    >>> allowed({"OMP_NUM_THREADS": "4", "HF_TOKEN": "hf_abc", "PATH": "/bin"})
    {'OMP_NUM_THREADS': '4'}
    """
    return {name: _safe(name, environ[name]) for name in sorted(VARIABLES & environ.keys())}


def _described(python: Python) -> dict[str, object]:
    return {
        "executable": python.executable,
        "version": python.version,
        "prefix": python.prefix,
        "sys_path": [redact_text(entry) for entry in python.sys_path],
        "flags": python.flags,
    }


def _package(installed: Distribution) -> dict[str, object]:
    return {name: value for name, value in installed._asdict().items() if value is not None}


def _safe(name: str, value: str) -> str:
    if is_secret_name(name):
        return REDACTED
    return redact_text(value)[:LONGEST_VALUE].encode("utf-8", "replace").decode()
