"""One test for each published way around the scanners, and for those that we found; the corpus says how they work."""

from __future__ import annotations

import pytest

from .conftest import Reports


def refused(verdicts: Reports, name: str) -> None:
    """Assert that a file of the corpus is refused, and that nothing happened meanwhile."""
    report = verdicts[name]
    assert report.get("refused") and not report["events"] and not report["pwned"]


def test_memoConfusion(verdicts: Reports) -> None:
    """picklescan #14: PUT and MEMOIZE mixed make the memo differ from what a scanner keeps."""
    refused(verdicts, "memo-confusion")


def test_stackGlobalThroughMemo(verdicts: Reports) -> None:
    """picklescan #22: STACK_GLOBAL takes its strings from the memo."""
    refused(verdicts, "stack-global-through-memo")


def test_putOfOtherValue(verdicts: Reports) -> None:
    """modelscan #85: what PUT stores is not the argument of the opcode before it."""
    refused(verdicts, "put-other-value")


def test_buildOnFunction(verdicts: Reports) -> None:
    """modelscan #330: BUILD puts builtins into a function, whose attribute is then called."""
    refused(verdicts, "build-builtins-into-globals")


def test_buildOnClass(verdicts: Reports) -> None:
    """modelscan #85: BUILD with a slot state sets attributes of a class."""
    refused(verdicts, "build-on-class")


def test_joinedNames(verdicts: Reports) -> None:
    """modelscan #331: the names are put together by str.join while loading."""
    refused(verdicts, "getattr-joined")


def test_falseNegatives(verdicts: Reports) -> None:
    """modelscan #338: functions that run programs and are on no list."""
    refused(verdicts, "passfds")


def test_invalidMemo(verdicts: Reports) -> None:
    """modelscan #338 and #348: a memo index that was never set ends the scan, not the harm."""
    refused(verdicts, "invalid-memo")


def test_nestedPickle(verdicts: Reports) -> None:
    """modelscan #267 and GHSA-84r2-jw7c-4r5q: pickle.loads in a pickle."""
    refused(verdicts, "nested-pickle")


def test_nestedUnderscored(verdicts: Reports) -> None:
    """picklescan #25: the same by the name of the C module."""
    refused(verdicts, "nested-underscored")


def test_brokenBehind(verdicts: Reports) -> None:
    """GHSA-9gvj-pp9x-gcfr: the pickle is broken behind the payload."""
    refused(verdicts, "broken-behind")


def test_truncated(verdicts: Reports) -> None:
    """GHSA-9gvj-pp9x-gcfr: the file ends before the pickle does."""
    refused(verdicts, "truncated")


def test_typeConfusion(verdicts: Reports) -> None:
    """picklescan #52: STACK_GLOBAL on values that are no strings."""
    refused(verdicts, "type-confusion")


def test_resolveName(verdicts: Reports) -> None:
    """GHSA-vvpj-8cmc-gx39: pkgutil.resolve_name gives every function for a text."""
    refused(verdicts, "resolve-name")


def test_importModule(verdicts: Reports) -> None:
    """picklescan #66 and #74: importlib.import_module and attribute chains."""
    refused(verdicts, "getattr-joined")


def test_operatorFunctions(verdicts: Reports) -> None:
    """GHSA-m273-6v24-x4m4: operator.attrgetter."""
    refused(verdicts, "attrgetter")


def test_methodcaller(verdicts: Reports) -> None:
    """GHSA-m273-6v24-x4m4: operator.methodcaller."""
    refused(verdicts, "methodcaller")


def test_underscoredOperator(verdicts: Reports) -> None:
    """GHSA-955r-x9j8-7rhh: _operator is the same module."""
    refused(verdicts, "underscored-operator")


def test_partial(verdicts: Reports) -> None:
    """fickling #210: functools.partial wraps the call."""
    refused(verdicts, "called-result")


def test_defaultFactory(verdicts: Reports) -> None:
    """modelaudit #1061: the factory of a defaultdict is called by a look-up."""
    refused(verdicts, "default-factory")


def test_timeit(verdicts: Reports) -> None:
    """GHSA-v7x6-rv5q-mhwc: timeit.timeit."""
    refused(verdicts, "timeit")


def test_cProfile(verdicts: Reports) -> None:
    """GHSA-p523-jq9w-64x9: cProfile.run."""
    refused(verdicts, "profiler")


def test_profileRun(verdicts: Reports) -> None:
    """GHSA-x696-vm39-cp64: profile.Profile.run by a dotted name."""
    refused(verdicts, "profile-run")


