"""msgspec is imported without typing_extensions, and nobody else notices."""

import subprocess
import sys


def say(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_inspect_is_not_imported_for_it() -> None:
    assert (
        say("from hunch._lean import import_msgspec as i; i(); import sys; print('inspect' in sys.modules)")
        == "False"
    )


def test_typing_extensions_is_there_for_those_who_want_it() -> None:
    assert (
        say(
            "from hunch._lean import import_msgspec as i; i()\n"
            "import typing_extensions, msgspec\n"
            "class T(typing_extensions.TypedDict):\n"
            "    a: int\n"
            "    b: typing_extensions.NotRequired[str]\n"
            "print(msgspec.json.decode(b'{\"a\": 1}', type=T))\n"
        )
        == "{'a': 1}"
    )


def test_what_is_imported_already_is_left_alone() -> None:
    assert (
        say(
            "import typing_extensions\n"
            "from hunch._lean import import_msgspec as i; i()\n"
            "import sys; print(sys.modules['typing_extensions'] is typing_extensions, 'msgspec' in sys.modules)\n"
        )
        == "True False"
    )
