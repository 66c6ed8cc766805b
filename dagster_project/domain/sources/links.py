"""The links of an HTML page that lead to reports.

What lives here: HTML to addresses, and which host a page may lead to. What does not: fetching the page.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

#: no page of reports seen has more; a page that does is a trap or the wrong page
MAX_LINKS = 500


class _Links(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base = address
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        target = dict(attrs).get("href")
        if not target:
            return
        if tag == "base":
            self.base = _join(self.base, target) or self.base
        elif tag in ("a", "area", "link"):
            self.found.append(_join(self.base, target))


def find_links(html: str, address: str, pattern: str) -> tuple[str, ...]:
    """The addresses on a page that match the pattern, each once, in the page's order, without #fragment.

    Args: address: the page's own, which relative links hang on. pattern: searched for in the whole address.
    Returns: http and https only, at most MAX_LINKS.
    """
    parser = _Links(address)
    parser.feed(html)
    parser.close()
    wanted = re.compile(pattern)
    kept = [link for link in dict.fromkeys(parser.found) if link and wanted.search(link)]
    return tuple(kept[:MAX_LINKS])


def is_host_allowed(host: str, home: str, further: tuple[str, ...]) -> bool:
    """True for the home host, with or without `www.`, its subdomains, and the further hosts named.

    Whoever writes a page decides where its links lead; without this limit they could lead into our own network.
    """
    host, home = host.lower(), home.lower()
    base = home.removeprefix("www.")
    return host in (home, base) or host.endswith(f".{base}") or host in {name.lower() for name in further}


def _join(base: str, target: str) -> str:
    """The absolute address; empty for what is no http address (mailto, javascript, data) or cannot be understood."""
    try:
        address = urldefrag(urljoin(base, target.strip())).url
        parts = urlsplit(address)
        return address if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""