def test_traceRun(verdicts: Reports) -> None:
    """GHSA-5qwp-399c-mjwf: trace.Trace.run by a dotted name."""
    refused(verdicts, "trace-run")


def test_debugger(verdicts: Reports) -> None:
    """GHSA-4675-36f9-wf6r: pdb and bdb."""
    refused(verdicts, "debugger")


def test_interpreter(verdicts: Reports) -> None:
    """picklescan #48: code.InteractiveInterpreter.runcode."""
    refused(verdicts, "interpreter")


def test_idle(verdicts: Reports) -> None:
    """GHSA-6w4w-5w54-rjvr and GHSA-r8g5-cgf2-4m4m: idlelib evaluates."""
    refused(verdicts, "idle")


def test_grammar(verdicts: Reports) -> None:
    """GHSA-f54q-57x4-jg88: lib2to3.pgen2.grammar.Grammar.loads."""
    refused(verdicts, "grammar")


def test_runpy(verdicts: Reports) -> None:
    """GHSA-wfq2-52f7-7qvj and picklescan #27: runpy."""
    refused(verdicts, "run-path")


def test_subprocessTransport(verdicts: Reports) -> None:
    """CVE-2025-10157: a class of a package whose module is listed by its full name."""
    refused(verdicts, "subprocess-transport")


def test_distributionTools(verdicts: Reports) -> None:
    """GHSA-xp4f-hrf8-rxw7 and GHSA-vqmv-47xg-9wpr: ensurepip._run_pip."""
    refused(verdicts, "run-pip")


def test_pip(verdicts: Reports) -> None:
    """CVE-2025-1716: pip.main."""
    refused(verdicts, "pip-main")


def test_pseudoTerminal(verdicts: Reports) -> None:
    """GHSA-r7v6-mfhq-g3m2: pty.spawn."""
    refused(verdicts, "pseudo-terminal")


def test_foreignFunctions(verdicts: Reports) -> None:
    """GHSA-5hvc-6wx8-mvv4: ctypes."""
    refused(verdicts, "foreign-functions")


def test_marshalAndTypes(verdicts: Reports) -> None:
    """GHSA-565g-hwwr-4pp3: marshal.loads and types.FunctionType."""
    refused(verdicts, "marshalled")


def test_functionType(verdicts: Reports) -> None:
    """GHSA-565g-hwwr-4pp3: the second half of it."""
    refused(verdicts, "function-type")


def test_builtins(verdicts: Reports) -> None:
    """GHSA-h4rm-mm56-xf63: builtins that are not shown as imports."""
    refused(verdicts, "builtins-eval")


def test_submodules(verdicts: Reports) -> None:
    """GHSA-q5qq-mvfm-j35x: the name is listed, but by another module."""
    refused(verdicts, "posix-system")


def test_uuidCommand(verdicts: Reports) -> None:
    """GHSA-5hwf-rc88-82xm and CVE-2026-56315: private functions of uuid run programs."""
    refused(verdicts, "uuid-command")


def test_osxSupport(verdicts: Reports) -> None:
    """GHSA-5hwf-rc88-82xm: _osx_support."""
    refused(verdicts, "osx-support")


def test_aixSupport(verdicts: Reports) -> None:
    """GHSA-5hwf-rc88-82xm: _aix_support."""
    refused(verdicts, "aix-support")


def test_imapStream(verdicts: Reports) -> None:
    """GHSA-g38g-8gr9-h9xp: imaplib.IMAP4_stream."""
    refused(verdicts, "imap-stream")


def test_pager(verdicts: Reports) -> None:
    """CVE-2026-56315: _pyrepl.pager.pipe_pager."""
    refused(verdicts, "pager")


def test_forkExec(verdicts: Reports) -> None:
    """GHSA-m6fh-58r7-x697: _posixsubprocess.fork_exec."""
    refused(verdicts, "fork-exec")


def test_exitHook(verdicts: Reports) -> None:
    """GHSA-m6fh-58r7-x697: atexit.register."""
    refused(verdicts, "exit-hook")


def test_siteFolder(verdicts: Reports) -> None:
    """GHSA-m6fh-58r7-x697: site.addsitedir."""
    refused(verdicts, "site-folder")


def test_subinterpreter(verdicts: Reports) -> None:
    """GHSA-6ggj-6f2q-f7mx: _interpreters."""
    refused(verdicts, "subinterpreter")


