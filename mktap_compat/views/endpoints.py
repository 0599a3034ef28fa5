"""Descriptions of endpoints in plain text, as ``serverFromString`` and ``clientFromString`` take them."""

from __future__ import annotations

import re

#: What a description of an endpoint begins with; a bare number is none, nor is text with a space in it.
DESCRIPTION = re.compile(r"(?:haproxy:)*(?:tcp6?|ssl|unix|systemd|tls|fd|udp6?):(?!//)\S+\Z")
#: What leads to a client's: ``tcp:HOST:PORT`` or ``tcp:host=HOST``, where a server's is ``tcp:PORT``.
_CLIENT = re.compile(
    r"(?:tcp6?|ssl|tls):(?:(?!port=)\w*[^\W\d][\w.-]*(?:[^\w.=-]|\Z)|[\d.]+:port=|\d[\d.]*\.[\d.]*:|.*?\bhost=)"
)


_FILE = re.compile(r":(?:privateKey|certKey|extraCertChain|dhParameters|caCertsDir)=((?:\\.|[^:\\])+)")


def files(described: str) -> list[str]:
    """Return the files, of keys and certificates, that a description names, each once."""
    return [re.sub(r"\\(.)", r"\1", found) for found in dict.fromkeys(_FILE.findall(described))]


def place(described: str) -> tuple[str, str]:
    """
    Tell what a description is good for.

    :param described: text that :data:`DESCRIPTION` matches.
    :return: ``connect`` and where to, without the word for plain TCP, or ``port`` and the description.
    """
    return ("connect" if _CLIENT.match(described) else "port"), described
