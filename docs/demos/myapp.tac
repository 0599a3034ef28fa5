# Run with: twistd -ny myapp.tac
from twisted.application.service import Application

from myapp.board import Board
from myapp.service import BoardService, ControlService

application = Application("myapp")

notices = BoardService("tcp:9000", Board(limit=1000))
notices.setServiceParent(application)

page = ControlService("tcp:8080:interface=127.0.0.1", notices)
page.setServiceParent(application)
