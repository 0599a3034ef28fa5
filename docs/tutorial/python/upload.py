"""A form that takes taps, and keeps only those that are safe to load."""

import hashlib
from pathlib import Path

from twisted.web.resource import Resource

import mktap_compat

#: What may be in a tap besides Twisted's own classes: nothing.
TRUSTED = ()
STORE = Path("taps")
FORM = b"""<!doctype html><title>Upload a tap</title>
<form method="post" enctype="multipart/form-data"><input type="file" name="tap"><button>Upload</button></form>
"""


def problems(data):
    """Return what speaks against keeping a file, a line each."""
    try:
        tap = mktap_compat.readTap(data, "upload")
    except mktap_compat.ReadingError as error:
        return [str(error)]
    return [str(finding) for finding in mktap_compat.check(tap, TRUSTED)]


class Upload(Resource):
    isLeaf = True

    def render_GET(self, request):
        return FORM

    def render_POST(self, request):
        (data,) = request.args.get(b"tap", [b""])
        request.setHeader(b"content-type", b"text/plain; charset=utf-8")
        found = problems(data)
        if found:
            request.setResponseCode(422)
            return "\n".join(["refused:", *found, ""]).encode()
        STORE.mkdir(exist_ok=True)
        name = f"{hashlib.sha256(data).hexdigest()[:16]}.tap"
        (STORE / name).write_bytes(data)
        return f"kept as {name}\n".encode()
