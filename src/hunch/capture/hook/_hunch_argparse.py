"""What a program parsed with argparse: every value with its type, and which were only defaults.

Loaded by the hook (see there) when the program imports argparse. A parse that is made within another (a
subcommand's) belongs to that one; only the outermost counts.
"""

import os
import sys
from _thread import get_ident

try:
    from _weakref import ref
except ImportError:  # an interpreter that is built otherwise
    from weakref import ref

MOST_PARSES = 16
RANKS = ("RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK", "PMI_RANK", "LOCAL_RANK")


def patch(module, observer):
    """See every outermost parse, and which names stood on the command line."""
    parses = _Parses(observer)
    parser = module.ArgumentParser
    for name in ("parse_known_args", "parse_known_intermixed_args"):
        if name in vars(parser):
            setattr(parser, name, _looking_on(vars(parser)[name], parses))
    if "_get_values" in vars(parser):
        parser._get_values = _noting_given(vars(parser)["_get_values"], parses)
    observer.at_end.append(parses.tell_changes)


def _looking_on(original, parses):
    def looking_on(self, *arguments, **named):
        thread = get_ident()
        if thread in parses.going_on:  # a subparser, or a parse within a parse
            return original(self, *arguments, **named)
        given = parses.going_on[thread] = set()
        try:
            parsed = original(self, *arguments, **named)
        finally:
            parses.going_on.pop(thread, None)
        argv = arguments[0] if arguments else named.get("args")
        parses.observer.guarded(parses.tell, parsed[0], argv, given)
        return parsed

    return _posing_as(original, looking_on)


def _noting_given(original, parses):
    """argparse calls `_get_values` for each action that it finds on the command line, and for no default."""

    def noting_given(self, action, texts):
        given = parses.going_on.get(get_ident())
        if given is not None and (texts or action.option_strings):
            given.add(action.dest)
        return original(self, action, texts)

    return _posing_as(original, noting_given)


def _posing_as(original, wrapper):
    for name in ("__module__", "__name__", "__qualname__", "__doc__"):
        setattr(wrapper, name, getattr(original, name))
    wrapper.__wrapped__ = original
    return wrapper


class _Parses(object):
    """What this process parsed so far."""

    def __init__(self, observer):
        self.observer = observer
        self.going_on = {}
        self.told = []
        self.names = set()

    def tell(self, namespace, argv, given):
        """Write down the namespace that an outermost parse made.

        `argv` is what was parsed, None for the command line; `given` the names that stood there.
        """
        if len(self.told) >= MOST_PARSES:
            return
        values = dict(vars(namespace))
        if _is_command_line(argv):
            self.names.update(values)
        elif self.observer.below_root(_caller()) is None:
            return  # a library's private matter
        else:
            # `parser.parse_args([])`, the way to get at a parser's defaults: worth knowing from the project's
            # own code, but never the word of the command line.
            given = ()
            values = {name: value for name, value in values.items() if name not in self.names}
        said = self.said(values, given) if values else None
        if said and not any(said == before for before, _ in self.told):
            self.told.append((said, _weakly(namespace)))
            self.observer.write("params", said)

    def said(self, values, given):
        params, not_finite = self.kept(values)
        return {
            "origin": "argparse",
            "params": params,
            "nf": not_finite or None,
            "defaults": sorted(name for name in params if name not in given),
            "main": self.observer.main(),
            "rank": _rank(),
        }

    def kept(self, values):
        """Values as they may be written down, and which of them are not finite."""
        params, not_finite = self.observer.load("entities/plain.py")["plain"](values)
        return self.observer.load("entities/secrets.py")["redact_params"](params), not_finite

    def tell_changes(self):
        """Write down numbers that the program set anew in its namespaces since (`args.lr *= world_size`).

        Only numbers and flags of names that were parsed: what else hangs on a namespace is a model, or a time
        in a folder's name. A namespace that is gone is not asked; we keep nothing alive.
        """
        for said, reference in self.told:
            namespace = reference()
            if namespace is not None:
                self.tell_changed(said, vars(namespace))

    def tell_changed(self, said, now):
        numbers = {
            name: value
            for name, value in now.items()
            if name in said["params"] and (value is None or type(value) in (bool, int, float))
        }
        params, not_finite = self.kept(numbers)
        before = said["nf"] or {}
        changed = {
            name: value
            for name, value in params.items()
            if not _is_same(value, said["params"][name]) or not_finite.get(name) != before.get(name)
        }
        if changed:
            nf = {name: kind for name, kind in not_finite.items() if name in changed}
            line = dict(said, origin="changed", params=changed, nf=nf or None, defaults=[])
            self.observer.write("params", line)


def _is_command_line(argv):
    """Whether a parse was of the program's own command line, or of what an earlier parse had left of it."""
    if argv is None:
        return True
    argv = list(argv)
    return argv == sys.argv[1:] or (bool(argv) and set(argv) <= set(sys.argv))


def _caller():
    """The file of the code that asked for a parse."""
    frame = sys._getframe(1)
    while frame is not None:
        file = frame.f_code.co_filename
        if os.path.basename(file) not in ("argparse.py", "_hunch_argparse.py", "_hunch_hook.py"):
            return os.path.abspath(file)
        frame = frame.f_back
    return None


def _rank():
    for name in RANKS:
        value = os.environ.get(name, "")
        if value.isdigit():
            return int(value)
    return 0


def _weakly(namespace):
    try:
        return ref(namespace)
    except TypeError:
        return lambda: None


def _is_same(one, other):
    return type(one) is type(other) and one == other
