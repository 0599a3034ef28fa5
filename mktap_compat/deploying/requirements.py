"""What has to be installed beside a tap, as pip reads it."""

from __future__ import annotations

from collections.abc import Iterator

from mktap_compat.deploying.subject import Subject


def requirements(subject: Subject) -> Iterator[str]:
    """
    Yield a line for each distribution that a tap uses, in the version it was made with.

    :param subject: the tap.
    """
    yield f"# what {subject.name}.tap was made with, under Python {subject.python}"
    for name, version in subject.versions.items():
        if name != "python":
            yield f"{name}=={version}"
