from twisted.web import resource


class Shout(resource.Resource):
    isLeaf = True

    def __init__(self, path, registry):
        resource.Resource.__init__(self)
        self.path = path

    def render(self, request):
        request.setHeader("content-type", "text/plain")
        return open(self.path, "rb").read().upper()


def app(environ, start_response):
    start_response("200 OK", [("Content-type", "text/plain")])
    return [b"wsgi " + environ["PATH_INFO"].encode()]
