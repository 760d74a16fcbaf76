"""The web, as far as a server in this process is it: gaps are filled, and nothing it says is trusted."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from hunch.papers.facts import Facts
from hunch.papers.web import NotToldError, OutOfReachError, Web, of_arxiv, of_doi

FEED = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">{}</feed>"""
ENTRY = """<entry><id>http://arxiv.org/abs/1706.03762v7</id><published>2017-06-12T17:57:34Z</published>
<title>Attention Is All
  You Need</title><summary>The dominant \u202e sequence</summary><author><name>Ashish Vaswani</name></author>
<arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.1000/attention</arxiv:doi></entry>"""

Answer = tuple[int, dict[str, str], bytes]
Serve = Callable[..., Web]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Starts a server that answers by path; the Web that asks it."""
    servers: list[HTTPServer] = []
    monkeypatch.setenv("no_proxy", "*")

    def start(answers: dict[str, Answer] | Answer, **more: Any) -> Web:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                path = self.path.partition("?")[0]
                status, headers, body = (
                    answers.get(path, (404, {}, b"")) if isinstance(answers, dict) else answers
                )
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments: object) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        server.asked = asked  # type: ignore[attr-defined]
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"
        return Web(arxiv=f"{base}/api/query", doi=f"{base}/", timeout_s=5.0, **more)

    asked: list[str] = []
    start.asked = asked  # type: ignore[attr-defined]
    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def ok(body: str | bytes) -> Answer:
    return 200, {}, body.encode() if isinstance(body, str) else body


def test_arxiv_fills_what_is_missing_and_is_asked_once_for_many(serve: Serve) -> None:
    web = serve({"/api/query": ok(FEED.format(ENTRY))})
    found = of_arxiv(["1706.03762", "2001.00001"], web)
    assert found == {
        "1706.03762": Facts(
            title="Attention Is All You Need", authors=["Ashish Vaswani"], year=2017, doi="10.1000/attention",
            arxiv="1706.03762", url="https://arxiv.org/abs/1706.03762", abstract="The dominant \u202e sequence",
        )
    }  # fmt: skip
    assert len(serve.asked) == 1  # type: ignore[attr-defined]


def test_a_doi_is_told_as_a_citation_and_its_oddities_are_passed_over(serve: Serve) -> None:
    said = {
        "title": ["Wide", "Heads"], "author": [{"given": "Ada", "family": "Lovelace"}, "nobody", {"literal": "The Group"}, {}],
        "issued": {"date-parts": [[1843, 9]]}, "container-title": "J", "abstract": "<jats:p>Bold</jats:p>", "DOI": "another",
    }  # fmt: skip
    found = of_doi("10.1000/a(b)", serve({"/10.1000/a(b)": ok(json.dumps(said))}))
    assert found == Facts(
        title="Wide", authors=["Ada Lovelace", "The Group"], year=1843, venue="J", doi="10.1000/a(b)",
        url="https://doi.org/10.1000/a(b)", abstract="Bold",
    )  # fmt: skip
    odd = {"title": 5, "author": {"given": 3}, "issued": {"date-parts": [[None]]}}
    assert of_doi("10.1000/x", serve(ok(json.dumps(odd)))) == Facts(
        doi="10.1000/x", url="https://doi.org/10.1000/x"
    )


@pytest.mark.parametrize(
    "to", ["https://evil.example/x", "http://export.arxiv.org/x", "file:///etc/passwd", "ftp://doi.org/"]
)
def test_a_redirect_elsewhere_is_not_followed(serve: Serve, to: str) -> None:
    web = serve((302, {"Location": to}, b""))
    with pytest.raises(NotToldError, match=r"is not followed|answers 302"):
        of_doi("10.1000/x", web)


def test_a_redirect_at_home_is(serve: Serve) -> None:
    said = json.dumps({"title": "T"})
    web = serve({"/10.1000/x": (302, {"Location": "/there"}, b""), "/there": ok(said)})
    assert of_doi("10.1000/x", web).title == "T"
    with pytest.raises(NotToldError):
        of_doi("10.1000/x", serve({"/10.1000/x": (302, {"Location": "/10.1000/x"}, b"")}))


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<feed", b"\xff\xfe", FEED.format("<entry>").encode(),
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed>&x;</feed>',
        b'<?xml version="1.0"?>\n<!doctype lolz [<!ENTITY lol "lol">]><lolz/>',
        "<!DOCTYPE a><feed/>".encode("utf-16"),
    ],
)  # fmt: skip
def test_a_feed_that_is_none_or_defines_entities_is_not_read(serve: Serve, body: bytes) -> None:
    with pytest.raises(NotToldError):
        of_arxiv(["1706.03762"], serve(ok(body)))


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"[" * 100_000, b"\xff"])
def test_a_citation_that_is_none_is_not_read(serve: Serve, body: bytes) -> None:
    with pytest.raises(NotToldError):
        of_doi("10.1000/x", serve(ok(body)))


def test_an_answer_without_an_end_is_cut(serve: Serve) -> None:
    with pytest.raises(NotToldError, match="more than 2 MB"):
        of_doi("10.1000/x", serve(ok(b" " * 3_000_000)))


@pytest.mark.parametrize("status", [400, 404, 429, 500, 503])
def test_a_refusal_is_told(serve: Serve, status: int) -> None:
    with pytest.raises(NotToldError, match="does not know it" if status == 404 else str(status)):
        of_doi("10.1000/x", serve((status, {}, b"no")))


def test_without_a_web_nobody_waits() -> None:
    nowhere = "http://127.0.0.1:1/"
    with pytest.raises(OutOfReachError, match="cannot be reached"):
        of_arxiv(["1706.03762"], Web(arxiv=nowhere, doi=nowhere, timeout_s=5.0))


def test_the_real_addresses_are_https_and_known() -> None:
    assert all(scheme == "https" for scheme, _ in Web().homes)
    assert Web().homes == Web(timeout_s=1.0).homes
