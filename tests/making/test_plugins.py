"""Making a service from a plugin and its command line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from twisted.application.service import IServiceCollection
from twisted.python import usage

from mktap_compat.making import plugins
from mktap_compat.thaw import atDirectory


def recipe(*words: str, directory: str = "/") -> plugins.Recipe:
    """Return a recipe."""
    return plugins.Recipe(words[0], words[1:], directory)


def test_makeGivesServiceAndPackage() -> None:
    """A plugin's service is made from its command line; the recipe then knows the plugin's package."""
    made = plugins.make(recipe("ftp", "-p", "2121"))
    assert made.service.args[0] == 2121  # type: ignore[attr-defined]
    assert made.recipe.package == "twisted.tap"


def test_makeUnknownPlugin() -> None:
    """A plugin that is not there is refused with the closest name."""
    with pytest.raises(plugins.NoSuchPlugin, match="no plugin 'sock': did you mean 'socks'"):
        plugins.make(recipe("sock"))
    with pytest.raises(plugins.NoSuchPlugin, match="--help-plugins"):
        plugins.make(recipe("zzzzzz"))


def test_makeWrongOption() -> None:
    """A plugin's own usage error passes through, with its own words."""
    with pytest.raises(usage.UsageError, match="option --nosuch not recognized"):
        plugins.make(recipe("web", "--nosuch"))


def test_makeFails() -> None:
    """What a plugin raises becomes one line that says what and where."""
    with pytest.raises(plugins.MakingError, match=r"makeService of 'portforward' failed: .*\(.*\.py line \d+, in "):
        plugins.make(recipe("portforward", "-p", "nosuchendpoint:1", "-h", "h"))


def test_makeReadsParentOptions() -> None:
    """A plugin's options have twistd's own as their parent, as some plugins read."""
    options = plugins.PluginOptions()
    options.parseOptions(["web"])
    assert options.subOptions.parent is options
    assert options["pidfile"]


def test_makeInTheRecipesDirectory(tmp_path: Path) -> None:
    """Relative paths begin at the recipe's directory; the current directory is as before."""
    (tmp_path / "www").mkdir()
    here = os.getcwd()
    made = plugins.make(recipe("web", "--path", "www", directory=str(tmp_path)))
    (service,) = IServiceCollection(made.service)
    assert service.factory.resource.path == str(tmp_path / "www")
    assert os.getcwd() == here


def test_atDirectoryThatIsGone(tmp_path: Path) -> None:
    """A directory that is gone changes nothing: a command line without relative paths works anywhere."""
    here = os.getcwd()
    with atDirectory(str(tmp_path / "gone")):
        assert os.getcwd() == here
