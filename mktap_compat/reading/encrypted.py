"""
An .etap file to the tap in it, as ``twisted.persisted.sob`` wrote it: AES-ECB, and the key is the MD5 of a passphrase.

This is there to rescue old files. It hides nothing well, and nothing here writes it.
"""

from __future__ import annotations

import hashlib

from mktap_compat.reading.errors import ReadingError


def decrypt(data: bytes, name: str, passphrase: str) -> bytes:
    """
    Return the tap in an encrypted file.

    :param data: the bytes of the file.
    :param name: of the file, for errors.
    :param passphrase: as it was typed; letters beyond ASCII are taken as UTF-8.
    :return: the bytes of the tap, with up to 15 spaces that fill the last block.
    :raise ReadingError: if the file is not made of whole blocks, or the ``cryptography`` package is not there.
    """
    if len(data) % 16:
        raise ReadingError(name, None, f"{len(data)} bytes are no encrypted tap: it would be a multiple of 16")
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    except ImportError:
        raise ReadingError(
            name, None, "it is encrypted; to read it, pip install 'mktap-compat[etap]', which brings the cipher"
        ) from None
    key = hashlib.md5(passphrase.encode("utf-8", "surrogateescape"), usedforsecurity=False).digest()
    try:
        reader = Cipher(algorithms.AES(key), modes.ECB()).decryptor()
        return reader.update(data) + reader.finalize()
    except UnsupportedAlgorithm as error:
        raise ReadingError(name, None, f"it is encrypted, and this OpenSSL has no AES-ECB: {error}") from None
