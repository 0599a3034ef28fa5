"""Tests of the walk from an old application to constructions, and of its report."""

from __future__ import annotations

import json

import pytest
from twisted.application.service import IProcess, IService, IServiceCollection

from mktap_compat.migrating import GoneError, MigrationError, evaluate
from mktap_compat.migrating.constructions import Construction
from mktap_compat.migrating.reporttree import tree
from mktap_compat.migrating.rules import RULES, knows, rule

from .olden import application, called, convert, made, node, old, said, server, tap, walk

FACTORY = "twisted.internet.protocol.ServerFactory"
GONE_FACTORY = "twisted.web2.channel.http.HTTPFactory"


def ports(root: object, **settings: object) -> list[object]:
    """Return the ports of the services of a converted application."""
    live = evaluate(convert(root, **settings))  # type: ignore[arg-type]
    return [service.args[0] for service in IServiceCollection(live)]


def test_sharedNodesStayShared() -> None:
    """What two places of the file share is one object today."""
    shared = old(FACTORY)
    one, two = list(IServiceCollection(evaluate(convert(application(server(1, shared), server(2, shared))))))
    assert one.args[1] is two.args[1]


def test_nameAndProcess() -> None:
    """Name, uid, gid and process name of the application are kept."""
    live = evaluate(convert(application(called=b"quotes", process={"uid": 7, "gid": 8, "processName": None})))
    assert IService(live).name == "quotes"
    assert (IProcess(live).uid, IProcess(live).gid, IProcess(live).processName) == (7, 8, None)


@pytest.mark.parametrize("root", [node({}), node(None), old("twisted.web.static.Data", data=b"", type=b"")])
def test_noApplication(root: object) -> None:
    """A file that holds something else is refused, by name."""
    with pytest.raises(MigrationError, match=r"old\.tap: holds no Application"):
        convert(root)  # type: ignore[arg-type]


def test_portsMove() -> None:
    """``--map-port`` moves ports, and the report says so."""
    root = application(server(80, old(FACTORY)), server(81, old(FACTORY)))
    assert ports(root, ports={80: 8080}) == [8080, 81]
    assert [entry.became for entry in convert(root, ports={80: 8080}).report.of("moved")] == ["8080"]


def test_goneNamesClassServiceAndSuccessor() -> None:
    """A class without successor is refused: with the service, the class, what to use, and what to drop."""
    with pytest.raises(GoneError) as caught:
        convert(application(server(80, old(FACTORY)), server(81, old(GONE_FACTORY), name=b"site")))
    assert str(caught.value) == (
        f"old.tap: services[1] (TCPServer 'site' on port 81) needs {GONE_FACTORY}, which is gone from Twisted: "
        f"use twisted.web, as in 'mkapp web --path DIR'; --drop services[1] converts the rest"
    )


def test_goneNamesAllToDrop() -> None:
    """All services that need something gone are named at once, inside of others too, and those that share it."""
    shared = old("twisted.web.server.Site", resource=old(GONE_FACTORY))
    inner = old("twisted.application.service.MultiService", services=[server(1, shared), server(2, old(FACTORY))])
    with pytest.raises(GoneError, match=r"needs .*; --drop services\[0\].services\[0\] --drop services\[1\] conv"):
        convert(application(inner, server(3, shared)))


def test_goneAltogether() -> None:
    """Where nothing would be left nobody is told to drop anything."""
    inner = old("twisted.application.service.MultiService", services=[server(80, old(GONE_FACTORY))])
    with pytest.raises(GoneError) as caught:
        convert(application(inner, server(81, old(GONE_FACTORY))))
    assert "--drop" not in str(caught.value)
    with pytest.raises(GoneError, match="--drop services"):
        convert(application(inner, server(81, old(FACTORY))))


@pytest.mark.parametrize("drop", ["services[1]", "site", GONE_FACTORY, "HTTPFactory"])
def test_drop(drop: str) -> None:
    """``--drop`` leaves out one service, by place, name or class, and the conversion is not complete."""
    root = application(server(80, old(FACTORY)), server(81, old(GONE_FACTORY), name=b"site"))
    conversion = convert(root, dropped=(drop,))
    assert len(list(IServiceCollection(evaluate(conversion)))) == 1
    assert not conversion.report.complete
    assert [entry.path for entry in conversion.report.of("left out")] == ["services[1]"]


def test_dropInside() -> None:
    """A service inside another one is dropped by its place."""
    inner = old(
        "twisted.application.service.MultiService", services=[server(1, old(GONE_FACTORY)), server(2, old(FACTORY))]
    )
    conversion = convert(application(inner), dropped=("services[0].services[0]",))
    (group,) = list(IServiceCollection(evaluate(conversion)))
    assert [service.args[0] for service in group] == [2]


