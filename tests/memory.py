"""How much memory this process has had at most."""

from __future__ import annotations

from pathlib import Path


def peakMebibytes() -> float:
    """
    Return the most memory that this process has had since its program started, in MiB.

    Linux lets a new program's ``ru_maxrss`` begin with what the process had that started it; ``VmHWM`` does not.
    """
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        lines = []
    for line in lines:
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
