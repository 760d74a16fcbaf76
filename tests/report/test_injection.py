"""Nothing that people or programs say is markup on a page: not in HTML, and not in Markdown that somebody else renders."""

import itertools
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from hunch.entities.events import (
    DecisionMade,
    FindingAdded,
    HunchSeal,
    HunchSealed,
    NoteAdded,
    PaperAdded,
    PaperClaimed,
)
from hunch.entities.grammar.reading import parse
from hunch.ids import new_id
from hunch.journal.writer import append
from hunch.testing import finish_run, log_curve, start_run

CORPUS = [
    "<script>alert(1)</script>",
    "</title></style></code><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "[x](javascript:alert(1)) ![y](http://evil.example/y.png)",
    "[x]: javascript:alert(1)\n[x]",
    "<https://evil.example> <javascript:alert(1)>",
    "`` ` | ` `` | cell | <b>bold</b>",
    "x\n\n<iframe src=//evil.example></iframe>\n\n# heading\n\n---\n",
    "&lt;script&gt; &#60;script&#62; \\<script>",
    "\x1b[31m\u202eevil\x00\ud800",
    "<!-- --><![CDATA[ ]]><?php ?>",
    "~~~\n```html\n<script>alert(1)</script>\n",
    "{{7*7}} ${7*7} <style>*{display:none}</style> url(http://evil.example)",
]


class Seen(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    handle_startendtag = handle_starttag


ALLOWED = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "div",
    "header",
    "h1",
    "h2",
    "h3",
    "p",
    "nav",
    "b",
    "ol",
    "ul",
    "li",
    "a",
    "main",
    "section",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "span",
    "strong",
    "em",
    "i",
    "code",
    "pre",
    "blockquote",
    "figure",
    "figcaption",
    "svg",
    "desc",
    "path",
    "circle",
    "text",
    "tspan",
    "hr",
    "br",
    "s",
}


def dangers(page: str) -> list[str]:
    """Everything that might act or fetch, or that is no tag of ours."""
    seen = Seen()
    seen.feed(page)
    found = []
    for tag, attributes in seen.tags:
        if tag not in ALLOWED:
            found.append(f"<{tag}>")
        for name, value in attributes.items():
            said = (value or "").strip().lower()
            if name.startswith("on") or name in (
                "src",
                "srcset",
                "style",
                "action",
                "data",
                "xlink:href",
                "poster",
            ):
                found.append(f"{tag} {name}={said}")
            if name == "href" and not said.startswith(("#", "http://", "https://")):
                found.append(f"{tag} href={said}")
            if name == "http-equiv" and said != "content-security-policy":
                found.append(f"{tag} {said}")
    return found


def seal_hunch_with(diary, text, *, by, about):
    """A prediction with a reason of one's own."""
    parsed, hunch = parse(text), new_id(diary.clock())
    said = HunchSealed(hunch=hunch, text=about["why"], items=parsed.items, goal="max", **about)
    return HunchSeal(id=hunch, sha256=append(diary.folder.bench, said, clock=diary.clock, by=by).sha256)


@pytest.fixture
def poisoned(diary, request):
    """A week in which every text is the same evil one."""
    evil = request.param
    line = " ".join(evil.encode("utf-8", "replace").decode().split())
    kept = evil.encode("utf-8", "replace").decode()
    question = diary.ask(kept, metric=line)
    idea = diary.idea(kept, question)
    about = {"idea": idea, "question": question, "metric": line, "why": kept}
    seal = seal_hunch_with(diary, "70", by=f"human:{line}", about=about)
    for at in range(3):
        run = start_run(
            diary.folder, clock=diary.clock, name=kept, command=["python", kept], tags=[line], question=question,
            idea=idea, hunches=[seal] if at == 2 else [], seed=at,
        )  # fmt: skip
        log_curve(diary.folder, run, {line: [0.1, 0.5 + at / 10, 0.9]}, clock=diary.clock)
        failed = at == 1
        finish_run(
            diary.folder, run, clock=diary.clock, variant=f"v{at}", params={line: kept},
            status="failed" if failed else "finished", exit_code=int(failed), traceback=kept if failed else None,
        )  # fmt: skip
    finding, paper, claim = (new_id(diary.clock()) for _ in range(3))
    diary.say(DecisionMade(idea=idea, decision=line, why=kept, runs=[run]))
    diary.say(FindingAdded(finding=finding, text=kept, question=question, supports=[run]))
    diary.say(PaperAdded(paper=paper, key=line, title=kept, authors=[kept], venue=kept, url=kept))
    diary.say(
        PaperClaimed(
            claim=claim, paper=paper, text=kept, metric=line, delta=1.0, unit=line, differs=[kept], idea=idea
        )
    )
    diary.say(NoteAdded(text=kept, on=[idea, finding, paper]), by=f"human:{line}")
    for field in ("why", "surprise", "plan"):
        diary.say(NoteAdded(text=kept, report="week 2026-W48", field=field), by=f"human:{line}")
    diary.say(NoteAdded(text=kept, report="week 2026-W48", field="belief", on=[question]))
    diary.say(NoteAdded(text=kept, report="week 2026-W47", field="plan"))
    return diary


@pytest.mark.parametrize("poisoned", CORPUS, indirect=True)
def test_html_holds_nothing_that_acts_or_fetches(poisoned):
    page = poisoned.html()
    assert dangers(page) == []
    assert page.count("<style>") == 1
    assert "\x1b" not in page
    assert "\u202e" not in page


@pytest.mark.parametrize("poisoned", CORPUS, indirect=True)
def test_markdown_holds_no_html_image_or_odd_link_wherever_it_is_rendered(poisoned):
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    text = poisoned.markdown()
    tokens = [token for block in reader.parse(text) for token in (block, *(block.children or []))]
    assert [token.content for token in tokens if token.type in ("html_inline", "html_block", "image")] == []
    links = [str(token.attrGet("href")) for token in tokens if token.type == "link_open"]
    assert [link for link in links if not link.startswith(("http://", "https://"))] == []
    headings = [
        after.content
        for token, after in itertools.pairwise(tokens)
        if token.type == "heading_open" and token.tag != "h3"
    ]
    assert headings[0] == "Week 2026-W48"
    assert "heading" not in headings
    assert "\x1b" not in text


def test_what_finds_dangers_does_find_them():
    page = "<script>1</script><a href='javascript:1' onclick=x></a><img src='//e'><p style='x'>"
    assert len(dangers(page)) == 6
