"""What is taken out of texts before they are searched."""

from hypothesis import given
from hypothesis import strategies as st

from hunch.actions.searching.cleaning import LONGEST_LINE, printed, without_secrets
from hunch.entities.secrets import redact_script, redact_text


def test_what_is_given_to_a_secret_name_goes_and_all_else_stays():
    text = 'lr=0.1\nexport HF_TOKEN=abc123\n{"api_key": "k k"}\n--password hunter2 go\nmax_tokens=9 tokenizer: bpe'
    assert without_secrets(text).split("\n") == [
        "lr=0.1",
        "export HF_TOKEN=<redacted>",
        '{"api_key": "<redacted>"}',
        "--password <redacted> go",
        "max_tokens=9 tokenizer: bpe",
    ]


def test_keys_that_span_lines_go():
    text = "a\n-----BEGIN PRIVATE KEY-----\nMIIEv\nabc\n-----END PRIVATE KEY-----\nb"
    assert without_secrets(text) == "a\n<redacted>\nb"


@given(st.text(alphabet="token pas:=-'\"ABİ\nxyz_.key", max_size=80))
def test_no_line_keeps_what_the_whole_look_would_take(text):
    """Looking only at suspicious lines must not miss one."""
    lines = redact_text(text).split("\n")
    assert without_secrets(text).split("\n") == [redact_script(line) for line in lines] or len(
        text.lower()
    ) != len(text)


def test_of_a_bar_that_paints_itself_over_the_last_state_is_left():
    assert printed(b"\r10%\r50%\r100%\r\ndone\r\n") == "100%\ndone\n"


def test_garbage_is_passed_over_and_endless_lines_are_cut():
    noise = bytes(range(128, 256)) * 10
    assert printed(b"before\n" + noise + b"\nafter") == "before\nafter"
    assert len(printed(b"A" * 100_000)) == LONGEST_LINE
    assert printed("loss ↓ 0.5 \x07 测试".encode()) == "loss ↓ 0.5  测试"


@given(st.binary(max_size=300))
def test_any_bytes_can_be_read(content):
    assert "\x1b" not in printed(content)
    assert "\x00" not in printed(content)
