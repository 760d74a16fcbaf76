"""The style sheet of an HTML report: a lab notebook on paper, by lamp light, on a phone and in print.

System fonts, one accent, hairlines. Colours of signs and curves are those of `entities/words.py`.
"""

from hunch.entities.words import ANSWERS, DECISIONS, GREY, SERIES, SHAKEN, STATUSES, VERDICTS

_PAPER = """\
--paper: #fbfaf6; --sheet: #ffffff; --ink: #22252a; --soft: #5c626b; --hair: #dcd8cd; --rule: #b9c4d3; --accent: #1f4f82;
--mark: #f3f0e6;"""
_LAMP = """\
--paper: #14161a; --sheet: #1a1d22; --ink: #e4e3de; --soft: #9ba1aa; --hair: #32363d; --rule: #46566b; --accent: #8fb8e8;
--mark: #20242a;"""

_SHEET = """\
* { box-sizing: border-box }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto } }
body {
  margin: 0; background: var(--paper); color: var(--ink); line-height: 1.55; font-size: 16px;
  font-family: Charter, "Bitstream Charter", "Sitka Text", "Iowan Old Style", Cambria, Georgia, serif;
}
.page { max-width: 74rem; margin: 0 auto; padding: 3rem 1.5rem 6rem; display: grid; grid-template-columns: 12.5rem minmax(0, 1fr);
  column-gap: 3.5rem }
header { grid-column: 2; padding-bottom: 1.4rem; border-bottom: 1px solid var(--hair) }
nav { grid-column: 1; grid-row: 1 / span 2; align-self: start; position: sticky; top: 3rem; max-height: calc(100vh - 5rem); overflow: auto }
main { grid-column: 2; max-width: 56rem }
h1 { font-size: 2.1rem; line-height: 1.15; font-weight: 600; margin: 0 0 .6rem; letter-spacing: -.01em }
h2 { font-size: 1.32rem; font-weight: 600; margin: 3.1rem 0 .8rem; padding-top: .2rem; letter-spacing: -.005em; scroll-margin-top: 1rem }
h3 { font-size: 1.05rem; font-weight: 600; margin: 1.9rem 0 .3rem; scroll-margin-top: 1rem }
h3 + .after { margin-top: 0 }
p { margin: .6rem 0 } header p { margin: .15rem 0 }
a { color: var(--accent); text-decoration: none; border-bottom: 1px solid color-mix(in srgb, var(--accent) 30%, transparent) }
a:hover, a:focus-visible { border-bottom-color: var(--accent) }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
nav, header p, .after, .small, table, svg text, .who, .fill, code {
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif;
  font-variant-numeric: tabular-nums lining-nums;
}
nav { font-size: .82rem; line-height: 1.4 }
nav b { display: block; color: var(--soft); font-weight: 500; margin-bottom: .5rem }
nav ol { list-style: none; margin: 0; padding: 0 } nav li { margin: 0 }
nav li li { padding-left: .9rem; font-size: .95em }
nav a { display: block; padding: .2rem 0; color: var(--ink); border: 0 } nav a:hover { color: var(--accent) }
nav li li a { color: var(--soft) }
header p { color: var(--soft); font-size: .9rem } header p:first-of-type { color: var(--ink) }
.quiet, .after { color: var(--soft) } .quiet { font-size: .93em } .after, .small { font-size: .86rem }
.small { line-height: 1.6 } td code, th code { font-size: .97em }
code { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace; font-size: .86em;
  overflow-wrap: anywhere }
ul { margin: .5rem 0 .9rem; padding-left: 1.1rem } li { margin: .22rem 0 } li::marker { color: var(--soft) }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.scroll { overflow-x: auto; margin: .7rem 0 1rem }
table { border-collapse: collapse; font-size: .84rem; line-height: 1.4; min-width: 100% }
th, td { text-align: left; vertical-align: baseline; padding: .38rem .9rem .38rem 0; border-bottom: 1px solid var(--hair) }
th:last-child, td:last-child { padding-right: 0 }
thead th { font-weight: 500; color: var(--soft); border-bottom-color: var(--soft); white-space: nowrap }
tbody th { font-weight: inherit }
.r { text-align: right; white-space: nowrap } .pad { visibility: hidden }
td a, th a, .nb { white-space: nowrap }
tr:target { background: var(--mark) }
.word { white-space: nowrap } .word i { font-style: normal; display: inline-block; min-width: .85em; text-align: center; font-weight: 600 }
figure { margin: 1.1rem 0 1.4rem } figcaption { font-size: .84rem; color: var(--soft); margin-bottom: .2rem;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif }
svg { display: block; width: 100%; height: auto; max-width: 44rem } .narrow { display: none }
svg text { font-size: 11.5px; fill: var(--ink) } svg .axis { fill: var(--soft); font-size: 11px }
svg .end { text-anchor: end } svg .mid { text-anchor: middle }
svg path { fill: none } svg .hair { stroke: var(--hair); stroke-width: 1 }
svg .thin { stroke-width: .9; opacity: .38 } svg .thick { stroke-width: 1.9; stroke-linejoin: round; stroke-linecap: round }
svg .lead { stroke-width: .7; opacity: .6 } svg .base { stroke: var(--ink) } svg path.base:not(.thick):not(.thin) { stroke: var(--soft); stroke-width: 1 }
svg .dot { fill: var(--accent); fill-opacity: .55; stroke: var(--accent); stroke-width: .8 } svg .mean { stroke: var(--ink); stroke-width: 2 }
blockquote { margin: .8rem 0 1.2rem; padding: 0 0 0 1.1rem; border-left: 2px solid var(--rule) }
blockquote p { margin: .35rem 0 } blockquote .heading { font-weight: 600 } blockquote pre { overflow-x: auto; font-size: .9em }
.who { font-size: .82rem; color: var(--soft) }
.blank { margin: 1.1rem 0 1.6rem } .blank > p:first-child { font-style: italic; margin-bottom: 0 }
.rule { height: 2.1rem; border-bottom: 1px solid var(--rule) } .fill { font-size: .78rem; color: var(--soft); margin-top: .5rem }
@media (max-width: 60rem) {
  .page { display: block; padding: 1.6rem 1.1rem 4rem } nav { position: static; max-height: none; margin: 1.2rem 0 0; padding-bottom: 1rem;
    border-bottom: 1px solid var(--hair); columns: 2; column-gap: 1.5rem } nav b { column-span: all } nav li li { display: none }
  nav li { break-inside: avoid }
}
@media (max-width: 34rem) {
  body { font-size: 15.5px } h1 { font-size: 1.7rem } .wide { display: none } .narrow { display: block }
  th, td { padding-right: .7rem } .many { min-width: 40rem }
}
@media print {
  @page { margin: 17mm 16mm }
  body { background: none; font-size: 10.5pt } .page { display: block; padding: 0; max-width: none } main { max-width: none }
  nav { position: static; max-height: none; overflow: visible; columns: 2; margin: 6mm 0; padding: 0 0 4mm; border-bottom: 1px solid var(--hair) }
  nav b { column-span: all } nav li { break-inside: avoid } h2, h3 { break-after: avoid } h2 { margin-top: 9mm } h3 { margin-top: 5mm }
  tbody th { white-space: nowrap } tr, figure, blockquote, .blank { break-inside: avoid }
  .scroll { overflow: visible } table { font-size: 8.4pt } .rule { height: 9mm } a { border: 0; color: inherit } thead { display: table-header-group }
  td a, th a { white-space: normal } svg { max-width: 150mm } .wide { display: block } .narrow { display: none }
}
"""


def sheet() -> str:
    """All of it. Paper is what is printed on, whatever the screen prefers."""
    return "\n".join(
        (
            f":root {{ color-scheme: light dark; {_PAPER} }}",
            f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {_LAMP} }} }}",
            _SHEET.rstrip(),
            *_colours(),
        )
    )


def _colours() -> list[str]:
    """Of signs by their colour, of curves by their place."""
    words = [
        word.colour
        for word in [*VERDICTS, *STATUSES.values(), *ANSWERS, *DECISIONS.values(), SHAKEN]
        if word.colour is not None
    ]
    signs = [
        f".w{colour.hex[1:].lower()} {{ color: {colour.hex}; fill: {colour.hex} }}"
        for colour in dict.fromkeys(words)
    ]
    series = [f"svg .s{at} {{ stroke: {colour.hex} }}" for at, colour in enumerate(SERIES)]
    grey = f".w{GREY.hex[1:].lower()} {{ color: var(--soft); fill: var(--soft) }}"
    return [*signs, grey, *series]
