"""What must never be written down, and what only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.entities.secrets import is_secret_name, redact_command, redact_params, redact_script, redact_text

SECRET = [
    "token", "--token", "HF_TOKEN", "hf-token", "github_token", "authToken", "access_token", "wandb_api_key",
    "--api-key", "apikey", "apiKey", "APIKEY", "api_keys", "openai.api_key", "secret", "client_secret",
    "AWS_SECRET_ACCESS_KEY", "aws_session_token", "password", "passwd", "db_password", "dbPassword", "PGPASSWORD",
    "passphrase", "private_key", "ssh_key", "encryption-key", "credentials", "db_pass", "basic_auth", "authorization",
    "openai_key", "wandb_key", "connection_string", "SENTRY_DSN", "cookie", "sas_token", "api_tokens",
]  # fmt: skip
HARMLESS = [
    "tokenizer", "tokenizer_name", "max_tokens", "n_tokens", "num_tokens", "token_dim", "tokens", "pad_token",
    "eos_token", "mask_token", "cls_token", "class_token", "--pad-token-id", "tokens_per_batch", "token_dropout",
    "keys", "--keys", "key", "key_dim", "n_keys", "primary_key", "sort_key", "keyboard", "monkey", "passes", "n_pass",
    "bypass", "password_file", "secret_name", "author", "authors", "compass", "lr", "seed", "private", "cookie_policy",
    "credentials_path", "hidden", "use_key_bias", "forward_pass",
]  # fmt: skip
FAKE_HF = "hf_" + "AbCdEfGhIjKlMnOpQrStUvWxYz012345"
FAKE_JWT = "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0" + ".dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P"
SHAPES = [
    FAKE_HF, FAKE_JWT, "sk-" + "proj-aB3_dE-fG7hIjK9lMnOpQ", "sk-" + "abcdefghijklmnopqrstuvwx", "ghp_" + "a" * 36,
    "github_pat_" + "1" * 30, "AKIA" + "IOSFODNN7EXAMPLE", "xoxb-" + "123456789012-abcdef", "glpat-" + "x" * 20,
    "AIza" + "b" * 35, "nvapi-" + "c" * 40, "gsk_" + "d" * 40, "r8_" + "e" * 37, "npm_" + "f" * 36,
]  # fmt: skip


@pytest.mark.parametrize("name", SECRET)
def test_a_secret_s_name_is_known(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize("name", HARMLESS)
def test_a_name_that_only_sounds_alike_is_left_alone(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_key_of_known_shape_goes_wherever_it_stands(shape: str) -> None:
    assert redact_text(f"File 'x.py': login({shape!r})") == "File 'x.py': login('<redacted>')"
    assert redact_command(["x", "--name", shape]) == ["x", "--name", "<redacted>"]
    assert redact_params({"names": ["a", shape]}) == {"names": ["a", "<redacted>"]}


@pytest.mark.parametrize(
    "text",
    [
        "sk-learn-random-forest", "hf_hub", "data/task-sk-a", "eyJust.a.word", "AKIARA", "3f786850e387550fdab836ed7e6dc881de23001b",
        "https://example.org/a:b@c", "ssh://git@example.org/x", "s3://bucket/key=3/part", "key=val", "a.b.c", "basic 3",
    ],
)  # fmt: skip
def test_a_text_that_only_looks_like_a_key_stays(text: str) -> None:
    assert redact_text(text) == text


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (["t.py", "--token", "a b", "--lr", "3"], ["t.py", "--token", "<redacted>", "--lr", "3"]),
        (["t.py", "--token", "--lr", "3"], ["t.py", "--token", "--lr", "3"]),
        (["t.py", "--token", "-Sup3rSecret!"], ["t.py", "--token", "<redacted>"]),
        (["t.py", "--api-key=a=b"], ["t.py", "--api-key=<redacted>"]),
        (["t.py", "+db.password=x"], ["t.py", "+db.password=<redacted>"]),
        (["env", "HF_TOKEN=x", "python"], ["env", "HF_TOKEN=<redacted>", "python"]),
        (["docker", "run", "-e", "HF_TOKEN=x"], ["docker", "run", "-e", "HF_TOKEN=<redacted>"]),
        (["t.py", "--tokenizer", "gpt2", "max_tokens=100"], ["t.py", "--tokenizer", "gpt2", "max_tokens=100"]),
        (["t.py", "--keys", "a"], ["t.py", "--keys", "a"]),
        (["bash", "-c", "export TOKEN=x; python t.py --password 'a b' --lr 3"],
         ["bash", "-c", "export TOKEN=<redacted>; python t.py --password '<redacted>' --lr 3"]),
        (["bash", "-c", "TOKEN=x python t.py"], ["bash", "-c", "TOKEN=<redacted>"]),  # or a token with blanks in it
        (["bash", "-c", "t.py --flag --token abc --v token=b"],
         ["bash", "-c", "t.py --flag --token <redacted> --v token=<redacted>"]),
        (["python", "-c", "login(token='x', n_tokens=3)"], ["python", "-c", "login(token='<redacted>', n_tokens=3)"]),
        (["x", '{"api_key": "x", "max_tokens": 3}'], ["x", '{"api_key": "<redacted>", "max_tokens": 3}']),
        (["x", "https://u:p@h/x?token=a&n=1"], ["x", "https://u:<redacted>@h/x?token=<redacted>&n=1"]),
        (["curl", "-H", "X-Api-Key: abc"], ["curl", "-H", "X-Api-Key: <redacted>"]),
        (["x", "https://h/f?X-Amz-Signature=abc&b=1"], ["x", "https://h/f?X-Amz-Signature=<redacted>&b=1"]),
    ],
)  # fmt: skip
def test_a_command_is_kept_without_its_secrets(command: list[str], expected: list[str]) -> None:
    assert redact_command(command) == expected


def test_a_header_with_a_bearer_goes() -> None:
    assert "abcdefgh" not in " ".join(redact_command(["curl", "-H", "Authorization: Bearer abcdefghijkl"]))


def test_a_private_key_goes_whole() -> None:
    key = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----"
    assert redact_text(f"a\n{key}\nb") == "a\n<redacted>\nb"


def test_all_below_a_secret_name_goes_but_flags_and_blanks() -> None:
    params = {
        "credentials": {"user": "ada", "ids": [1, None]},
        "password": "",
        "use_token": True,
        "secret": None,
    }
    assert redact_params(params) == {
        "credentials": {"user": "<redacted>", "ids": ["<redacted>", None]},
        "password": "",
        "use_token": True,
        "secret": None,
    }


@given(st.text(max_size=200))
def test_redaction_ends_and_does_it_once(text: str) -> None:
    assert redact_script(redact_script(text)) == redact_script(text)


def test_a_command_among_params_is_redacted_as_a_command() -> None:
    command = ["python", "t.py", "--token", "abcdef", "--lr", "1"]
    kept = ["python", "t.py", "--token", "<redacted>", "--lr", "1"]
    assert redact_params({"argv": command, "deep": {"er": [command]}}) == {
        "argv": kept,
        "deep": {"er": [kept]},
    }
    assert redact_params({"mixed": ["--token", 3], "token": ["a"]}) == {
        "mixed": ["--token", 3],
        "token": ["<redacted>"],
    }
