"""Which files are code, which are not, and which nobody should keep.

Patterns of `IGNORED` have git's meaning and the lowest precedence: a project's `.gitignore` can take any
of them back (`!outputs/`), and what git tracks stays in.
"""

import os
import re
from functools import cache

IGNORED = b"""
__pycache__/
*.py[cod]
.ipynb_checkpoints/
.mypy_cache/
.pytest_cache/
.ruff_cache/
.hypothesis/
.pytype/
.tox/
.nox/
.eggs/
*.egg-info/
.cache/
.coverage
.coverage.*
.DS_Store
Thumbs.db
*.swp
*~
.idea/
.hg/
.svn/
.terraform/
wandb/
mlruns/
mlartifacts/
lightning_logs/
.aim/
.neptune/
.guild/
.dvc/cache/
.dvc/tmp/
multirun/
outputs/
logs/
checkpoints/
events.out.tfevents.*
nohup.out
slurm-*.out
"""

OUTPUTS = frozenset((b"outputs", b"logs", b"checkpoints", b"wandb", b"multirun"))
PACKAGE_MARK = b"__init__.py"
"""A folder of one of the `OUTPUTS` names that holds this is a Python package (`src/logs/`): it stays in."""

SECRETS = rb"""^(
      \.env(\..+)? | .+\.env | \.envrc | .*\.pem | .*\.key | .*\.p12 | .*\.pfx | .*\.jks | .*\.keystore | .*\.kdbx | .*\.gpg
    | [._]netrc | \.pgpass | \.my\.cnf | \.npmrc | \.pypirc | \.htpasswd | \.git-credentials | \.dockercfg | \.boto | \.s3cfg
    | \.?credentials? | \.?credentials?[._-].* | .*[._-]credentials?(\.(json|ya?ml|toml|ini|cfg|conf|txt|csv|xml))?
    | \.?secrets? | \.?secrets?\.(json|ya?ml|toml|ini|cfg|conf|txt|env|xml) | client_secrets?.*\.json | service[_-]?account.*\.json
    | id_(rsa|dsa|ecdsa|ed25519)([_-][^.]*)?(\.(?!py).*)? | kaggle\.json | .*\.token | \.tokens? | \.vault_pass.*
    | ((hf|hub|huggingface|wandb|github|gitlab|gh|api|auth|access|refresh|bearer|bot|session|slack|secret)[._-]?)?
      token(\.(json|txt|ya?ml|toml|ini|cfg|conf|xml))?
    | (.*[._-])?api[._-]?keys?(\.(json|txt|ya?ml|toml|ini|cfg|conf|xml))?
    | .*\.ppk | .*\.tfstate(\..*)? | .*\.tfvars(\.json)?
    )$"""
"""Names of files that hold keys or passwords."""
HARMLESS = re.compile(
    rb"(\.pub|[._-](example|sample|template|dist|tmpl|defaults?)(\.[a-z]+)?)$", re.IGNORECASE
)

UNSAFE = re.compile(rb"|\.|\.\.|(\.git|git~1|\.hunch)[. ]*", re.IGNORECASE)

SOURCE = frozenset(
    b"py pyi pyx pxd ipynb c h cc cpp cxx hpp hh cu cuh cl metal ptx s asm f f90 f95 for rs go java kt kts scala swift m mm jl r rmd "
    b"lua pl pm rb php js mjs cjs jsx ts tsx vue svelte css scss html sh bash zsh fish ps1 bat cmd sql proto thrift fbs "
    b"hs ml mli clj ex exs erl nim zig d dart cs fs vb tcl v sv vhd stan bugs mk cmake gradle nix bzl tex bib".split()
)
CONFIG = frozenset(
    b"yaml yml toml json json5 jsonc jsonnet libsonnet ini cfg conf gin hocon properties xml env.example".split()
)
NAMED = frozenset(
    b"makefile dockerfile containerfile justfile rakefile gemfile jenkinsfile procfile snakefile pipfile requirements.txt "
    b"constraints.txt environment.yml .gitignore .gitattributes .gitmodules .dockerignore .python-version .tool-versions "
    b"cmakelists.txt go.mod go.sum cargo.lock poetry.lock uv.lock manifest.in build workspace".split()
)


