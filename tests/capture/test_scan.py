"""Lines that real programs print, and the numbers that are read from them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.capture.scan import LONGEST_LINE, MOST_NAMES, Printed, Scanner
from hunch.capture.shape import understand


def read(*lines: str) -> list[Printed]:
    """What a new scanner finds in these lines."""
    return Scanner().scan("".join(f"{line}\n" for line in lines).encode())


SAID = {
    "epoch 3 | train loss 0.42 | val_acc=0.9": (3, {"train_loss": 0.42, "val_acc": 0.9}),
    "step 10: loss 2.3, lr 1e-3": (10, {"loss": 2.3, "lr": 1e-3}),
    "Epoch 3/10 ... loss: 0.5 - acc: 0.8": (3, {"loss": 0.5, "acc": 0.8}),
    "loss = 0.25  acc = 0.9": (0, {"loss": 0.25, "acc": 0.9}),
    "Accuracy: 50.3%, Avg loss: 1.9": (0, {"Accuracy": 50.3, "Avg_loss": 1.9}),
    "[Epoch 5] loss: 0.25. acc: 0.5.": (5, {"loss": 0.25, "acc": 0.5}),
    "Epoch [1/5], Step [100/600], Loss: 0.3": (100, {"Loss": 0.3}),
    "global_step=7 iter=3 epoch=1 train/loss=0.5": (7, {"train/loss": 0.5}),
    "perplexity: inf, params: 1,234,567": (0, {"perplexity": math.inf, "params": 1_234_567}),
    "big=1152921504606846977 huge=99999999999999999999 small=1e-320 n=-5": (
        0,
        {"big": 2**60 + 1, "huge": 1e20, "small": 1e-320, "n": -5},
    ),
    # nanoGPT
    "step 0: train loss 4.2874, val loss 4.2823": (0, {"train_loss": 4.2874, "val_loss": 4.2823}),
    "iter 5: loss 4.2660, time 28340.50ms, mfu -100.00%": (
        5,
        {"loss": 4.266, "time": 28340.5, "mfu": -100.0},
    ),
    # modded-nanogpt
    "step:100/1750 val_loss:5.1 train_time:1234ms step_avg:12.3ms": (
        100,
        {"val_loss": 5.1, "train_time": 1234, "step_avg": 12.3},
    ),
    # transformers, old and new
    "{'loss': 0.5, 'grad_norm': 1.2, 'learning_rate': 5e-05, 'epoch': 0.1}": (
        0.1,
        {"loss": 0.5, "grad_norm": 1.2, "learning_rate": 5e-05},
    ),
    "{'loss': '0.5', 'grad_norm': '1.2', 'epoch': '0.1'}": (0.1, {"loss": 0.5, "grad_norm": 1.2}),
    '{"epoch": 2, "train/loss": 0.25}': (2, {"train/loss": 0.25}),
    # Keras
    "100/100 ━━━━━━━━━━━━━━━━━━━━ 2s 5ms/step - loss: 0.5 - acc: 0.8": (100, {"loss": 0.5, "acc": 0.8}),
    " 50/100 [====>.....] - ETA: 3s - loss: 0.5123 - accuracy: 0.8": (50, {"loss": 0.5123, "accuracy": 0.8}),
    # tqdm, and Lightning's bars
    "  5%|5    | 5/100 [00:01<00:20, 4.5it/s, loss=0.3]": (5, {"loss": 0.3}),
    "loss 0.345:   5%|▌ | 5/100 [00:01<00:20, 4.5it/s]": (5, {"loss": 0.345}),
    "7it [00:01, 6.5it/s, loss=0.3]": (7, {"loss": 0.3}),
    "Epoch 2:  50%|█████     | 50/100 [00:01<00:01, 48.5it/s, v_num=0, train_loss=0.1]": (
        250,
        {"train_loss": 0.1},
    ),
    # PyTorch's examples
    "loss: 2.303494  [   64/60000]": (0, {"loss": 2.303494}),
    "Train Epoch: 1 [640/60000 (1%)]\tLoss: 2.300": (1, {"Loss": 2.3}),
    "Test set: Average loss: 0.0263, Accuracy: 9913/10000 (99%)": (0, {"Average_loss": 0.0263}),
    "Epoch: [2][10/5005]\tTime  0.300 ( 0.5)\tLoss 6.9e+00 (7.0e+00)\tAcc@1   0.10 (  0.10)": (
        10020,
        {"Time": 0.3, "Loss": 6.9, "Acc@1": 0.1},
    ),
    "| epoch   1 |   200/ 2928 batches | lr 5.00 | ms/batch 30.5 | loss  8.10": (
        1,
        {"lr": 5.0, "ms/batch": 30.5, "loss": 8.1},
    ),
    "loss: tensor(0.5123, device='cuda:0', grad_fn=<MeanBackward0>)": (0, {"loss": 0.5123}),
    # loggers
    "2024-01-01 12:00:00,123 - INFO - train loss: 0.3": (0, {"train_loss": 0.3}),
    "[2024-01-01 12:00:00] INFO root: epoch=3 loss=0.5,acc=0.9": (3, {"loss": 0.5, "acc": 0.9}),
    "INFO:root:loss=0.5": (0, {"loss": 0.5}),
    "2024-05-01T10:00:00Z step=5 loss=0.5 lr=1e-4": (5, {"loss": 0.5, "lr": 1e-4}),
    "\x1b[32mloss\x1b[0m: \x1b[1m0.5\x1b[0m": (0, {"loss": 0.5}),
    "layers/0/norm: 0.5, top-5 acc: 0.9": (0, {"layers/0/norm": 0.5, "top-5_acc": 0.9}),
    "verlust_größe: 0.5": (0, {"verlust_größe": 0.5}),
}


@pytest.mark.parametrize("line", SAID)
def test_line_that_names_metrics(line: str) -> None:
    step, values = SAID[line]
    assert read(line) == [Printed(step, values)]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "hello",
        "Epoch 3/10",
        "Using device: cuda:0",
        "Loaded 300 images in 5 seconds",
        "http://localhost:8080/x?a=3",
        "listening on 127.0.0.1:8000",
        "listening on localhost:8000, port: 8000",
        "version: 1.2.3 torch: 2.1.0+cu118",
        "elapsed: 0:01:23 time: 12:30:45",
        "date: 2024-01-01",
        "started at: 2024-01-01T12:00:00Z",
        "saved /tmp/a=3/model.pt",
        "train.py:10: UserWarning: something",
        '  File "train.py", line 3',
        "commit: 3f2a9c1",
        "range: 1-5, fraction: 3/4, sizes=1,2,3",
        "Namespace(lr=0.1, batch_size=32)",
        "  (1): Dropout(p=0.1, inplace=False)",
        "ValueError: 3",
        "[Errno 2]: 5",
        "Training: 100%|██████████| 938/938 [00:05<00:00, 180.5it/s]",
        "a\x00b\ue000c",
        "information: none",
    ],
)
def test_line_that_only_looks_as_if(line: str) -> None:
    assert read(line) == []


def test_tracebacks_are_no_metrics() -> None:
    """Their lines quote code, which is full of `name=number`; what follows is read again."""
    lines = [
        "loss=3",
        "Traceback (most recent call last):",
        '  File "train.py", line 3, in <module>',
        "    train(lr=0.1, n=5)",
        "RuntimeError: bad shape: 3",
        "loss=2",
    ]
    assert [found.values for found in read(*lines)] == [{"loss": 3}, {"loss": 2}]
    scanner = Scanner()
    one_by_one = [found.values for line in lines for found in scanner.scan(f"{line}\n".encode())]
    assert one_by_one == [{"loss": 3}, {"loss": 2}]


def test_without_a_step_each_name_counts_for_itself() -> None:
    found = read("loss: 3", "loss: 2, acc: 0.5", "loss: 1, acc: 0.6")
    assert found == [
        Printed(0, {"loss": 3}),
        Printed(1, {"loss": 2}),
        Printed(0, {"acc": 0.5}),
        Printed(2, {"loss": 1}),
        Printed(1, {"acc": 0.6}),
    ]


def test_bars_of_later_epochs_go_on_where_the_earlier_ended() -> None:
    """Keras names the epoch on a line of its own."""
    bar = "50/100 [====>.....] - loss: 0.5"
    assert [found.step for found in read(bar, "Epoch 1/10", bar, "Epoch 2/10", bar)] == [50, 150, 250]


def test_bar_that_is_drawn_again_says_nothing_new() -> None:
    bar = "  5%|5    | 5/100 [00:01<00:20, 4.5it/s, loss=0.3]"
    again = bar.replace("00:01", "00:02").replace("4.5it", "3.1it")
    later = bar.replace("5/100", "6/100")
    assert [found.step for found in read(bar, again, later)] == [5, 6]


def test_carriage_returns_end_lines_too() -> None:
    assert [found.step for found in Scanner().scan(b"\rstep 1 loss=3\rstep 2 loss=2\r\nstep 3 loss=1\n")] == [
        1,
        2,
        3,
    ]


def test_names_are_bounded_and_the_loss_is_named() -> None:
    scanner = Scanner()
    found = scanner.scan(
        "".join(f"metric_{chr(97 + i % 26)}{'x' * (i // 26)}=1\n" for i in range(300)).encode()
    )
    assert len(found) == MOST_NAMES
    assert scanner.faults == [f"the console names more than {MOST_NAMES} metrics: later names are left out"]


def test_endless_line_is_skipped() -> None:
    assert read("x" * LONGEST_LINE + " loss=1", "loss=2") == [Printed(0, {"loss": 2})]


def test_patterns_of_the_configuration_come_first() -> None:
    scanner = Scanner(
        [r"^@(?P<step>\d+) (?P<name>\w+) is (?P<value>\S+)", r"(?P<value>\d+) apples(?P<name>)"]
    )
    found = scanner.scan(b"@5 loss is 0.25\nloss=0.5\n@6 loss is unknown\n3 apples\n")
    assert found == [Printed(5, {"loss": 0.25}), Printed(0, {"loss": 0.5})]


def test_bad_pattern_is_named_and_skipped() -> None:
    scanner = Scanner(["(", r"(?P<value>\d+)", r"(?P<name>\w+)~(?P<value>\d+)"])
    assert scanner.scan(b"loss~3\n") == [Printed(0, {"loss": 3})]
    assert [fault.partition(" is skipped: ")[0] for fault in scanner.faults] == [
        "console pattern '('",
        r"console pattern '(?P<value>\\d+)'",
    ]


NAMES = st.from_regex(r"[a-z][a-z_]{0,8}([/-][a-z0-9]{1,5})?", fullmatch=True).filter(
    lambda name: name not in ("inf", "nan") and understand([f"{name}=", ""]).metrics == [(name, 0)]
)
NUMBERS = st.one_of(st.integers(-(10**17), 10**17), st.floats(allow_nan=False))
FORMS = st.sampled_from(["{}: {}", "{}={}", "{} = {}", "'{}': {}", '"{}": {}'])
JOINTS = st.sampled_from([", ", " | ", " - ", "; ", "\t", "  "])


@given(
    values=st.dictionaries(NAMES, NUMBERS, min_size=1, max_size=6),
    form=FORMS,
    joint=JOINTS,
    step=st.integers(0, 10**9),
)
def test_what_was_printed_is_read_back_exactly(
    values: dict[str, float], form: str, joint: str, step: int
) -> None:
    line = joint.join(form.format(name, value) for name, value in values.items())
    assert read(f"step {step}{joint}{line}") == [Printed(step, values)]


@given(blocks=st.lists(st.binary(max_size=200), max_size=5))
def test_bytes_of_any_kind_do_no_harm(blocks: list[bytes]) -> None:
    scanner = Scanner()
    for block in blocks:
        for found in scanner.scan(block):
            assert math.isfinite(found.step)
            assert found.values
            assert all(isinstance(value, int | float) for value in found.values.values())


@given(st.text(alphabet="ab=:. ,-+/|[](){}'\"0123456789eEn\n\r\t%<stepochir\ue000\uf8ff\0", max_size=200))
def test_text_that_is_nearly_a_metric_does_no_harm(text: str) -> None:
    for found in Scanner().scan(text.encode()):
        assert math.isfinite(found.step)
        assert all(name and "\n" not in name for name in found.values)


@given(
    st.lists(
        st.sampled_from([*SAID, "Traceback (most recent call last):", "  x=1", "ValueError: 3"]), max_size=8
    ),
    st.data(),
)
def test_it_does_not_matter_how_the_lines_arrive(lines: list[str], data: st.DataObject) -> None:
    whole = read(*lines)
    scanner, found = Scanner(), []
    while lines:
        cut = data.draw(st.integers(1, len(lines)))
        found += scanner.scan("".join(f"{line}\n" for line in lines[:cut]).encode())
        lines = lines[cut:]
    assert found == whole
