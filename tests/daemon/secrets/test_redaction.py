"""No secret gets through, in any of its spellings; nothing else is touched."""

import base64
import json
import re
import secrets as random_secrets
import time
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from motiad.deployments.ports import DeploymentSecrets
from motiad.secrets.encodings import spellings
from motiad.secrets.redaction import MARK, PLAIN_VALUES, make_redactor, make_value_redactor

TOKEN = "tok_9f8e7d6c5b4a39281706"


def redactor(**envs: str):
    return make_redactor(DeploymentSecrets(token=TOKEN, envs=envs))


def test_the_token_and_values_of_variables_are_masked():
    redact = redactor(DB_PASSWORD="hunter2-hunter2")
    assert redact(f"token={TOKEN}, password: 'hunter2-hunter2'.") == f"token={MARK}, password: '{MARK}'."


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SHORT", "seven77"),
        ("NODE_ENV", "my-own-environment"),
        ("LOG_LEVEL", "something-long"),
        ("MODE", "Production"),
        ("MODE", "development"),
        ("EMPTY", ""),
        ("SPACES", "            "),
    ],
)
def test_values_that_are_no_secrets_stay(name, value):
    text = f"running in {value} with seven77 and production"
    assert redactor(**{name: value})(text) == text


def test_a_value_of_several_lines_is_found_line_by_line():
    pem = "-----BEGIN KEY-----\r\n  MIIEvQIBADANBgkq\r\nhkiG9w0B\r\n}\r\n-----END KEY-----\r\n"
    redact = redactor(KEY=pem)
    assert redact("> MIIEvQIBADANBgkq <") == f"> {MARK} <"
    assert redact("hkiG9w0B") == MARK
    assert redact("}") == "}"
    assert redact(json.dumps(pem)) == f'"{MARK}"'
    assert "MIIE" not in redact(pem)


@pytest.mark.parametrize(
    "spelled",
    [
        lambda value: value,
        json.dumps,
        lambda value: json.dumps(value, ensure_ascii=False),
        lambda value: json.dumps(json.dumps(value)),
        lambda value: json.dumps(value).replace("/", "\\/"),
        lambda value: quote(value, safe=""),
        lambda value: quote(value),
        lambda value: quote(value, safe="!'()*-._~"),
        quote_plus,
        lambda value: re.sub("%..", lambda match: match[0].lower(), quote(value, safe="")),
        lambda value: value.encode().hex(),
        lambda value: value.encode().hex().upper(),
        lambda value: base64.b64encode(value.encode()).decode(),
        lambda value: base64.urlsafe_b64encode(value.encode()).decode(),
        lambda value: base64.b64encode(f"a{value}".encode()).decode(),
        lambda value: base64.b64encode(f"ab{value}".encode()).decode(),
        lambda value: base64.b64encode(f"user:{value}@host/db".encode()).decode(),
    ],
)
def test_every_spelling_is_found(spelled):
    value = 'pä"ss/wo+rd\\?>~ ø'
    text = spelled(value)
    redacted = redactor(SECRET=value)(f"before {text} after")
    assert MARK in redacted
    assert redacted.startswith("before ")
    assert redacted.endswith(" after")
    assert len(redacted) <= len("before  after") + len(MARK) + 24  # what is left of base64 are its neighbours' bits


def test_secrets_that_overlap_or_touch_become_one_mark():
    redact = redactor(A="abcdefgh12345678", B="12345678ZYXWVUTS", C="abcdefgh")
    assert redact("<abcdefgh12345678ZYXWVUTS>") == f"<{MARK}>"
    assert redact("<abcdefgh1234567>") == f"<{MARK}1234567>"
    assert redact(f"{TOKEN}{TOKEN}") == MARK


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (
            "PUT https://b.s3.example/k?X-Amz-Date=20250101&X-Amz-Signature=deadbeef&x=1",
            f"PUT https://b.s3.example/k?X-Amz-Date=20250101&X-Amz-Signature={MARK}&x=1",
        ),
        (
            "x-amz-credential=AKIA%2F2025 'X-Amz-Security-Token=IQoJ'",
            f"x-amz-credential={MARK} 'X-Amz-Security-Token={MARK}'",
        ),
        ("https://acc.blob.example/c?sv=1&sig=abc%3D", f"https://acc.blob.example/c?sv=1&sig={MARK}"),
        ("design=1 sigma=2", "design=1 sigma=2"),
    ],
)
def test_signatures_of_presigned_urls(text, clean):
    assert redactor()(text) == clean


