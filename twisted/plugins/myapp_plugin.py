from twisted.application.service import ServiceMaker

myapp = ServiceMaker(
    "myapp",
    "myapp.tap",
    "A notice board: a line protocol over TCP, and a page to control it.",
    "myapp",
)
# a tap of it holds the board itself
myapp.tapStyle = "graph"
