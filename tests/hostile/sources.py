"""Hostile .tas, .tax and .etap files."""

from __future__ import annotations

from .files import Hostile

_LAUGHS = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))


def _tas(title: str, what: str, source: str, runs: bool = False) -> Hostile:
    return Hostile(title, what, source.encode(), runs, "tas")


def _tax(title: str, what: str, source: str) -> Hostile:
    return Hostile(title, what, source.encode(), False, "tax")


FILES = (
    _tas("tas-call", "a call where an object should be", "app=__import__('os').system('touch PWNED')", True),
    _tas("tas-statement", "a statement before the application", "import os\nos.system('touch PWNED')\napp=[]", True),
    _tas("tas-behind", "a statement behind the application", "app=[]\n__import__('os').system('touch PWNED')", True),
    _tas(
        "tas-argument", "a call as an argument", "app=Instance('a.B', x=__import__('os').system('touch PWNED'))", True
    ),
    _tas("tas-comprehension", "a comprehension", "app=[print(x) for x in (1,)]"),
    _tas("tas-lambda", "a lambda that is called", "app=(lambda: __import__('os').system('touch PWNED'))()", True),
    _tas("tas-f-string", "a call in an f-string", "app=f\"{__import__('os').system('touch PWNED')}\"", True),
    _tas("tas-attribute", "an attribute of a literal", "app=().__class__.__base__"),
    _tas("tas-operator", "an expression that takes for ever", "app=9**9**9"),
    _tas("tas-repeat", "an expression that takes all memory", "app='x'*10**12"),
    _tas("tas-copyreg", "the loader of Copyreg is os.system", "app=Copyreg('os.system', ('touch PWNED',))", True),
    _tas("tas-function", "a reference to os.system", "app=Function('os.system')"),
    _tas("tas-module", "any module", "app=Module('antigravity')"),
    _tas("tas-method", "a method of a module", "app=InstanceMethod('system', 'os', Ref(1, None))"),
    _tas(
        "tas-setstate",
        "an attribute __setstate__",
        "app=Instance('twisted.application.service.Service', __setstate__=Function('builtins.len'))",
    ),
    _tas(
        "tas-thaw",
        "our own call with a graph that nobody reads",
        "app=Copyreg('mktap_compat.thaw.thaw', ({}, b\"cos\\nsystem\\n(S'touch PWNED'\\ntR.\"))",
    ),
    _tas("tas-deep", "brackets without end", "app=" + "[" * 100_000),
    _tas("tas-nested-names", "a name bound to another", "x=1\napp=x"),
    _tax("tax-laughs", "a billion laughs", f'<!DOCTYPE x [<!ENTITY l0 "ha">{_LAUGHS}]><string value="&l9;"/>'),
    _tax(
        "tax-external",
        "a file by an external entity",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><string>&e;</string>',
    ),
    _tax("tax-parameter", "a parameter entity", '<!DOCTYPE x [<!ENTITY % e SYSTEM "file:///etc/passwd">%e;]><none/>'),
    _tax("tax-document-type", "a document type alone", '<!DOCTYPE x SYSTEM "http://localhost:1/x.dtd"><none/>'),
    _tax("tax-function", "a reference to os.system", '<?xml version="1.0"?><function name="os.system"/>'),
    _tax("tax-module", "any module", '<?xml version="1.0"?><module name="antigravity"/>'),
    _tax(
        "tax-copyreg",
        "the loader of copyreg is os.system",
        '<?xml version="1.0"?><copyreg loadfunc="os.system"><tuple><string value="touch PWNED"/></tuple></copyreg>',
    ),
    _tax("tax-deep", "elements without end", '<?xml version="1.0"?>' + "<list>" * 100_000),
    Hostile("etap-noise", "16 bytes that decrypt to nothing", b"\x01" * 16, suffix="etap"),
)
