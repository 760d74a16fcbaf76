"""What arXiv and doi.org know of a paper: asked only to fill gaps, never trusted, never waited for.

Only https, only these hosts, whatever an answer says; an answer has a size, and a time by which it must be there.
"""

import json
import re
import time
import urllib.request
from collections.abc import Mapping, Sequence
from http.client import HTTPException, HTTPResponse
from typing import IO, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urljoin, urlsplit
from xml.etree import ElementTree

from .facts import Facts, tidied
from .identifiers import arxiv_of, doi_of, year_of_arxiv

ARXIV, DOI = "https://export.arxiv.org/api/query", "https://doi.org/"
TRUSTED = frozenset(("export.arxiv.org", "doi.org", "api.crossref.org", "data.crossref.org"))
CITATION = "application/vnd.citationstyles.csl+json"
MOST_BYTES = 2_000_000
TIMEOUT_S, ALL_S = 6.0, 15.0
MOST_AT_ONCE = 50
_ATOM, _THEIRS = "{http://www.w3.org/2005/Atom}", "{http://arxiv.org/schemas/atom}"


class NotToldError(Exception):
    """The web said nothing that can be used; the message says why."""


class OutOfReachError(NotToldError):
    """The web is not there: nobody need be asked again soon."""


class Web(NamedTuple):
    """Whom to ask. Other bases than the real ones are for tests; their hosts are trusted then, and no others are less."""

    arxiv: str = ARXIV
    doi: str = DOI
    timeout_s: float = TIMEOUT_S
    all_s: float = ALL_S

    @property
    def homes(self) -> frozenset[tuple[str, str]]:
        """Scheme and host (with its port) that may be asked."""
        own = {(urlsplit(base).scheme, urlsplit(base).netloc) for base in (self.arxiv, self.doi)}
        return frozenset({("https", host) for host in TRUSTED} | own)


def of_arxiv(ids: Sequence[str], web: Web) -> dict[str, Facts]:
    """What arXiv knows of these papers, by id; those that it does not know are missing.

    Raises:
        NotToldError: it cannot be asked, or its answer cannot be used.
    """
    found: dict[str, Facts] = {}
    for at in range(0, len(ids), MOST_AT_ONCE):
        some = ids[at : at + MOST_AT_ONCE]
        query = urlencode({"id_list": ",".join(some), "max_results": len(some)})
        found |= _entries(_asked(f"{web.arxiv}?{query}", "application/atom+xml", web))
    return {each: found[each] for each in ids if each in found}


def of_doi(doi: str, web: Web) -> Facts:
    """What is known of a DOI.

    Raises:
        NotToldError: nobody can be asked, or the answer cannot be used.
    """
    content = _asked(web.doi + quote(doi, safe="/:;().-_"), CITATION, web)
    try:
        said = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NotToldError(f"what {urlsplit(web.doi).netloc} says of {doi} does not read: {error}") from None
    if not isinstance(said, dict):
        raise NotToldError(f"what {urlsplit(web.doi).netloc} says of {doi} is no citation")
    return _of_citation(said, doi)


# --- asking ---


