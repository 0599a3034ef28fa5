from twisted.web import resource, static


class Latest(resource.Resource):
    isLeaf = True

    def __init__(self, factory):
        resource.Resource.__init__(self)
        self.factory = factory
        self.title = b"Le caf\xe9"

    def render_GET(self, request):
        request.setHeader("content-type", "text/plain; charset=latin-1")
        q = self.factory.quotes[0]
        who = request.args.get(b"who", [b"nobody"])[0]
        return self.title + b": " + q.text + b" for " + who


class Root(resource.Resource):
    def __init__(self):
        resource.Resource.__init__(self)
        self.putChild(b"", static.Data(b"index \xe9", "text/plain"))
        self.putChild(b"hello", static.Data(b"hello world", "text/plain"))


def build(factory, path):
    r = Root()
    r.putChild(b"latest", Latest(factory))
    r.putChild(b"files", static.File(path))
    return r
