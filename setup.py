"""Packaging of mktap-compat: a flat layout with two Twisted plugin dropins."""

import re
from glob import glob
from pathlib import Path

from setuptools import find_packages, setup

PROJECT = "https://github.com/mktap-compat/mktap-compat"


def onIndex(readme: str) -> str:
    """Return the README as the package index shows it, where links and pictures can't be relative."""
    readme = re.sub(r"(!\[[^]]*\]\()(?!https?:)", rf"\1{PROJECT}/raw/main/", readme)
    return re.sub(r"(?<!!)(\[[^]]*\]\()(?!https?:)", rf"\1{PROJECT}/blob/main/", readme)


setup(
    name="mktap-compat",
    version="1.0.0",
    description="mktap for today's Twisted: freeze a configured application into a .tap file, look into it, run it",
    long_description=onIndex(Path(__file__).with_name("README.md").read_text(encoding="utf-8")),
    long_description_content_type="text/markdown",
    license="MIT",
    author="The mktap-compat maintainers",
    keywords=["twisted", "mktap", "twistd", "tap", "deployment", "pickle", "migration"],
    url=PROJECT,
    project_urls={
        "Documentation": f"{PROJECT}/blob/main/docs/index.rst",
        "Source": PROJECT,
        "Issues": f"{PROJECT}/issues",
        "Changelog": f"{PROJECT}/blob/main/NEWS.rst",
    },
    python_requires=">=3.10",
    install_requires=["Twisted>=22.10"],
    extras_require={
        "etap": ["cryptography"],
        # tapdeploy pyz and what is made of it: deb, rpm, container
        "pyz": ["shiv"],
        # tapdeploy kubernetes checks what it writes where this is installed
        "kubernetes": ["kubernetes-validate"],
        "test": [
            "Twisted[tls,conch]",
            "axe-playwright-python",
            "build",
            "cryptography",
            "hypothesis",
            "klein",
            "kubernetes-validate",
            "paramiko",
            "playwright",
            "pytest",
            "shiv",
            "twine",
            "txsni",
        ],
        # the catalog's table imports what it names
        "docs": ["Twisted[tls,conch]", "cryptography", "furo", "pillow", "sphinx>=7"],
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
            "tap2deb = mktap_compat.commands.tap2deb:console",
            "tap2rpm = mktap_compat.commands.tap2rpm:console",
            "tapconvert = mktap_compat.commands.tapconvert:console",
            "tapdeploy = mktap_compat.commands.tapdeploy:console",
            "tapinspect = mktap_compat.commands.tapinspect:console",
        ],
    },
    classifiers=[
        "Development Status :: 5 - Production/Stable",
        "Environment :: Console",
        "Environment :: No Input/Output (Daemon)",
        "Framework :: Twisted",
        "Intended Audience :: Developers",
        "Intended Audience :: System Administrators",
        "Operating System :: MacOS",
        "Operating System :: Microsoft :: Windows",
        "Operating System :: POSIX",
        "Programming Language :: Python :: 3",
        "Programming Language :: Python :: 3.10",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
        "Topic :: Internet",
        "Topic :: System :: Installation/Setup",
        "Typing :: Typed",
    ],
)