def test_stateDodge(verdicts: Reports) -> None:
    """GHSA-6ggj-6f2q-f7mx: the call goes through BUILD and __setstate__."""
    refused(verdicts, "set-state-runs")


def test_logFile(verdicts: Reports) -> None:
    """CVE-2026-56304: logging.FileHandler makes files."""
    refused(verdicts, "log-file")


def test_fileWriting(verdicts: Reports) -> None:
    """fickling #210: _io.FileIO."""
    refused(verdicts, "raw-file")


def test_network(verdicts: Reports) -> None:
    """GHSA-hgrh-qx5j-jfwx: modules that connect."""
    refused(verdicts, "network")


def test_extensionCode(verdicts: Reports) -> None:
    """fickling #114: EXT opcodes are not understood."""
    refused(verdicts, "extension-1")


def test_otherContainer(verdicts: Reports) -> None:
    """CVE-2025-10155: the contents are not what the name of the file says."""
    refused(verdicts, "compressed")


def test_zip(verdicts: Reports) -> None:
    """CVE-2025-1944: an archive that tools read in different ways."""
    refused(verdicts, "no-pickle")


def test_concatenated(verdicts: Reports) -> None:
    """picklescan #46: a second pickle stands behind the first."""
    refused(verdicts, "concatenated")


def test_sideEffectOfImport(verdicts: Reports) -> None:
    """modelaudit #1061: importing the module is the payload."""
    refused(verdicts, "import-side-effect")


def test_twistedGadget(verdicts: Reports) -> None:
    """Ours: two functions of twisted.persisted.styles call os.system."""
    refused(verdicts, "twisted-method-of-module")


def test_twistedFunction(verdicts: Reports) -> None:
    """Ours: the third of them gives any function for a text."""
    refused(verdicts, "twisted-function")


def test_twistedResolver(verdicts: Reports) -> None:
    """Ours: allowed classes alone run a file while they are loaded."""
    refused(verdicts, "twisted-resolver-calls")


def test_twistedUpgrade(verdicts: Reports) -> None:
    """Ours: an upgrade that deletes what the file names."""
    refused(verdicts, "twisted-upgrade-deletes")


def test_methodOfAnyModule(verdicts: Reports) -> None:
    """Ours: what an allowed method was bound to was not looked at if it was a mere name, which loading imports."""
    refused(verdicts, "method-of-any-module")


def test_ownMethodOfForeign(verdicts: Reports) -> None:
    """Ours: a method of a trusted package was allowed of what its modules had imported, too."""
    refused(verdicts, "own-method-of-foreign")


@pytest.mark.parametrize("name", ["tas-carriage-return", "tas-carriage-behind"])
def test_sourceCommentEnds(verdicts: Reports, name: str) -> None:
    """Ours: a comment in a .tas went on behind a carriage return, where for Python a new line of code begins."""
    refused(verdicts, name)


def test_sourceOfTwoPythons(verdicts: Reports) -> None:
    """Ours: one ``u''`` made all strings of a .tas those of Python 2, whose ``\\u`` is no escape; Python 3 reads it."""
    refused(verdicts, "tas-two-pythons")


@pytest.mark.parametrize("name", ["tas-continued", "tas-long-string"])
def test_sourceStringsDiffer(verdicts: Reports, name: str) -> None:
    """Ours: Python read other strings in a .tas than we did, of which an option that imports could be made."""
    refused(verdicts, name)


@pytest.mark.parametrize("name", ["gone-call", "old-module", "old-copyreg"])
def test_modulesOfPython2(verdicts: Reports, name: str) -> None:
    """Ours: modules that only Python 2 had were allowed where Python 3 imports whatever has their names."""
    refused(verdicts, name)


@pytest.mark.parametrize("name", ["own-class-attribute", "own-other-name"])
def test_ownNameOfForeign(verdicts: Reports, name: str) -> None:
    """Ours: another name, or a class that keeps it, made a function of os the user's own."""
    refused(verdicts, name)


def test_recipeBesideGraph(verdicts: Reports) -> None:
    """Ours: a recipe that runs a file was allowed beside a graph, but the file decides which of them is used."""
    refused(verdicts, "recipe-zone-and-graph")


def test_recipeWithTwoSigns(verdicts: Reports) -> None:
    """Ours: we took what stands behind the last ``=`` for the class, Twisted what stands behind the first."""
    refused(verdicts, "recipe-two-signs")


def test_headerOverwritten(verdicts: Reports) -> None:
    """Ours: the header was checked as it is in the end, not as it is when our call gets it."""
    refused(verdicts, "header-overwritten")
