"""No secret gets through from what a child prints to what is kept, wherever the borders of its pieces are."""

import asyncio
import base64
import json
import sys
from urllib.parse import quote

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from motiad.builder import children
from motiad.builder.children import Children
from motiad.deployments.ports import DeploymentSecrets
from motiad.deployments.sanitise import one_line, sanitise
from motiad.secrets.redaction import MARK, PLAIN_VALUES, make_redactor, make_value_redactor

ENCODINGS = {
    "raw": lambda raw: raw,
    "json": lambda raw: json.dumps(raw.decode()).encode(),
    "json unescaped": lambda raw: json.dumps(raw.decode(), ensure_ascii=False).encode(),
    "url": lambda raw: quote(raw, safe="").encode(),
    "hex": lambda raw: raw.hex().encode(),
    **{f"base64 {n}": lambda raw, n=n: base64.b64encode(b"abc"[:n] + raw) for n in range(3)},
}
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=MARK), min_size=8, max_size=40)
VALUES = TEXT | st.lists(TEXT, min_size=2, max_size=4).map("\n".join) | st.lists(TEXT, min_size=2).map("\r\n".join)


async def printed(pieces: list[bytes]) -> list[str]:
    """Return the lines a build logs of a child's output that comes in these pieces."""
    stream = asyncio.StreamReader()
    reading = asyncio.create_task(children._read(stream))
    for piece in pieces:
        stream.feed_data(piece)
        await asyncio.sleep(0)
    stream.feed_eof()
    return (await reading).splitlines()


@settings(max_examples=150)
@given(VALUES, st.sampled_from(sorted(ENCODINGS)), st.lists(st.integers(0, 400), max_size=6), st.data())
def test_a_value_in_any_encoding_and_any_pieces(value, how, cuts, data):
    text = value.strip()
    lines = [line for line in {sanitise(part).strip() for part in [value, *value.splitlines()]} if len(line) >= 8]
    assume(lines and not any(line.lower() in PLAIN_VALUES for line in lines))
    assume(len(sanitise(text).strip()) >= 8)
    output = b"before " + ENCODINGS[how](value.encode()) + b" after\n"
    at = sorted({min(cut, len(output)) for cut in cuts})
    pieces = [output[start:end] for start, end in zip([0, *at], [*at, len(output)], strict=True) if end > start]
    redact = make_redactor(DeploymentSecrets(token="tok_0123456789abcdef", envs={"SECRET": value}))
    shown = "\n".join(redact(sanitise(line)) for line in asyncio.run(printed(pieces)))
    for line in lines:
        if "\n" not in line and "\r" not in line:
            assert line not in shown, repr((value, how, shown))
            for encode in ENCODINGS.values():
                encoded = encode(line.encode()).decode().strip('"')
                assert encoded[4:-4] not in shown or len(encoded) < 20, repr((value, how, shown))


def test_a_value_with_control_characters_which_sanitising_takes_out():
    value = "bell\x07 escape \x1b(B erase \x1b[2K done"
    redact = make_redactor(DeploymentSecrets(token="tok_0123456789abcdef", envs={"SECRET": value}))
    assert redact(sanitise(f"<{value}>")) == f"<{MARK}>"
    assert redact(sanitise(json.dumps(value))) == f'"{MARK}"'


SPLITS = {
    "as Python splits lines": str.splitlines,
    "at line feeds": lambda text: text.split("\n"),
    "not at all": lambda text: [text],
    "into one line": lambda text: [one_line(text, len(text) + 1)],
}
CONTROLS = st.text(st.sampled_from("ab1[]m;? \t\n\r\x07\x0b\x0c\x1b\x1c\x85\x9b\x9d\u2028"), min_size=8, max_size=30)
AROUND = st.text(st.sampled_from("xyz=:\"'[]m;3 "), max_size=6)


@settings(max_examples=400)
@given(CONTROLS, AROUND, AROUND, st.sampled_from(sorted(SPLITS)))
def test_a_value_with_any_control_characters(value, before, after, how):
    """Whoever splits it into lines, and wherever: of each line no more is left than the text around it."""
    redact = make_value_redactor([value])
    shown = [redact(sanitise(line)) for line in SPLITS[how](f"{before}{value}{after}")]
    for line in SPLITS[how](value):
        clean = sanitise(line).strip()
        assert len(clean) < 8 or not any(clean in each for each in shown)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("line one\npage\x0cfeed-2", "pagefeed-2"),
        ("two words\nof a key", "two words of a key"),
        ("double  space", "double space"),
        ("red \x1b[31mvalue\x1b[0m!", "red value!"),
        ("\x07  a bell before spaces", "a bell before spaces"),
    ],
)
def test_what_is_left_of_a_value_once_it_is_cleaned(value, text):
    assert make_value_redactor([value])(f"<{text}>") == f"<{MARK}>"


@pytest.mark.parametrize("limit", [22, 60, 500])
def test_a_message_that_is_cut_shows_no_beginning_of_a_value(limit):
    key = "sk-" + "0123456789abcdef" * 40
    redact = make_value_redactor([key, "sk-012345"])
    message = one_line(f"no such key: {key}", limit)
    assert redact(message) == f"no such key: {MARK}…"
    assert redact(f"{message}\n 1 | code\n") == f"{redact(message)}\n 1 | code\n"
    assert redact("waiting for sk-0123456789… or … nothing") == f"waiting for {MARK}… or … nothing"


async def test_what_is_dropped_beyond_4_mib_cuts_no_secret_in_two(tmp_path):
    secret = "s3cret-" * 40
    redact = make_redactor(DeploymentSecrets(token=secret, envs={}))
    code = f"import sys; sys.stdout.write('{secret}\\n' * 18_000); sys.stderr.write('{secret} ' * 18_000)"
    async with Children(grace=0.5) as group:
        ended = await group.run([sys.executable, "-c", code], cwd=tmp_path, env={}, timeout=120)
    assert 3 * 1024**2 < len(ended.stdout) <= children.KEPT_OUTPUT
    assert "s3cret" not in redact(ended.stdout) + redact(ended.stderr)
