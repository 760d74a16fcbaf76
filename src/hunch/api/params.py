"""`run.params`: a dict that tells the run what is changed in it."""

from collections.abc import Callable, Mapping
from typing import Any, final

Tell = Callable[[Mapping[str, Any]], None]


@final
class Params(dict[str, Any]):
    """The params of a run, as they were given; changes are kept as changes."""

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell

    def __setitem__(self, name: str, value: Any) -> None:
        self.update({name: value})

    def update(self, *several: Any, **named: Any) -> None:
        """Set some, as `dict.update` does; a namespace or dataclass will do as well."""
        from .taking import mapping_of

        changes: dict[str, Any] = {}
        for each in several:
            changes |= mapping_of(each)
        changes |= named
        super().update(changes)
        if changes:
            self._tell(changes)

    def setdefault(self, name: str, default: Any = None) -> Any:
        """The param; set to `default` where there is none."""
        if name not in self:
            self[name] = default
        return self[name]
