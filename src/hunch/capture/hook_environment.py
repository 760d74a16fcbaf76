"""What a child finds in its environment, so that a Python in it (or in a descendant) can tell its params.

The folder `hook/` goes to the front of PYTHONPATH. It is no package: the child's Python imports its
`sitecustomize` at start-up, which steps aside for the user's own (see there).
"""

import os
from collections.abc import Mapping

HOOK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "hook")


def hook_environment(
    environ: Mapping[str, str], run_id: str, observed_path: str, root: str, *, home: str | None = None
) -> dict[str, str]:
    """The variables to set for the child, beside those of `environ`.

    Args:
        observed_path: where the hook appends what it saw (entities/observed.py).
        root: the project's root: whose files count as the project's own.
        home: for a replica, the root that it is a replica of: what is imported from there does not belong to it.
    """
    given = environ.get("PYTHONPATH", "")
    others = [entry for entry in given.split(os.pathsep) if entry != HOOK] if given else []
    of_home = {"HUNCH_HOME_ROOT": os.path.abspath(home) if home else ""}
    return {
        "PYTHONPATH": os.pathsep.join([HOOK, *others]),
        "HUNCH_RUN": run_id,
        "HUNCH_OBSERVED": os.path.abspath(observed_path),
        "HUNCH_ROOT": os.path.abspath(root),
        **(of_home if home or "HUNCH_HOME_ROOT" in environ else {}),
    }