VALUE = st.text(st.characters(blacklist_categories=["Cs"]), min_size=8, max_size=40).filter(
    lambda value: MARK[0] not in value and len(value.strip()) >= 8
)
AROUND = st.text(max_size=20).filter(lambda text: MARK[0] not in text)


@given(st.lists(VALUE, min_size=1, max_size=4), st.data())
def test_no_spelling_of_any_secret_is_left(values, data):
    redact = make_redactor(DeploymentSecrets(token=values[0], envs={f"K{i}": v for i, v in enumerate(values[1:])}))
    pieces = data.draw(st.lists(st.sampled_from([s for v in values for s in spellings(v)]) | AROUND, max_size=8))
    redacted = redact("".join(pieces))
    for value in values:
        if value.strip().lower() in PLAIN_VALUES:
            continue
        for spelled in spellings(value):
            if len(spelled) >= 8:
                assert spelled not in redacted


@given(VALUE, st.binary(max_size=20), st.binary(max_size=20))
def test_base64_of_anything_around_a_secret(value, before, after):
    raw = value.encode()
    encoded = base64.b64encode(before + raw + after).decode()
    redacted = make_redactor(DeploymentSecrets(token=value, envs={}))(encoded)
    assert MARK in redacted
    for part in redacted.split(MARK):
        for shift in range(4):
            usable = part[shift : shift + (len(part) - shift) // 4 * 4]
            assert raw not in base64.b64decode(usable)


@given(st.lists(st.text(min_size=8, max_size=30), min_size=2, max_size=5), AROUND)
def test_a_value_of_several_lines_never_shows_a_line(lines, around):
    for line in lines:
        assume(MARK[0] not in line and len(line.strip()) >= 8 and len(line.splitlines()) == 1)
        assume(line < "\ud800" or not any("\ud800" <= char <= "\udfff" for char in line))
    redact = make_redactor(DeploymentSecrets(token="\n".join(lines), envs={}))
    for line in lines:
        assert line.strip() not in redact(f"{around}{line}{around}")


@given(AROUND)
def test_text_without_a_secret_is_not_touched(text):
    redact = redactor(PASSWORD="correct horse battery staple")
    assume("sig" not in text.lower())
    assert redact(text) == text


@settings(deadline=None, max_examples=20)
@given(st.text(max_size=200))
def test_redacting_twice_changes_nothing(text):
    redact = redactor(PASSWORD="aaaaaaaa", OTHER="abababababab")
    once = redact(text)
    assert redact(once) == once


def test_ten_thousand_lines_take_a_fraction_of_their_build():
    envs = {f"KEY_{number}": random_secrets.token_urlsafe(32) for number in range(30)}
    redact = make_redactor(DeploymentSecrets(token=random_secrets.token_urlsafe(40), envs=envs))
    line = "node/src/orders/place-order-{}.step.ts  34.2 kB  bundled in 12 ms (zod, services/orders.ts)"
    lines = [line.format(number) for number in range(10_000)]
    began = time.process_time()
    assert [redact(text) for text in lines] == lines
    assert time.process_time() - began < 5.0


def test_a_thousand_variables_and_a_megabyte_are_bearable():
    envs = {f"KEY_{number}": random_secrets.token_urlsafe(32) for number in range(1000)}
    envs["BIG"] = random_secrets.token_urlsafe(600_000)
    began = time.process_time()
    redact = make_redactor(DeploymentSecrets(token=TOKEN, envs=envs))
    assert redact(f"x{envs['BIG']}y{envs['KEY_999']}z") == f"x{MARK}y{MARK}z"
    assert time.process_time() - began < 10.0


def test_values_of_anything_are_taken_out_in_every_spelling():
    redact = make_value_redactor(["my-api-key-0123", "short", "two lines\nof a certificate"])
    text = "my-api-key-0123 short bXktYXBpLWtleS0wMTIz of a certificate"
    assert redact(text) == f"{MARK} short {MARK} {MARK}"
