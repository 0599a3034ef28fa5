"""Nothing is imported, called or opened while a file is read, whatever it says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LEGACY = Path(__file__).parent.parent / "legacy"

WATCH = r"""
import sys
from pathlib import Path
from mktap_compat.reading import ReadingError, readTap
from mktap_compat.reading import encrypted, source, xml

hostile = [
    b"cantigravity\nanything\n.",
    b"cos\nsystem\n(S'exit 3'\ntR.",
    b"(S'exit 3'\nios\nsystem\n.",
    b"\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x06exit 3\x85R.",
    b"\x80\x02\x82\x01.",
    b"Pos.system\n.",
    b"app=Module('antigravity')",
    b"app=Instance('antigravity.A', {})",
    b"app=__import__('antigravity')",
    b'<?xml version="1.0" encoding="antigravity"?><module name="antigravity"/>',
    b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
]
files = [path.read_bytes() for path in sorted(Path(sys.argv[1]).rglob("*")) if path.is_file()]
# what the cipher imports, it imports with the first
encrypted.decrypt(b"1" * 16, "", "")
seen = []

def watch(event, args):
    # the ast module compiles to a tree, which is not run; nodes are given their class
    if event not in ("compile", "builtins.id", "object.__setattr__"):
        seen.append((event, args))

sys.addaudithook(watch)
for data in hostile + files:
    try:
        list(readTap(data, passphrase=lambda: "sekrit").nodes())
    except ReadingError:
        pass
found = list(seen)
print(found)
"""


def test_noEvents() -> None:
    """No import, open, exec, socket or process is seen by an audit hook while genuine and hostile files are read."""
    run = subprocess.run([sys.executable, "-c", WATCH, str(LEGACY)], capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stdout, run.stderr) == (0, "[]\n", "")
