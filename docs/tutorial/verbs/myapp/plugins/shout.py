from twisted.plugin import IPlugin
from zope.interface import implementer

from myapp.interfaces import ICommand


@implementer(IPlugin, ICommand)
class Shout:
    verb = "SHOUT"
    usage = "SHOUT text"
    summary = "post a notice in capitals"

    def run(self, client, argument):
        notice = client.board.post(client.name, argument.upper())
        return f"OK {notice.number} {notice.text}"


shout = Shout()
