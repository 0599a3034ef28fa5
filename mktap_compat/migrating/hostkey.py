"""The host key of an ssh manhole: made once, kept in a file beside the tap, read when the server starts."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from twisted.conch import manhole_ssh
from twisted.conch.ssh import keys
from twisted.cred.portal import Portal

#: bits; what ssh-keygen makes today
SIZE = 3072


def makeHostKey() -> bytes:
    """Return a new RSA key, which every ssh client takes, as an OpenSSH private key file."""
    return rsa.generate_private_key(65537, SIZE).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    )


class ConchFactory(manhole_ssh.ConchFactory):
    """
    An ssh manhole that has a host key.

    The key is read from its file at every start, so that no key is in the tap.
    """

    __module__ = "mktap_compat.thaw"

    def __init__(self, portal: Portal, hostKey: str | None = None) -> None:
        """
        Say where the key is.

        :param portal: who may log in, and to what.
        :param hostKey: the file of a private key, or ``None`` for a key that is made at each start.
        """
        super().__init__(portal)
        self.hostKey = hostKey

    def __getstate__(self) -> dict[str, Any]:
        """Return what is kept: everything but what was read at the start."""
        return {name: value for name, value in vars(self).items() if name not in ("publicKeys", "privateKeys")}

    def startFactory(self) -> None:
        """
        Read the key.

        :raise OSError: when the file cannot be read.
        """
        key: Any = keys.Key.fromFile(self.hostKey) if self.hostKey else keys.Key.fromString(makeHostKey())
        self.publicKeys = {key.sshType(): key.public()}
        self.privateKeys = {key.sshType(): key}
        super().startFactory()
