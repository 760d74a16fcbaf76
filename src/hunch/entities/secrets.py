"""What must never be written down: told by its name, or by the shape of its value.

Standard library only, and it reads in Python 3.8: the hook in the child's Python loads this very file by its
path, so that both keep the same secrets. Patterns are compiled when something looks as if they were needed:
this module is on the way to the user's process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

REDACTED = "<redacted>"


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SECRET = _set(
    "password passwords passwd passphrase passcode pwd secret secrets credential credentials apikey apikeys "
    "apitoken authtoken accesstoken accesskey secretkey privatekey authkey authorization bearer cookie cookies "
    "dsn"
)
"""Words that make a name secret wherever they stand in it."""
_SECRET_ENDS = ("password", "passwd", "passphrase", "apikey", "secret")
"""And what such words end in where others run into them: PGPASSWORD."""
_HARMLESS_LAST = _set(
    "path paths file files filename dir folder name names id ids length len min max count num type types field "
    "column policy version dim size env enabled required prefix provider"
)
"""Last words of names that say something about a secret, but not the secret."""
_OF_LANGUAGE = _set(
    "pad eos bos sos eot unk mask sep cls class special image audio video next prev stop start end begin first "
    "last per num n max min prompt text input output target draft separator padding dist distillation time word "
    "sub subword single extra use add new blank null empty placeholder newline space eod eol boi eoi bot user "
    "assistant system tool think action state latent visual query register mem memory summary"
)
"""What stands before `token` where it is a piece of text, not a key."""
_OPENS = _set(
    "api apis secret private access auth authentication encryption signing ssh account service subscription "
    "license deploy master client app application openai anthropic hf huggingface wandb azure aws gcp google "
    "github gitlab comet neptune mlflow clearml cohere mistral groq gemini storage admin sas"
)
"""What stands before `key` where it opens something."""
_PASSES = _set("user db database smtp ftp mysql postgres pg sudo root admin login")

_HINTS = (
    "hf_", "sk-", "sk_", "rk_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "AKIA", "ASIA",
    "xox", "AIza", "ya29.", "eyJ", "npm_", "pypi-", "gsk_", "xai-", "nvapi-", "r8_", "SG.", "dop_v1_", "://",
    "PRIVATE KEY", "earer ", "asic ", "hooks.slack.com",
)  # fmt: skip
"""A text with none of these in it holds no value that the patterns below know."""
_SHAPES = (
    r"hf_[A-Za-z0-9]{20,}",
    r"sk-(?:proj|ant|svcacct|admin|or|lf|live|test)-[A-Za-z0-9_-]{16,}",
    r"sk-[A-Za-z0-9_-]*[A-Za-z0-9]{16,}[A-Za-z0-9_-]*",
    r"[sr]k_(?:live|test)_[A-Za-z0-9]{16,}",
    r"gh[pousr]_[A-Za-z0-9]{20,}",
    r"github_pat_[A-Za-z0-9_]{20,}",
    r"glpat-[A-Za-z0-9_-]{16,}",
    r"A(?:KIA|SIA)[A-Z0-9]{16}",
    r"xox[a-z]-[A-Za-z0-9-]{10,}",
    r"AIza[A-Za-z0-9_-]{35}",
    r"ya29\.[A-Za-z0-9_-]{20,}",
    r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?",
    r"npm_[A-Za-z0-9]{30,}",
    r"pypi-[A-Za-z0-9_-]{40,}",
    r"gsk_[A-Za-z0-9]{20,}",
    r"xai-[A-Za-z0-9]{20,}",
    r"nvapi-[A-Za-z0-9_-]{20,}",
    r"r8_[A-Za-z0-9]{30,}",
    r"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
    r"dop_v1_[0-9a-f]{40,}",
)
_BLOCK = r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
_USER_INFO = r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*://)(?P<user>[^\s/:@'\"]*):[^\s/@'\"]+@"
_LONG_USER = r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*://)[A-Za-z0-9_-]{20,}@"
_QUERY = r"(?i)(?P<name>[?&](?:sig|signature|key|x-amz-(?:signature|credential|security-token))=)[^&\s'\"]+"
_WEBHOOK = r"(hooks\.slack\.com/services/)[A-Za-z0-9/_-]+"
_BEARER = r"(?i)\b(?P<scheme>bearer|basic) +[A-Za-z0-9+/=._~-]{8,}"
_NAME = r"(?<![\w.-])-{0,2}[A-Za-z_][\w.-]*"
_ASSIGNED = r"[\"']?\s*[=:]\s*(?!:)(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"',;&|)}\]]+)"
_FOLLOWING = r"\s+(?!-)(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"';&|)]+)"
_MENTIONS = ("token", "pass", "pwd", "secret", "credential", "key", "auth", "bearer", "cookie", "dsn", "conn")
"""A text with none of these in it, in any case, has no secret name."""
_compiled: dict[str, object] = {}


def is_secret_name(name: str) -> bool:
    """Whether the value of what is called `name` must not be written down.

    >>> [is_secret_name(n) for n in ("--api-key", "HF_TOKEN", "dbPassword", "tokenizer", "max_tokens", "pad_token")]
    [True, True, True, False, False, False]
    """
    words = _words(name)
    if not words:
        return False
    last, before = words[-1], words[-2] if len(words) > 1 else ""
    if last in _HARMLESS_LAST:
        return False
    if last == "token":
        return before not in _OF_LANGUAGE
    if last == "tokens":
        return before in ("auth", "access", "api", "refresh", "bearer")
    if last in ("key", "keys"):
        return before in _OPENS
    if last == "pass":
        return before in _PASSES
    if last == "auth":
        return before in ("", "basic", "http", "proxy") and len(words) <= 2
    return any(word in _SECRET or word.endswith(_SECRET_ENDS) for word in words) or " ".join(words[-2:]) in (
        "connection string",
        "conn str",
    )


def redact_command(command: Sequence[str]) -> list[str]:
    """A command as it may be written down: the same words, secret values replaced.

    >>> redact_command(["python", "t.py", "--api-key=abc", "--token", "abc", "--tokenizer", "gpt2", "max_tokens=9"])
    ['python', 't.py', '--api-key=<redacted>', '--token', '<redacted>', '--tokenizer', 'gpt2', 'max_tokens=9']
    """
    kept: list[str] = []
    expects_secret = False
    for word in command:
        if expects_secret and not _is_option(word):
            kept.append(REDACTED)
            expects_secret = False
            continue
        kept.append(_redact_word(word))
        expects_secret = word.startswith("-") and "=" not in word and is_secret_name(word)
    return kept


def redact_params(params: Mapping[str, object]) -> dict[str, object]:
    """Nested params, with the values of secret names and values of known shapes replaced.

    A flag (`use_auth=True`) and what is missing (None, "") are no secrets.

    >>> redact_params({"lr": 0.1, "login": {"user": "ada", "password": "x", "use_secret": False}})
    {'lr': 0.1, 'login': {'user': 'ada', 'password': '<redacted>', 'use_secret': False}}
    """
    return {name: _redact_value(value, is_secret_name(name)) for name, value in params.items()}


def redact_text(text: str) -> str:
    """`text` with keys and tokens of known shapes, passwords in URLs and private keys replaced.

    >>> redact_text("git clone https://ada:hunter2@example.org/x")
    'git clone https://ada:<redacted>@example.org/x'
    """
    if not any(hint in text for hint in _HINTS):
        return text
    text = _replace(_BLOCK, REDACTED, text)
    text = _replace(r"(?<![A-Za-z0-9_-])(?:" + "|".join(_SHAPES) + ")", REDACTED, text)
    text = _replace(_BEARER, r"\g<scheme> " + REDACTED, text)
    if "://" in text:
        text = _replace(_USER_INFO, r"\g<scheme>\g<user>:" + REDACTED + "@", text)
        text = _replace(_LONG_USER, r"\g<scheme>" + REDACTED + "@", text)
        text = _replace(_QUERY, r"\g<name>" + REDACTED, text)
    return _replace(_WEBHOOK, r"\1" + REDACTED, text)


def redact_script(text: str) -> str:
    """As `redact_text`, and with what is assigned to secret names: `export TOKEN=x; f(api_key="x"); --password x`."""
    text = redact_text(text)
    low = text.lower()
    if not any(stem in low for stem in _MENTIONS):
        return text
    pieces: list[str] = []
    done = 0
    for name in _pattern(_NAME).finditer(text):  # type: ignore[attr-defined]
        start, end = _value_span(text, name.group(), name.end())
        if start >= done and end > start:
            pieces += [text[done:start], REDACTED]
            done = end
    return "".join([*pieces, text[done:]])


def _value_span(text: str, name: str, at: int) -> tuple[int, int]:
    """Where the value of a secret `name` that ends at `at` stands, without its quotes; (at, at) for none."""
    if not is_secret_name(name):
        return at, at
    value = _pattern(_ASSIGNED).match(text, at)  # type: ignore[attr-defined]
    if value is None and name.startswith("-"):
        value = _pattern(_FOLLOWING).match(text, at)  # type: ignore[attr-defined]
    if value is None or value["value"].startswith(REDACTED):
        return at, at
    quoted = value["value"][0] in "\"'"
    return value.start("value") + quoted, value.end("value") - quoted


def _is_option(word: str) -> bool:
    """Whether a word behind `--token` is the next option, and not the token."""
    return word.startswith("--") or (word.startswith("-") and len(word) <= 8)


def _redact_word(word: str) -> str:
    name, equals, value = word.partition("=")
    if (
        equals
        and name.lstrip("-+").replace(".", "").replace("_", "").replace("-", "").isalnum()
        and value
        and is_secret_name(name)
    ):
        return name + equals + REDACTED
    return redact_script(word) if _is_script(word) else redact_text(word)


def _is_script(word: str) -> bool:
    """Whether a word of a command is a text of its own: `bash -c "..."`, JSON, a header, a URL with a query."""
    return any(character in word for character in " \t\n=:\"'")


def _redact_value(value: object, secret: bool) -> object:
    if isinstance(value, dict):
        return {name: _redact_value(inner, secret or is_secret_name(name)) for name, inner in value.items()}
    if isinstance(value, list):
        if not secret and all(isinstance(inner, str) for inner in value):
            return redact_command(value)
        return [_redact_value(inner, secret) for inner in value]
    if value is None or value == "" or isinstance(value, bool):
        return value
    if secret:
        return REDACTED
    return _redact_word(value) if isinstance(value, str) else value


def _words(name: str) -> list[str]:
    """`dbAccessKey`, `--db-access-key` and `DB_ACCESS_KEY` as db, access, key."""
    spaced = []
    before = ""
    for character in name:
        if not character.isalnum():
            spaced.append(" ")
        else:
            if character.isupper() and before.islower():
                spaced.append(" ")
            spaced.append(character.lower())
        before = character
    return "".join(spaced).split()


def _replace(pattern: str, by: str, text: str) -> str:
    return _pattern(pattern).sub(by, text)  # type: ignore[attr-defined,no-any-return]


def _pattern(pattern: str) -> object:
    if pattern not in _compiled:
        import re

        _compiled[pattern] = re.compile(pattern, re.DOTALL)
    return _compiled[pattern]
