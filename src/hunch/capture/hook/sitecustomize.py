"""Imported by every Python that a recorded run starts: lets the hook look on, then makes way.

It must read in any Python that may start here, 2.7 included, and is never noticed: it takes its folder off
sys.path and imports the user's own sitecustomize, if there is one, in its own place. If there is none, that
import fails as it would have failed without us, and `site` passes over it in the same way.
"""

import os
import sys

_here = os.path.dirname(os.path.abspath(__file__))
if sys.version_info >= (3, 8):
    try:
        import _hunch_hook

        _hunch_hook.begin()
    except Exception:
        pass  # our own files cannot be read here: there is nothing that could say so, and the program matters more

sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != _here]
sys.path_importer_cache.pop(_here, None)
_hunch = sys.modules.pop("sitecustomize")  # Python 2 empties a module that nobody holds

import sitecustomize  # noqa: E402, F401
