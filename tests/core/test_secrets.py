"""What looks like a secret or personal data is found, what only resembles it is not, and each keeps its name."""

import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support import SOURCE
from warroom.core.secrets import KEY_KINDS, PATTERNS, Redactor, a_kind, find_secrets, kind_words, scan

MIXED = "Ab3x" * 40
HEX = "0a1b" * 40

# None of these opens anything; each is put together here so that no scanner of repositories takes it for one that does.
EXAMPLES = [
    ("AWS access key", "AK" + "IAIOSFODNN7EXAMPLE"),
    ("AWS access key", "AS" + "IAIOSFODNN7EXAMPLE"),
    ("AWS secret key", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "aws_secret_access_key = {}"),
    ("AWS secret key", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", '"SecretAccessKey": "{}"'),
    ("GitHub token", "gh" + "p_" + MIXED[:36]),
    ("GitHub token", "github_" + "pat_" + MIXED[:40]),
    ("GitLab token", "gl" + "pat-" + MIXED[:20]),
    ("Slack token", "xox" + "b-123456789012-abcdef"),
    ("Slack webhook", "hooks.slack" + ".com/services/T00000000/B00000000/" + MIXED[:24], "https://{}"),
    ("Stripe key", "sk_" + "live_" + MIXED[:24]),
    ("Google API key", "AI" + "za" + MIXED[:35]),
    ("Google token", "GOC" + "SPX-" + MIXED[:28]),
    ("API key", "sk-" + "proj-" + MIXED[:40]),
    ("API key", "sk-" + "ant-api03-" + MIXED[:40]),
    ("npm token", "npm" + "_" + MIXED[:36]),
    ("PyPI token", "pypi-" + "AgEIcHlwaS5vcmc" + MIXED[:60]),
    ("Vault token", "hv" + "s." + MIXED[:24]),
    ("DigitalOcean token", "dop" + "_v1_" + HEX[:64]),
    ("Docker token", "dckr" + "_pat_" + MIXED[:27]),
    ("Hugging Face token", "hf" + "_" + MIXED[:34]),
    ("SendGrid key", "SG" + "." + MIXED[:22] + "." + MIXED[:43]),
    ("Azure key", MIXED[:86] + "==", "AccountName=a;AccountKey={};EndpointSuffix=x"),
    ("web token", "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl"),
    ("private key", f"-----BEGIN RSA PRIVATE KEY-----\n{MIXED[:64]}\n{MIXED[:20]}==\n-----END RSA PRIVATE KEY-----"),
    ("private key", f"-----BEGIN PRIVATE KEY-----\\n{MIXED[:64]}\\n{MIXED[:9]}\\n-----END PRIVATE KEY-----", '"{}"'),
    ("private key", f"-----BEGIN OPENSSH PRIVATE KEY-----\n{MIXED[:70]}"),
    ("password", "hunter2", "postgres://app:{}@db.example/orders"),
    ("password", "p@ss", "redis://:{}@cache"),
    ("password", "hunter2", "password={}"),
    ("password", "correcthorse", "DB_PASSWORD={} make"),
    ("password", "correct horse", '{{"password": "{}"}}'),
    ("password", "hunter2", "the passwd: {}, said bo"),
    ("password", "hunter22", "mysql --db-password {} -h x"),
    ("token", "abc123def", "curl 'https://x.example/?token={}&a=1'"),
    ("token", MIXED[:16], "Authorization: Bearer {}"),
    ("token", "dXNlcjpwYXNz", "-H 'Authorization: Basic {}'"),
    ("token", MIXED[:20], "sent with bearer {}"),
    ("secret", "s3cr3tvalue", "api_key: {}"),
    ("secret", "abcdefgh", "X-Api-Key={}"),
    ("secret", "abcdefgh", "client_secret = '{}'"),
    ("e-mail", "ana.maria+ops@mail.example.com"),
    ("e-mail", "ana@example.com", "mailto:{}"),
    ("e-mail", "jürgen@example.de"),
    ("IP address", "10.1.2.3"),
    ("IP address", "10.1.2.3", "http://{}:8080/x"),
    ("IP address", "192.168.0.0", "{}/24"),
    ("IP address", "2001:db8::1"),
    ("IP address", "2001:db8:0:0:1:0:0:1", "[{}]:443"),
    ("IP address", "fe80::1ff:fe23:4567:890a", "{}%eth0"),
    ("card number", "4111 1111 1111 1111"),
    ("card number", "5500005555555559"),
    ("card number", "3782-822463-10005"),
    ("phone number", "+49 30 12345678"),
    ("phone number", "+1 (555) 123-4567"),
    ("phone number", "+442071838750"),
]

INNOCENT = [
    "",
    "14:02:30 error rate 31 %",
    "at 14:02 and 14:02:30.123",
    "2026-11-21T14:02:30+00:00",
    "2026-11-21 14:02-14:20",
    "version 1.2.3",
    "v1.2.3.4 and build 4.8.2.1",
    "Chrome/124.0.6367.91",
    "8684643",
    "8684643abcdef8684643abcdef8684643abcdef1",
    "123e4567-e89b-12d3-a456-426614174000",
    "sha256:" + HEX[:64],
    HEX[:40],
    "see #14, E1, H3b and T2",
    "T1 @bo 10m due:2026-12-01",
    "std::vector<a::b>",
    "dead::beef",
    "Cafe::Babe",
    "::1",
    "::",
    "127.0.0.1",
    "0.0.0.0",
    "255.255.255.0",
    "aa:bb:cc:dd:ee:ff",
    "ratio 1:2:3:4:5:6",
    "$1,234.56",
    "1,234,567.89 EUR",
    "1.234.567,89",
    "999.999.999.999",
    "1.2.3.4.5",
    "icon@2x.png",
    "git@github.com:org/repo.git",
    "ask @bo or @team-db",
    "user@localhost",
    "password: reset for all users",
    "the password is on the wiki",
    "token: expired",
    "token: 14:02",
    "token=null",
    "password=$DB_PASSWORD",
    "password=${PW}",
    "password=<yours>",
    "password=****",
    "password=xxxxxxxx",
    "secret: {{ vault }}",
    "if token == expected",
    "max_tokens=4096",
    "token_count: 123456",
    "the key: 4 of 5 nodes are up",
    "primary key=42",
    "--password option",
    "secret: v1.2.3-rc1",
    "postgres://app:****@db/x",
    "http://host:8080/x@y",
    "std://a::b",
    "Bearer authentication-required",
    "sk-learn-something-very-long-name",
    "+5 min late",
    "+1234567 rows",
    "1732197750123 ms",
    "4111 1111 1111 1112",
    "0000 0000 0000 0000",
    "order 12345678901234567",
    "[password 1] and [e-mail 2]",
    "password=[password 1]",
    "postgres://app:[password 1]@db",
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one[0]} {one[-1][:20]}")
def test_what_looks_like_a_secret_is_found_to_the_letter(example):
    """Alone, in the middle of a sentence and behind other lines: the kind, and exactly what opens something."""
    kind, value, *frame = example
    given_as = frame[0].format(value) if frame else value
    for text in (given_as, f"bo sees {given_as} in the log", f"first\n{given_as}\nlast"):
        assert [(one.kind, text[one.start : one.end]) for one in find_secrets(text)] == [(kind, value)], text


@pytest.mark.parametrize("text", INNOCENT)
def test_what_only_resembles_a_secret_is_left_alone(text):
    """Times, versions, checksums, references, names of code, prices, and what stands for a secret."""
    assert find_secrets(text) == []
    assert find_secrets(f"bo says: {text} (again)") == []


def test_every_pattern_has_an_example():
    """No pattern is in the list that nothing shows to work."""
    assert {pattern.kind for pattern in PATTERNS} == {kind for kind, *_ in EXAMPLES}
    assert KEY_KINDS.isdisjoint({"e-mail", "IP address", "card number", "phone number"})
    for pattern in PATTERNS:
        assert all(needle == needle.lower() for needle in pattern.needles)


def test_a_secret_within_another_is_told_once():
    """A token that is given as a password is one thing, and nothing of it is left."""
    token = EXAMPLES[0][1]
    text = f"password={token}-more"
    assert [text[one.start : one.end] for one in find_secrets(text)] == [f"{token}-more"]
    text = "postgres://app:hunter2@db.example.com and postgres://ana@db.example.com"
    assert [one.kind for one in find_secrets(text)] == ["password", "e-mail"]


def test_a_key_that_was_pasted_line_by_line_is_found_in_each_of_its_lines():
    """A paste makes each line a row; the words before and after the key stay."""
    rows = ["look at this", "-----BEGIN RSA PRIVATE KEY-----", MIXED[:64], MIXED[4:68], MIXED[:20] + "==",
            "-----END RSA PRIVATE KEY-----", "that was it"]  # fmt: skip
    assert [place for place, _ in scan(rows)] == [1, 2, 3, 4, 5]
    assert [rows[place][one.start : one.end] for place, one in scan(rows)] == rows[1:6]
    cut_off = [*rows[:4], "restarted", "ok"]
    assert [place for place, _ in scan(cut_off)] == [1, 2, 3]


TEXTS = st.lists(
    st.one_of(
        st.text(max_size=20), st.sampled_from([*INNOCENT, *(value for _, value, *_ in EXAMPLES)]),
        st.sampled_from(["password=", "://", "@", ":", " ", "\n", "token: ", "-----BEGIN PRIVATE KEY-----", "+", '"']),
    ),
    max_size=6,
).map("".join)  # fmt: skip


@given(TEXTS)
def test_any_text_can_be_asked(text):
    """Finds are in order, apart from each other, within the text and not empty."""
    ends = [0]
    for one in find_secrets(text):
        assert ends[-1] <= one.start < one.end <= len(text)
        ends.append(one.end)


@given(st.lists(TEXTS, max_size=5))
def test_hiding_leaves_nothing_to_find_and_hides_nothing_twice(texts):
    """The same for the same, all that is not a secret stays, and what was hidden is no secret."""
    redactor = Redactor(texts)
    hidden = [redactor.hide(text) for text in texts]
    assert hidden == [redactor.hide(text) for text in texts]
    for text, other in zip(texts, hidden, strict=True):
        if not find_secrets(text) and not redactor.hidden:
            assert other == text
        for one in find_secrets(text):
            value = text[one.start : one.end]
            assert len(value) < 6 or value not in other or one.kind not in KEY_KINDS or value.isalpha()


def test_the_same_thing_keeps_its_name():
    """Numbers come by first appearance, one count for each kind; e-mail addresses know no capitals."""
    redactor = Redactor()
    assert redactor.hide("bo@x.example wrote to ana@x.example") == "[e-mail 1] wrote to [e-mail 2]"
    assert redactor.hide("from 10.0.0.7: Ana@X.example") == "from [IP address 1]: [e-mail 2]"
    assert str(redactor) == "2 e-mail addresses, 1 IP address"


def test_a_password_is_hidden_where_it_stands_alone_too():
    """It is one by what stands beside it in another text; a common word is not hidden everywhere."""
    texts = ["hunter22 does not work.", "password=hunter22 it was", "password=checkout", "checkout is down: hunter22!"]
    redactor = Redactor(texts)
    assert [redactor.hide(text) for text in texts] == [
        "[password 1] does not work.", "password=[password 1] it was", "password=[password 2]",
        "checkout is down: [password 1]!",
    ]  # fmt: skip


def test_kinds_are_said_with_their_article():
    assert [a_kind(kind) for kind in ("AWS access key", "password", "e-mail", "npm token", "IP address")] == [
        "an AWS access key", "a password", "an e-mail address", "an npm token", "an IP address",
    ]  # fmt: skip
    assert kind_words("IP address", 2) == "2 IP addresses"


HOSTILE = [
    "a",
    "1",
    "1.",
    "a.",
    "-",
    "a@",
    "@",
    "://",
    "://a:",
    "eyJ",
    "eyJaaaaaaaaa.",
    "password",
    "password=",
    "--a-",
    "1:",
    "::",
    "a:",
    "+1",
    "4111 ",
    "4111-",
    "-----BEGIN PRIVATE KEY-----",
    "A",
    "secret key ",
    "bearer ",
    "\\n",
    "a@a.",
    "0.0.0.",
    "ffff:",
    "\n",
    " ",
    "Abc: d\n",
    "AAAA" * 16 + "\n",
    "sk-",
    "gh",
]


@pytest.mark.parametrize("unit", HOSTILE, ids=repr)
def test_a_hostile_text_takes_time_in_proportion_to_its_length(unit):
    """Eight times the length takes nowhere near sixty-four times the time, whatever every pattern is tempted with."""
    tempting = "x@y.zz password token secret key :// bearer eyj -----begin private key-----" + " sk- + . : "
    short, long = (tempting + "-----BEGIN PRIVATE KEY-----\n" + unit * (size // len(unit)) for size in (8192, 65536))

    def spent(text: str) -> float:
        begun = time.process_time()
        find_secrets(text)
        return time.process_time() - begun

    find_secrets(short)
    assert min(spent(long) for _ in range(3)) < 24 * max(min(spent(short) for _ in range(3)), 0.001)


def test_asking_loads_nothing_and_prepares_nothing_before_it_is_asked():
    """Patterns are compiled when a text needs them: the line asks at each key."""
    code = (
        "import sys, re, warroom.core.text; before = set(sys.modules); import warroom.core.secrets as s\n"
        "print(sorted(set(sys.modules) - before - {'warroom.core.secrets', 'bisect', '_bisect'}))\n"
        "print(s._compiled.cache_info().currsize)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={"PYTHONPATH": SOURCE})
    assert ran.stdout.splitlines()[1] == "0", ran.stderr
    assert "ipaddress" not in ran.stdout