class _Home(urllib.request.HTTPRedirectHandler):
    """Goes on only to where we would have asked ourselves."""

    max_redirections = 4

    def __init__(self, web: Web) -> None:
        self.web = web

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: object, newurl: str
    ) -> urllib.request.Request | None:
        """
        Raises:
            NotToldError: it leads elsewhere.
        """
        to = urlsplit(urljoin(req.full_url, newurl))
        if (to.scheme, to.netloc) not in self.web.homes:
            raise NotToldError(
                f"{urlsplit(req.full_url).netloc} leads to {to.scheme}://{to.netloc}, which is not followed"
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _asked(url: str, accept: str, web: Web) -> bytes:
    """The body of an answer.

    Raises:
        NotToldError: there is none, it is no answer, or it is too large or too slow.
    """
    where = urlsplit(url)
    assert (where.scheme, where.netloc) in web.homes
    opener = urllib.request.build_opener(_Home(web))
    request = urllib.request.Request(url, headers={"Accept": accept, "User-Agent": "hunch-research"})
    try:
        with opener.open(request, timeout=web.timeout_s) as answer:
            return _read(answer, where.netloc, time.monotonic() + web.all_s)
    except HTTPError as error:
        error.close()
        if error.code == 404:
            raise NotToldError(f"{where.netloc} does not know it") from None
        raise NotToldError(f"{where.netloc} answers {error.code}") from None
    except (URLError, TimeoutError, OSError, HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise OutOfReachError(f"{where.netloc} cannot be reached: {reason}") from None
    except (ValueError, UnicodeError) as error:  # an address in a redirect that is none
        raise NotToldError(f"{where.netloc} leads nowhere: {error}") from None


def _read(answer: HTTPResponse, host: str, deadline: float) -> bytes:
    content = b""
    while piece := answer.read1(1 << 16):
        content += piece
        if len(content) > MOST_BYTES:
            raise NotToldError(f"{host} says more than {MOST_BYTES // 10**6} MB of it")
        if time.monotonic() > deadline:
            raise OutOfReachError(f"{host} is too slow")
    return content


# --- reading what was said ---


def _entries(content: bytes) -> dict[str, Facts]:
    """The papers of arXiv's answer, an Atom feed. One that defines entities is not read: none of arXiv's does.

    Raises:
        NotToldError: it does not read.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise NotToldError("what arXiv says is not UTF-8") from None
    if re.search(r"<!\s*(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise NotToldError("what arXiv says defines entities, and is not read")
    try:
        feed = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError, RecursionError) as error:
        raise NotToldError(f"what arXiv says does not read: {error}") from None
    found = {}
    for entry in feed.iter(f"{_ATOM}entry"):
        arxiv = arxiv_of(entry.findtext(f"{_ATOM}id") or "")
        if arxiv:
            found[arxiv] = _of_entry(entry, arxiv)
    return found


def _of_entry(entry: ElementTree.Element, arxiv: str) -> Facts:
    names = [author.findtext(f"{_ATOM}name") or "" for author in entry.iter(f"{_ATOM}author")]
    year = (entry.findtext(f"{_ATOM}published") or "")[:4]
    return tidied(
        Facts(
            title=entry.findtext(f"{_ATOM}title"),
            authors=names,
            year=_whole(year) or year_of_arxiv(arxiv),
            venue=entry.findtext(f"{_THEIRS}journal_ref"),
            doi=doi_of(entry.findtext(f"{_THEIRS}doi") or ""),
            arxiv=arxiv,
            url=f"https://arxiv.org/abs/{arxiv}",
            abstract=entry.findtext(f"{_ATOM}summary"),
        )
    )


def _of_citation(said: Mapping[str, object], doi: str) -> Facts:
    """A paper by CSL-JSON, in which anything may be missing or of another kind than it should be."""
    issued = said.get("issued")
    parts = issued.get("date-parts") if isinstance(issued, dict) else None
    year = (
        parts[0][0] if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0] else None
    )
    people = said.get("author")
    return tidied(
        Facts(
            title=_text(said.get("title")),
            authors=[_person(each) for each in people if isinstance(each, dict)]
            if isinstance(people, list)
            else [],
            year=_whole(year),
            venue=_text(said.get("container-title")) or _text(said.get("publisher")),
            doi=doi,
            url=f"https://doi.org/{doi}",
            abstract=re.sub(r"<[^>]{0,200}>", " ", _text(said.get("abstract")) or ""),
        )
    )


def _person(said: Mapping[str, object]) -> str:
    names = [_text(said.get(each)) for each in ("given", "non-dropping-particle", "family", "literal")]
    return " ".join(name for name in names if name)


def _text(said: object) -> str | None:
    if isinstance(said, list):
        said = said[0] if said else None
    return said if isinstance(said, str) else None


def _whole(said: object) -> int | None:
    text = str(said).strip()
    return int(text) if len(text) == 4 and text.isascii() and text.isdecimal() else None