def is_source(path: bytes) -> bool:
    """Whether a file is source code (a script without a suffix counts by its name only)."""
    name = os.path.basename(path).lower()
    return name.rpartition(b".")[2] in SOURCE or name in NAMED


def is_config(path: bytes) -> bool:
    """Whether a file is configuration."""
    name = os.path.basename(path).lower()
    return b"." in name and name.rpartition(b".")[2] in CONFIG


def is_secret(name: bytes) -> bool:
    """Whether a file's name says that it holds keys or passwords."""
    return _secrets().match(name) is not None and HARMLESS.search(name) is None


@cache
def _secrets() -> re.Pattern[bytes]:
    """Compiled when a name is first asked about: it takes as long as to read a small workbench."""
    return re.compile(SECRETS, re.VERBOSE | re.IGNORECASE | re.DOTALL)


def is_unsafe(name: bytes) -> bool:
    """Whether a name would, on some file system, be a way up or into a repository or workbench.

    HFS+ ignores some characters and folds case; NTFS drops dots and spaces at the end.
    """
    if name.isascii():
        return UNSAFE.fullmatch(name) is not None
    import unicodedata

    text = "".join(c for c in os.fsdecode(name) if unicodedata.category(c) != "Cf")
    return UNSAFE.fullmatch(os.fsencode(text.casefold())) is not None


class Globs:
    """Patterns of hunch.toml's `include` and `exclude`: paths from the root, `*` within a name, `**` across folders.

    A pattern without "/" matches in every folder; one that matches a folder matches all below it.
    """

    def __init__(self, patterns: list[str]) -> None:
        self._prefixes = [os.fsencode(p).strip(b"/").split(b"/") for p in patterns if "/" in p.strip("/")]
        parts = [_expression(os.fsencode(p)) for p in patterns]
        self._match = re.compile(b"|".join(parts), re.DOTALL).fullmatch if parts else None

    def __bool__(self) -> bool:
        return self._match is not None

    def match(self, path: bytes) -> bool:
        """Whether a path, or a folder above it, matches."""
        return self._match is not None and self._match(path) is not None

    def may_match_below(self, folder: bytes) -> bool:
        """Whether something below a folder could match, judged by the patterns that name their folders."""
        names = folder.split(b"/")
        return any(_compatible(names, pattern) for pattern in self._prefixes)


def _compatible(names: list[bytes], pattern: list[bytes]) -> bool:
    for name, piece in zip(names, pattern, strict=False):
        if piece == b"**":
            return True
        if not re.fullmatch(_piece(piece), name, re.DOTALL):
            return False
    return len(names) < len(pattern)


def _expression(pattern: bytes) -> bytes:
    pieces = pattern.strip(b"/").split(b"/")
    anchored = b"/" in pattern.rstrip(b"/")
    out = b"" if anchored else b"(?:.*/)?"
    for n, piece in enumerate(pieces):
        last = n == len(pieces) - 1
        if piece == b"**":
            out += b".*" if last else b"(?:.*/)?"
        else:
            out += _piece(piece) + (b"" if last else b"/")
    return b"(?:" + out + b"(?:/.*)?)"


def _piece(piece: bytes) -> bytes:
    out = b""
    for part in re.findall(rb"\[[^\]/]+\]|.", piece, re.DOTALL):
        if part == b"*":
            out += b"[^/]*"
        elif part == b"?":
            out += b"[^/]"
        else:
            out += _class(part) if len(part) > 1 else re.escape(part)
    return out


def _class(part: bytes) -> bytes:
    """`[a-z]` and `[!a-z]`; one that makes no sense stands for itself."""
    negated = part[1:2] in (b"!", b"^") and len(part) > 3
    inside = re.sub(rb"([\\\[\]^&~|])", rb"\\\1", part[2:-1] if negated else part[1:-1])
    inside = inside.replace(b"--", rb"-\-")  # Python keeps `--` for set differences to come
    expression = (b"[^/" if negated else b"[") + inside + b"]"
    try:
        re.compile(expression)
    except re.error:
        return re.escape(part)
    return expression
