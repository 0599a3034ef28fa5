"""What writing a file takes on Windows: permissions are access lists there, and an open file can't be replaced."""

from __future__ import annotations

import ctypes
import os
import sys
import time

assert sys.platform == "win32", "for Windows only"

#: Full access for the user who writes, for the system and for administrators; nothing is inherited from the directory.
_PRIVATE = "D:P(A;;FA;;;{user})(A;;FA;;;SY)(A;;FA;;;BA)"
_DACL = 4
_TOKEN_QUERY = 8
_TOKEN_USER = 1
#: Seconds that a target which a scanner or an indexer has open is waited for.
PATIENCE = 1.0


def protect(path: str, target: str, *, private: bool) -> None:
    """
    Give a new file the access list that it is to have.

    :param path: the file.
    :param target: the file that it is going to replace, if that is there.
    :param private: whether only its user, the system and administrators may read it; else it gets the access list of
        the target, or what its directory hands down.
    :raise OSError: if that can't be done, as on a file system without access lists.
    """
    advapi = ctypes.WinDLL("advapi32", use_last_error=True)
    if private:
        descriptor = ctypes.c_void_p()
        convert = advapi.ConvertStringSecurityDescriptorToSecurityDescriptorW
        convert.argtypes = [ctypes.c_wchar_p, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_void_p]
        _check(convert(_PRIVATE.format(user=currentUser()), 1, ctypes.byref(descriptor), None))
        try:
            _check(advapi.SetFileSecurityW(ctypes.c_wchar_p(path), _DACL, descriptor))
        finally:
            ctypes.WinDLL("kernel32").LocalFree(descriptor)
    elif os.path.exists(target):
        size = ctypes.c_ulong()
        advapi.GetFileSecurityW(ctypes.c_wchar_p(target), _DACL, None, 0, ctypes.byref(size))
        buffer = ctypes.create_string_buffer(size.value)
        _check(advapi.GetFileSecurityW(ctypes.c_wchar_p(target), _DACL, buffer, size, ctypes.byref(size)))
        _check(advapi.SetFileSecurityW(ctypes.c_wchar_p(path), _DACL, buffer))


def currentUser() -> str:
    """
    Return the user of this process as a SID, like ``S-1-5-19``.

    :raise OSError: if the system doesn't tell.
    """
    advapi = ctypes.WinDLL("advapi32", use_last_error=True)
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    token, size, text = ctypes.c_void_p(), ctypes.c_ulong(), ctypes.c_wchar_p()
    _check(advapi.OpenProcessToken(ctypes.c_void_p(kernel.GetCurrentProcess()), _TOKEN_QUERY, ctypes.byref(token)))
    try:
        advapi.GetTokenInformation(token, _TOKEN_USER, None, 0, ctypes.byref(size))
        buffer = ctypes.create_string_buffer(size.value)
        _check(advapi.GetTokenInformation(token, _TOKEN_USER, buffer, size, ctypes.byref(size)))
    finally:
        kernel.CloseHandle(token)
    # what it begins with points at the SID
    _check(advapi.ConvertSidToStringSidW(ctypes.c_void_p.from_buffer(buffer), ctypes.byref(text)))
    try:
        return str(text.value)
    finally:
        kernel.LocalFree(text)


def rename(beside: str, target: str, *, replace: bool) -> None:
    """
    Give a file the name of another, which is waited for while somebody has it open.

    :param beside: the file.
    :param target: its new name.
    :param replace: whether a file of that name may be replaced.
    :raise FileExistsError: if it may not, and is there.
    :raise OSError: if that can't be done.
    """
    end = time.monotonic() + PATIENCE
    while True:
        try:
            (os.replace if replace else os.rename)(beside, target)
            return
        except PermissionError:
            if time.monotonic() > end:
                raise
        time.sleep(0.02)


def _check(worked: int) -> None:
    """Raise the error of the last call if it did not work."""
    if not worked:
        raise ctypes.WinError(ctypes.get_last_error())
