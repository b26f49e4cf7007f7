"""PDF: the page of `html.py` on paper, laid out by WeasyPrint, tagged for whoever has it read aloud.

The same document gives the same bytes under the same WeasyPrint and fonts: there is no date in the file, and its
identifier is counted from the page.
"""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from hashlib import sha256
from io import StringIO
from typing import TYPE_CHECKING, Any

from warroom.core.errors import StoreError
from warroom.postmortem import html

if TYPE_CHECKING:
    from collections.abc import Callable

    from warroom.postmortem.blocks import Document

MARKER = b"warroom-"
"""How the identifier begins that every PDF of ours ends with."""

_INSTEAD = "or print the HTML from a browser: warroom export -f html -o postmortem.html"


def render(document: Document) -> bytes:
    """Return a document as a PDF.

    Raises:
        StoreError: WeasyPrint, or a library it draws with, is not there.
    """
    return printed(html.render(document))


def printed(page: str) -> bytes:
    """Return a page of HTML as a PDF; nothing that it names is loaded.

    Raises:
        StoreError: WeasyPrint, or a library it draws with, is not there.
    """
    lay_out, fetcher = _weasyprint()
    identifier = MARKER + sha256(page.encode()).hexdigest()[:24].encode()
    paper = lay_out(string=page, url_fetcher=fetcher)
    written: bytes = paper.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    return written


def _weasyprint() -> tuple[Callable[..., Any], Any]:
    """Return what makes a PDF, and what it is given to load things with, which loads nothing."""
    try:
        with redirect_stdout(StringIO()):  # where it prints which library it misses
            from weasyprint import HTML
            from weasyprint.urls import URLFetcher
    except ImportError:
        pip = f"{sys.executable} -m pip install weasyprint"
        raise StoreError(f"PDF needs one more package, warroom[pdf]: {pip}; {_INSTEAD}") from None
    except OSError:
        raise StoreError(f"PDF needs the Pango library (Debian: libpango-1.0-0, macOS: pango); {_INSTEAD}") from None
    return HTML, URLFetcher(allowed_protocols=())
