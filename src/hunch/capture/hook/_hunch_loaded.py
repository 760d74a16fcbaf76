"""What a process had imported when it ended: files of the project, and what its libraries say of themselves.

Loaded by the hook (see there) at exit. Nothing is imported here, only looked at where it is loaded anyway.
"""

import os
import sys

FLAGS = (
    ("numpy", "numpy", "__version__"),
    ("torch", "torch", "__version__"),
    ("torch", "torch.cuda", "version.cuda"),
    ("torch", "torch.hip", "version.hip"),
    ("torch", "torch.initial_seed", "initial_seed()"),
    ("torch", "torch.num_threads", "get_num_threads()"),
    ("torch", "torch.deterministic", "are_deterministic_algorithms_enabled()"),
    ("torch", "torch.float32_matmul_precision", "get_float32_matmul_precision()"),
    ("torch", "torch.cudnn.benchmark", "backends.cudnn.benchmark"),
    ("torch", "torch.cudnn.deterministic", "backends.cudnn.deterministic"),
    ("torch", "torch.cudnn.allow_tf32", "backends.cudnn.allow_tf32"),
    ("torch", "torch.cuda.allow_tf32", "backends.cuda.matmul.allow_tf32"),
    ("jax", "jax", "__version__"),
    ("jax", "jax.enable_x64", "config.jax_enable_x64"),
    ("jax", "jax.default_matmul_precision", "config.jax_default_matmul_precision"),
    ("tensorflow", "tensorflow", "__version__"),
    ("sklearn", "sklearn", "__version__"),
)
"""Module that must be loaded, name of the flag, how to ask for it."""


def loaded(observer):
    """The fields of a `loaded` line."""
    flags = _flags()
    if flags:  # a numeric library was at work: which BLAS was behind it?
        flags["libraries"] = sorted(observer.load("capture/libraries.py")["mapped"](["self"]))
    return {"files": _files(observer), "flags": flags, "strays": _strays(observer)}


def _files(observer):
    """Files of the project among the modules that are loaded, seen from its root."""
    names_of = sys.modules["_hunch_hook"].names_of
    files = {observer.below_root(observer.main())}
    for module in list(sys.modules.values()):
        files.add(observer.below_root(observer.absolute(names_of(module).get("__file__"))))
    return sorted(file for file in files if file)


def _strays(observer):
    """In a replica: what was imported from the folder that it is a replica of; None elsewhere."""
    home = os.environ.get("HUNCH_HOME_ROOT")
    if not home:
        return None
    homes, names_of = {home, os.path.realpath(home)}, sys.modules["_hunch_hook"].names_of
    files = {observer.absolute(names_of(module).get("__file__")) for module in list(sys.modules.values())}
    # A replica may lie below the folder that it is a replica of.
    others = {file for file in files if file and observer.below_root(file) is None}
    return sorted(file for file in others if observer.below(file, homes) is not None) or None


def _flags():
    flags = {}
    warnings = sys.modules.get("warnings")
    if warnings is None:
        return flags
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for library, name, steps in FLAGS:
            module = sys.modules.get(library)
            value = None if module is None else _ask(module, steps)
            if value is not None:
                flags[name] = value
    return flags


def _ask(value, steps):
    if "Lazy" in type(value).__name__:
        return None  # asking would import what the program never used
    try:
        for step in steps.split("."):
            value = getattr(value, step.rstrip("()"))
            if step.endswith("()"):
                value = value()
    except Exception:
        return None  # this version of the library has no such thing to say
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)
