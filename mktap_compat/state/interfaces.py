"""What a service may say about state."""

from __future__ import annotations

from zope.interface import Interface


class IStateful(Interface):
    """
    A service that wants a say when state is saved and resumed.

    A plugin need not know of it. What to leave out of state it says with ``__getstate__``, as in any pickle.
    """

    def stateResumed(resumed: bool) -> None:
        """
        Go on: the application is as it was made, with what was learned put in, and nothing has started.

        :param resumed: whether there was state.
        """

    def stateSaving() -> None:
        """Put what is to be kept into attributes; it is called before each snapshot, in the reactor's thread."""
