"""The verbs of the protocol. Any ``myapp/plugins`` directory on ``sys.path`` can add more."""

from twisted.plugin import pluginPackagePaths

__path__.extend(pluginPackagePaths(__name__))
__all__: list[str] = []
