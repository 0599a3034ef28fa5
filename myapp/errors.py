"""The exception that a verb raises to refuse a line."""


class CommandError(Exception):
    """
    A line was refused; the client reads ``ERR code text``.

    :param code: one lower-case word, for programs
    :param text: one line, for people
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
