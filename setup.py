"""Packaging of mktap-compat: a flat layout with two Twisted plugin dropins."""

from glob import glob
from pathlib import Path

from setuptools import find_packages, setup

setup(
    name="mktap-compat",
    version="1.0.0",
    description="mktap for today's Twisted: freeze a configured application into a .tap file, look into it, run it",
    long_description=Path(__file__).with_name("README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="MIT",
    python_requires=">=3.10",
    install_requires=["Twisted>=22.10"],
    extras_require={
        "etap": ["cryptography"],
        "test": [
            "Twisted[tls,conch]",
            "axe-playwright-python",
            "build",
            "cryptography",
            "hypothesis",
            "klein",
            "paramiko",
            "playwright",
            "pytest",
            "txsni",
        ],
        "docs": ["furo", "pillow", "sphinx>=7"],
        "lint": ["import-linter", "mypy>=2,<3", "mypy-zope>=1,<2", "ruff", "towncrier"],
    },
    # No __init__.py under twisted/: installing one would overwrite Twisted's own.
    packages=[*find_packages(include=["mktap_compat*", "myapp*"]), "twisted.plugins"],
    package_data={"mktap_compat": ["py.typed"], "myapp": ["py.typed", "control/page.*"]},
    include_package_data=False,
    # Where man, bash and zsh look below the prefix that this is installed in.
    data_files=[
        ("share/man/man1", sorted(glob("docs/man/*.1"))),
        ("share/bash-completion/completions", sorted(glob("docs/completion/bash/*"))),
        ("share/zsh/site-functions", sorted(glob("docs/completion/zsh/*"))),
    ],
    # Without compat mode an editable install does not find twisted/plugins.
    options={"editable_wheel": {"mode": "compat"}},
    entry_points={
        "console_scripts": [
            "mkapp = mktap_compat.commands.scripts:mkapp",
            "mktap = mktap_compat.commands.scripts:mktap",
            "tapconvert = mktap_compat.commands.tapconvert:console",
            "tapinspect = mktap_compat.commands.tapinspect:console",
        ],
    },
    classifiers=[
        "Framework :: Twisted",
        "Intended Audience :: Developers",
        "Intended Audience :: System Administrators",
        "Programming Language :: Python :: 3",
        "Programming Language :: Python :: 3.10",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
    ],
)
