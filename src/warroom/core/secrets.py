"""Text that looks like a secret or like personal data: found by a list of patterns, and hidden the same way each time.

The list is our own. The detectors kept as libraries look for secrets in files of code, load in tens of milliseconds
and bring packages that speak to the network; the line of the room asks at every key, offline. Each pattern says where
its form is written down; the forms were read there, the patterns are ours.

What is sought is what a reader of the document could use: a key that opens something, a person or machine that can be
reached. So an address that is only this machine (127.0.0.1, ::1), a mask, and what plainly stands for a secret
(`password=***`, `$TOKEN`, `[password 1]`) are none. Every pattern reads in linear time: what repeats is bounded, or is
never read again.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from warroom.core.text import plural

KIND_WORDS = {"e-mail": "e-mail address"}
"""What a kind is called in a sentence, where that is not its name."""


class Secret(NamedTuple):
    """A stretch of a text that looks like a secret or like personal data: what it is, and where it stands."""

    kind: str
    start: int
    end: int


class Pattern(NamedTuple):
    """One thing that is looked for; of what `regex` finds the group `secret` counts or, without one, all of it.

    `needles` are texts in lower case, one of which must be there before the regex is asked at all. `is_one` has the
    last word. `is_key` tells keys, tokens and passwords from personal data.
    """

    kind: str
    needles: tuple[str, ...]
    regex: str
    is_one: Callable[[re.Match[str]], bool] | None = None
    is_key: bool = True


@lru_cache(maxsize=64)
def _compiled(regex: str) -> re.Pattern[str]:
    """Return a pattern when it is first asked for, so that importing this costs nothing."""
    return re.compile(regex)


_STANDS_FOR = (
    r"(?i)[$<{%*(]|(.)\1*$|os\.|"
    r"(?:null|none|nil|true|false|undefined|empty|missing|unset|expired|invalid|wrong|required|optional|rotated|"
    r"revoked|redacted|removed|hidden|masked|secret|password|token|changed|reset|string|bytes|option)$"
)
_VERSION = r"v?\d+(?:\.\d+)+\S*$|\d+\w{0,3}$"
_FLAG = r"(?:^|\s)--(?:[a-z]{1,20}-){0,2}$"
_NOT_HIDDEN = r"(?!\[[A-Za-z -]{2,30} [0-9]{1,7}\])"
"""What was hidden already is not found again."""


def _is_mixed(text: str) -> bool:
    return any(map(str.isdigit, text)) and any(map(str.isalpha, text))


def _is_given(match: re.Match[str]) -> bool:
    """Tell whether what is assigned is a secret; behind a colon that may be prose, it has to look like one."""
    value = match["secret"]
    if len(value) < 4 or _compiled(_STANDS_FOR).match(value):
        return False
    sign = match["sign"].strip("\"' \t")
    if not sign and not _compiled(_FLAG).search(match.string[max(0, match.start() - 64) : match.start()]):
        return False
    if sign and (match["quote"] or sign != ":"):
        return True
    return len(value) >= 6 and _is_mixed(value) and not _compiled(_VERSION).match(value)


def _assigned(words: str) -> str:
    """Return what a value is found by that one of these words is given: `word=value`, `"word": "value"`, `--word x`."""
    return (
        rf"(?:{words})(?P<sign>[\"']?[ \t]{{0,3}}(?:=>|=(?![=~])|:=|:(?![:/]))[ \t]{{0,3}}|[ ]){_NOT_HIDDEN}"
        r"(?P<quote>[\"'])?(?P<secret>(?(quote)[^\"'\n\0]{1,400}|[^\s\"',;&)\]}\0]{1,400}))"
    )


def _not_stand_in(match: re.Match[str]) -> bool:
    return not _compiled(_STANDS_FOR).match(match["secret"])


def _looks_random(match: re.Match[str]) -> bool:
    return _is_mixed(match[0])


def _is_borne(match: re.Match[str]) -> bool:
    """Tell what stands behind Bearer from a word: it has digits, or capitals within."""
    value = match["secret"]
    return not _compiled(_STANDS_FOR).match(value) and (
        _is_mixed(value) or value[1:].lower() != value[1:] != value[1:].upper()
    )


_BEFORE_VERSION = r"(?i)(?:version|release|build|chrome|firefox|driver|firmware|agent)[ /:=v-]{0,3}$"


def _is_ipv4(match: re.Match[str]) -> bool:
    """Tell an address that can be reached from a version, a mask and this machine itself."""
    groups = match[0].split(".")
    if any(int(group) > 255 or (len(group) > 1 and group[0] == "0") for group in groups):
        return False
    before = match.string[max(0, match.start() - 16) : match.start()]
    return groups[0] not in {"0", "127", "255"} and not _compiled(_BEFORE_VERSION).search(before)


def _is_ipv6(match: re.Match[str]) -> bool:
    """Tell an address from a time, a hardware address and a name with `::` in it."""
    from ipaddress import AddressValueError, IPv6Address

    text = match[0]
    if "::" in text and (text.index(":") < 3 or not any(map(str.isdigit, text))):
        return False
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return True


def _is_card(match: re.Match[str]) -> bool:
    """Tell a card number by its check digit (the formula of ISO/IEC 7812-1, annex B)."""
    digits = [int(digit) for digit in match[0] if digit.isdigit()]
    doubled = [digit if place % 2 == 0 else sum(divmod(2 * digit, 10)) for place, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0 and len(set(digits)) > 1


def _is_phone(match: re.Match[str]) -> bool:
    return 10 <= sum(map(str.isdigit, match[0])) <= 15


def _is_mail(match: re.Match[str]) -> bool:
    """Tell an address from a picture for two densities (icon@2x.png)."""
    return not re.search(r"@\dx\.", match[0])


_GITLAB = ("pat", "oas", "dt", "rt", "rtr", "cbt", "ptt", "ft", "imt", "agent", "soat", "ffct")

PATTERNS = (
    # PEM blocks, RFC 7468 and RFC 1421 section 4.6 (its headers), and OpenSSH's PROTOCOL.key; one that was cut off to
    # its last whole line, and one that a paste made a row a line through all its rows.
    Pattern(
        "private key", ("private key-----", "private key block-----"),
        r"-----BEGIN (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?-----"
        r"(?:(?:[\s\0]|\\n)++(?:[A-Za-z0-9+/]{60,}+={0,2}(?![^\s\0\\])|[A-Z][A-Za-z-]{3,20}: [^\n\0]{1,200}))*+"
        r"(?:(?:[\s\0]|\\n)*+[A-Za-z0-9+/=]{0,80}(?:[\s\0]|\\n)*+-----END [A-Z0-9 ]{1,60}-----)?",
    ),
    # AWS, IAM user guide, "Unique identifiers": AKIA for long-lived and ASIA for temporary keys, base32 behind it.
    Pattern("AWS access key", ("akia", "asia"), r"(?<![A-Za-z0-9])A(?:KIA|SIA)[A-Z2-7]{16}(?![A-Za-z0-9])"),
    # AWS, "Managing access keys": forty characters of base64, told from others by what stands before them.
    Pattern(
        "AWS secret key", ("secret",),
        r"(?i:secret[_ -]?(?:access[_ -]?)?key)[\"']?[ \t]{0,3}[=:]{0,2}[ \t]{0,3}[\"']?"
        r"(?P<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])",
    ),
    # GitHub, "Behind GitHub's new authentication token formats"; fine-grained ones begin with github_pat_.
    Pattern("GitHub token", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), r"(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{36,255}"),
    Pattern("GitHub token", ("github_pat_",), r"github_pat_[A-Za-z0-9_]{22,255}"),
    # GitLab, "Token overview", the table of prefixes.
    Pattern(
        "GitLab token", tuple(f"gl{word}-" for word in _GITLAB),
        rf"(?<![A-Za-z0-9])gl(?:{'|'.join(_GITLAB)})-[A-Za-z0-9_.-]{{20,300}}",
    ),
    # Slack, "Token types" and "Incoming webhooks".
    Pattern("Slack token", ("xox", "xapp-"), r"(?<![A-Za-z0-9])(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,255}"),
    Pattern("Slack webhook", ("hooks.slack.com",), r"hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/_-]{20,255}"),
    # Stripe, "API keys" and "webhook signatures"; publishable keys (pk_) are meant to be seen.
    Pattern(
        "Stripe key", ("sk_", "rk_", "whsec_"),
        r"(?<![A-Za-z0-9])(?:[sr]k_(?:live|test)_|whsec_)[A-Za-z0-9]{16,255}",
    ),
    # Google Cloud, "API keys" (AIza, 39 characters) and OAuth clients (GOCSPX-) and access tokens (ya29.).
    Pattern("Google API key", ("aiza",), r"(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])"),
    Pattern("Google token", ("gocspx-", "ya29."), r"(?<![A-Za-z0-9_-])(?:GOCSPX-|ya29\.)[A-Za-z0-9_-]{20,1000}"),
    # OpenAI and Anthropic, their API references: sk-, sk-proj-, sk-ant-.
    Pattern("API key", ("sk-",), r"(?<![A-Za-z0-9_-])sk-[A-Za-z0-9_-]{20,255}", _looks_random),
    # npm, "About access tokens"; PyPI, "API tokens" (a macaroon, whose text begins with pypi.org in base64).
    Pattern("npm token", ("npm_",), r"(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])"),
    Pattern("PyPI token", ("pypi-age",), r"pypi-AgE[A-Za-z0-9_-]{50,1000}"),
    # HashiCorp Vault, "Tokens"; DigitalOcean, "Personal access tokens"; Docker Hub, the same; Hugging Face, the same.
    Pattern("Vault token", ("hvs.", "hvb.", "hvr."), r"(?<![A-Za-z0-9])hv[sbr]\.[A-Za-z0-9_-]{24,300}"),
    Pattern("DigitalOcean token", ("dop_v1_", "doo_v1_", "dor_v1_"), r"(?<![A-Za-z0-9])do[opr]_v1_[a-f0-9]{64}"),
    Pattern("Docker token", ("dckr_",), r"dckr_[po]at_[A-Za-z0-9_-]{20,100}"),
    Pattern("Hugging Face token", ("hf_",), r"(?<![A-Za-z0-9_])hf_[A-Za-z0-9]{30,60}"),
    # Twilio SendGrid, "API keys"; Azure Storage, "Connection strings": 64 bytes in base64.
    Pattern("SendGrid key", ("sg.",), r"(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}"),
    Pattern("Azure key", ("accountkey",), r"AccountKey=(?P<secret>[A-Za-z0-9+/]{86}==)"),
    # JSON web tokens, RFC 7519 section 3: three parts in base64url, the first two beginning with {" .
    Pattern(
        "web token", ("eyj",),
        r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,4000}\.eyJ[A-Za-z0-9_-]{4,8000}\.?[A-Za-z0-9_-]{0,4000}",
    ),
    # The user's part of an address, RFC 3986 section 3.2.1, and of a connection string.
    Pattern(
        "password", ("://",),
        rf"://[^\s/:@\0]{{0,256}}:{_NOT_HIDDEN}(?P<secret>[^\s/\0]{{1,256}})@(?=[\w\[.-])",
        _not_stand_in,
    ),
    # RFC 6750 section 2.1 and RFC 7617 section 2: what stands behind Bearer and Basic.
    Pattern(
        "token", ("bearer", "authorization"),
        r"(?i:authorization[\"']?[ \t]{0,3}[:=][ \t]{0,3}[\"']?(?:bearer|basic|token|apikey)[ \t]{1,3}|"
        r"\bbearer[ \t]{1,3}(?=[\w.~+/-]{16}))(?P<secret>[A-Za-z0-9._~+/-]{8,4000}={0,2})",
        _is_borne,
    ),
    # What people and programs write: password=…, "api_key": "…", --token ….
    Pattern("password", ("pass", "pwd"), _assigned(r"[pP](?i:ass(?:word|wd|phrase|wort)|wd)"), _is_given),
    Pattern("token", ("token",), _assigned(r"[tT](?i:oken)"), _is_given),
    Pattern(
        "secret", ("secret", "key"),
        _assigned(r"[aApPsSeElL](?i:ecret|(?:pi|ccess|uth|rivate|ecret|igning|ncryption|icense)[_ -]?key)"), _is_given,
    ),
    # RFC 5322 section 3.4.1, as people use it: no quotes, no comments, a name with a dot behind the @.
    Pattern(
        "e-mail", ("@",),
        r"[\w%+-](?<![\w.%+-].)[\w.%+-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,6}[A-Za-z]{2,24}"
        r"(?![\w-]|:[\w/])",
        _is_mail, is_key=False,
    ),
    # RFC 791 in dotted form; RFC 4291 section 2.2.
    Pattern(
        "IP address", (".",), r"[0-9](?<![\w.].)[0-9]{0,2}(?:\.[0-9]{1,3}){3}(?![\w]|\.[0-9])", _is_ipv4, is_key=False
    ),
    Pattern(
        "IP address", (":",),
        r"[0-9A-Fa-f](?<![\w:.].)[0-9A-Fa-f]{0,3}:(?:[0-9A-Fa-f]{0,4}:){1,6}"
        r"(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f]{0,4})(?![\w:])",
        _is_ipv6, is_key=False,
    ),
    # ISO/IEC 7812-1: the networks' first digits, in one run or in groups, and a check digit.
    Pattern(
        "card number", (),
        r"[3-6](?<![\w.+-].)(?:[0-9]{12,18}|[0-9]{3}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}|"
        r"[0-9]{3}([ -])[0-9]{6}\2[0-9]{5})(?![\w-]|\.[0-9])",
        _is_card, is_key=False,
    ),
    # ITU-T E.164: a plus sign, the country, at most fifteen digits.
    Pattern(
        "phone number", ("+",),
        r"\+(?<![\w+].)[1-9][0-9]{0,2}(?:[ ().\u00a0-]{0,2}[0-9]){7,14}(?![\w%]|[.:][0-9])", _is_phone, is_key=False,
    ),
)  # fmt: skip
"""What is looked for; of two that overlap the one that comes first names what is found."""

KEY_KINDS = frozenset(pattern.kind for pattern in PATTERNS if pattern.is_key)
"""The kinds that open something: what is flagged most while it is typed."""


def find_secrets(text: str) -> list[Secret]:
    """Return what in a text looks like a secret or like personal data, in order; no two overlap."""
    lowered = text.lower()
    found = []
    for rank, pattern in enumerate(PATTERNS):
        if pattern.needles and not any(needle in lowered for needle in pattern.needles):
            continue
        for match in _compiled(pattern.regex).finditer(text):
            if pattern.is_one is None or pattern.is_one(match):
                start, end = match.span("secret" if "secret" in match.re.groupindex else 0)
                found.append((start, end, rank))
    whole: list[tuple[int, int, int]] = []
    for start, end, rank in sorted(found):
        if not whole or start >= whole[-1][1]:
            whole.append((start, end, rank))
            continue
        before = whole.pop()
        if PATTERNS[rank].is_key != PATTERNS[before[2]].is_key:  # an address within a secret is no address
            whole.append(before if PATTERNS[before[2]].is_key else (start, end, rank))
        else:
            whole.append((before[0], max(before[1], end), min(before[2], rank)))
    return [Secret(PATTERNS[rank].kind, start, end) for start, end, rank in whole]


_BETWEEN = "\n\0\n"


def scan(texts: Iterable[str]) -> Iterator[tuple[int, Secret]]:
    """Yield what looks like a secret in many texts, each with the number of its text; far faster than one by one.

    What runs over several texts, as a key that was pasted line by line, is told of each of them.
    """
    parts = list(texts)
    starts, length = [], 0
    for part in parts:
        starts.append(length)
        length += len(part) + len(_BETWEEN)
    for kind, start, end in find_secrets(_BETWEEN.join(parts)):
        place = bisect_right(starts, start) - 1
        while place < len(parts) and starts[place] < end:
            first, last = max(0, start - starts[place]), min(len(parts[place]), end - starts[place])
            if first < last:
                yield place, Secret(kind, first, last)
            place += 1


def kind_words(kind: str, count: int = 1) -> str:
    """Return how many of a kind there are, in words: `1 password`, `2 e-mail addresses`."""
    words = KIND_WORDS.get(kind, kind)
    return plural(count, words, f"{words}es" if words.endswith("s") else f"{words}s")


def a_kind(kind: str) -> str:
    """Return a kind with its article: `an AWS access key`, `a password`."""
    words = KIND_WORDS.get(kind, kind)
    return f"{'an' if words[0] in 'aeioAIO' or words.startswith(('npm', 'e-')) else 'a'} {words}"


_ALONE = r"[^\s\"'`,;()<>\[\]{}]{6,}"
_AT_END = ".:!?"


class Redactor:
    """Puts a name in the place of what looks like a secret: `[e-mail 1]`, the same for the same in every text.

    Numbers are given by first appearance. `texts` is all that there is to hide from: a key or password that is one by
    what stands beside it (`password=…`) is then hidden where it stands alone as well.
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        known = list(texts)
        self._found: dict[str, list[Secret]] = {text: [] for text in known}
        self._alone: dict[str, str] = {}
        self._names: dict[tuple[str, str], str] = {}
        self.hidden: dict[str, int] = {}
        seen: set[tuple[str, Secret]] = set()
        for place, secret in scan(known):
            text = known[place]
            if (text, secret) not in seen:
                seen.add((text, secret))
                self._found[text].append(secret)
                value = text[secret.start : secret.end]
                if secret.kind in KEY_KINDS and not value.isalpha():
                    self._alone[value] = secret.kind

    def hide(self, text: str) -> str:
        """Return a text with a name in the place of each thing that looks like a secret."""
        found = self._found.get(text)
        found = find_secrets(text) if found is None else found
        if self._alone:
            found = sorted([*found, *self._mentions(text)], key=lambda one: one.start)
        parts, done = [], 0
        for secret in found:
            if secret.start >= done:
                parts += [text[done : secret.start], self._name(secret.kind, text[secret.start : secret.end])]
                done = secret.end
        return "".join((*parts, text[done:])) if parts else text

    def _mentions(self, text: str) -> Iterator[Secret]:
        for match in _compiled(_ALONE).finditer(text):
            word = match[0] if match[0] in self._alone else match[0].rstrip(_AT_END)
            if word in self._alone:
                yield Secret(self._alone[word], match.start(), match.start() + len(word))

    def _name(self, kind: str, value: str) -> str:
        key = (kind, value.casefold() if kind not in KEY_KINDS else value)
        if key not in self._names:
            self.hidden[kind] = self.hidden.get(kind, 0) + 1
            self._names[key] = f"[{kind} {self.hidden[kind]}]"
        return self._names[key]

    def __str__(self) -> str:
        """Return what was hidden, in words: `1 password, 2 e-mail addresses`."""
        return ", ".join(kind_words(kind, count) for kind, count in self.hidden.items())
