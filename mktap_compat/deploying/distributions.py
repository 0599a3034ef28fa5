"""What is installed here and a tap needs there: distributions with all that they stand on, and a plugin beside them."""

from __future__ import annotations

import ast
import json
import os
import re
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path
from urllib.parse import unquote, urlsplit

from mktap_compat.deploying.plan import DeployError
from mktap_compat.deploying.subject import Subject
from mktap_compat.trust.table import PLUGINS

#: Extras of Twisted that servers use; they come along where they are installed.
EXTRAS = frozenset(["tls", "conch", "http2", "serial"])
_REQUIREMENT = re.compile(r"\s*([\w.-]+)\s*(?:\[([^\]]*)\])?([^;]*)(?:;(.*))?")
_EXTRA = re.compile(r"""extra\s*==\s*["']([\w.-]+)["']""")
#: What a distribution leaves here that is of this machine, or is made anew anywhere.
_LEFT = re.compile(
    r"(?:^|/)(?:__pycache__|dropin\.cache|RECORD|direct_url\.json|INSTALLER|REQUESTED|[^/]*\.py[co])(?:/|$)"
)


def modules(subject: Subject) -> Iterator[tuple[str, Path]]:
    """
    Yield every file that a tap needs to be imported, by its place below a directory for modules.

    :param subject: the tap.
    :return: pairs of a path with ``/`` and the file that is here.
    :raise DeployError: if something that it needs is not installed here in the version that made it.
    """
    for name, version in subject.versions.items():
        if name == "python":
            continue
        found = _distribution(name)
        if found is None or found.version != version:
            here = f"here is {found.version}" if found is not None else "it is not installed here"
            raise DeployError(
                f"{subject.facts.file} was made with {name} {version}, and {here}: make the tap again here"
            )
    for distribution in closure(name for name in subject.versions if name != "python"):
        yield from _files(distribution)
    for recipe in subject.facts.recipes:
        if recipe.plugin not in PLUGINS:
            yield from beside(recipe.plugin, Path(recipe.directory))


def closure(names: Iterable[str]) -> list[metadata.Distribution]:
    """
    Return installed distributions and those that they require, by name, each once.

    :param names: of distributions.
    """
    found: dict[str, metadata.Distribution] = {}
    waiting = [(name, EXTRAS if _normal(name) == "twisted" else frozenset()) for name in names]
    seen = set(waiting)
    while waiting:
        name, extras = waiting.pop()
        distribution = _distribution(name)
        if distribution is None:
            # of another platform, of another Python, or not wanted by who installed it
            continue
        found[_normal(name)] = distribution
        for line in distribution.requires or ():
            match = _REQUIREMENT.match(line)
            assert match is not None
            extra = _EXTRA.search(match[4] or "")
            if extra is None or extra[1] in extras:
                required = (match[1], frozenset(re.split(r"\s*,\s*", match[2])) if match[2] else frozenset())
                if required not in seen:
                    seen.add(required)
                    waiting.append(required)
    return [found[name] for name in sorted(found)]


def _distribution(name: str) -> metadata.Distribution | None:
    """Return an installed distribution; a source directory that is searched too has metadata, but is not installed."""
    found = list(metadata.distributions(name=name))
    installed = [each for each in found if each.read_text("RECORD") is not None]
    return next(iter(installed or found), None)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _files(distribution: metadata.Distribution) -> Iterator[tuple[str, Path]]:
    """Yield the files of a distribution; those of an editable one from its source."""
    source = _source(distribution)
    recorded = distribution.read_text("RECORD") is not None
    if not recorded:
        # as Debian installs them: no list of files, but what is at the top
        source = Path(str(distribution.locate_file("")))
        for folder in source.glob(f"{distribution.metadata['Name'].replace('-', '_')}*.*-info"):
            yield from _below(source, folder)
    for file in distribution.files or () if recorded else ():
        path = file.as_posix()
        if not path.startswith("../") and not path.startswith("__editable__") and not _LEFT.search(path):
            yield path, Path(str(distribution.locate_file(file)))
    if source is not None:
        for name in (distribution.read_text("top_level.txt") or "").split():
            yield from _below(source, source / name)
            if (source / f"{name}.py").is_file():
                yield f"{name}.py", source / f"{name}.py"


def _source(distribution: metadata.Distribution) -> Path | None:
    """Return where the modules of an editable distribution are, ``None`` for any other."""
    url = json.loads(distribution.read_text("direct_url.json") or "{}")
    if not url.get("dir_info", {}).get("editable"):
        return None
    root = Path(unquote(urlsplit(url["url"]).path))
    return root / "src" if (root / "src").is_dir() else root


def _below(root: Path, directory: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(directory.rglob("*")):
        relative = path.relative_to(root).as_posix()
        if path.is_file() and not _LEFT.search(relative):
            yield relative, path


def beside(plugin: str, directory: Path) -> Iterator[tuple[str, Path]]:
    """
    Yield the files of a plugin that is in no distribution, but below the directory that its tap was made in.

    :param plugin: the plugin's name.
    :param directory: with ``twisted/plugins/`` in it.
    """
    waiting = [path for path in sorted(directory.glob("twisted/plugins/*.py")) if plugin in _strings(path)]
    seen = set(waiting)
    while waiting:
        path = waiting.pop()
        yield path.relative_to(directory).as_posix(), path
        for name in _named(path):
            found = _located(directory, name.split("."))
            new = [each for each in found if each not in seen]
            seen.update(new)
            waiting += [each for each in new if each.suffix == ".py"]
            yield from ((each.relative_to(directory).as_posix(), each) for each in new if each.suffix != ".py")


def _parsed(path: Path) -> ast.AST:
    try:
        return ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        return ast.Module([], [])


def _strings(path: Path) -> set[str]:
    nodes = ast.walk(_parsed(path))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def _named(path: Path) -> set[str]:
    """Return the modules that a file imports, or names as a ``ServiceMaker`` does."""
    found = {text for text in _strings(path) if re.fullmatch(r"\w+(?:\.\w+)*", text)}
    for node in ast.walk(_parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return found


def _located(directory: Path, parts: list[str]) -> list[Path]:
    """Return the files of the package or module at the top that a dotted name begins with, if it is here."""
    package, module = directory / parts[0], directory / f"{parts[0]}.py"
    if module.is_file():
        return [module]
    if (package / "__init__.py").is_file():
        return [path for _, path in _below(directory, package)]
    return []


def platformOf(names: Iterable[str]) -> bool:
    """
    Tell whether files fit one platform only, because there is machine code among them.

    :param names: of the files.
    """
    return any(os.path.splitext(name)[1] in (".so", ".pyd", ".dylib") for name in names)