def test_dropNothing() -> None:
    """A decision that is about nothing in the tap is told: what it should have left out would serve."""
    conversion = convert(application(server(1, old(FACTORY))), dropped=("other", FACTORY), ports={2: 3})
    assert conversion.unmet == ("--map-port 2=3: there is no such port", "--drop other: there is no such service")


def test_damagedState() -> None:
    """State that cannot be is an error with the place, never an exception of Python."""
    for root in (
        server(1, old(FACTORY), args=5),
        old("twisted.application.internet.TimerService", step=1, call=(1, 2)),
        old("twisted.application.internet.TimerService", step=b"x", call=(1, (), {})),
        called("twisted.persisted.styles.unpickleMethod", b"not a name", old(FACTORY), None),
        called("twisted.persisted.styles.unpickleMethod"),
        called("datetime.date", b"\x00"),
    ):
        with pytest.raises(MigrationError, match="it"):
            walk(root)


def test_callOfAMethodOfTheReactor() -> None:
    """A method of something that is no object of the tap, as the reactor's, is refused."""
    spawn = called("twisted.persisted.styles.unpickleMethod", b"spawnProcess", old(_REACTOR), None)
    with pytest.raises(MigrationError, match="spawnProcess"):
        walk(spawn)


_REACTOR = "twisted.internet.selectreactor.SelectReactor"


def test_whatNobodyAsksForIsReported() -> None:
    """Attributes that a rule does not ask for are reported as lost; versions and parents are not."""
    value, migration = walk(
        old("twisted.web.static.Data", data=b"", type=b"", children={}, mystery=1, **{"x.persistenceVersion": 2})
    )
    assert isinstance(value, Construction)
    assert said(migration, "lost") == ["mystery"]
    assert not migration.report.complete


def test_secondConversionChangesNothing() -> None:
    """Converting is a function of the file: the same constructions and the same report every time."""
    from mktap_compat.migrating import printTac

    root = application(server(80, old(FACTORY, numbers=[1, b"a"])), called=b"web")
    first, second = convert(root), convert(root)
    assert printTac(first) == printTac(second)
    assert first.report == second.report


def test_reportAsData() -> None:
    """The report is JSON with a list for each kind of decision."""
    report = convert(application(server(80, old(FACTORY, label=b"x"))), ports={80: 81}).report
    data = json.loads(json.dumps(report.asData()))
    assert data["complete"] is True
    assert data["guessed"] == [
        {
            "path": "services[0].args[1].label",
            "what": f"{FACTORY}.label",
            "became": "text 'x'",
            "why": "ASCII, and nothing says that it is bytes",
        }
    ]
    assert data["moved"][0]["became"] == "81"
    assert data["left out"] == []


def test_tree() -> None:
    """The difference is a tree of places, one line for each decision."""
    lines = tree(convert(application(server(80, old(FACTORY, label=b"x")))).report).splitlines()
    assert lines[0] == "old.tap"
    assert lines[-2].strip() == "services[0].args[1].label"
    assert lines[-1].strip() == f"? {FACTORY}.label -> text 'x' (ASCII, and nothing says that it is bytes)"


def test_twoRulesForOneName() -> None:
    """A second rule for a class is a mistake of the catalog."""
    with pytest.raises(ValueError, match="two rules"):
        rule(next(iter(RULES)))(lambda old: None)


def test_everyRuleHasADocstring() -> None:
    """Every rule says in a sentence what it makes."""
    assert knows(FACTORY)
    assert [name for name, function in RULES.items() if not function.__doc__] == []


def test_deepNesting() -> None:
    """Objects nested beyond reason are an error, not a crash."""
    inner = old(FACTORY)
    for _ in range(2000):
        inner = old(FACTORY, inner=inner)
    with pytest.raises(MigrationError, match="nested too deeply"):
        convert(application(server(1, inner)))


def test_todaysTap() -> None:
    """A tap of today that holds no objects is not converted."""
    mine = tap(old("x.Y"))._replace(header=node({}), application=None)  # type: ignore[arg-type]
    from mktap_compat import migrating

    with pytest.raises(MigrationError, match="twistd -f"):
        migrating.convert(mine)


def test_constructionsShowWhatTheyAre() -> None:
    """A construction shows its function and its place."""
    assert "Data" in repr(made(old("twisted.web.static.Data", data=b"", type=b"", children={})))
