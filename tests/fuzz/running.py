"""Cases from the schema, sent in-process, each reply held against the schema."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from schemathesis import AuthContext, Case, CheckContext, HookContext, Response
from schemathesis.core.parameters import ParameterLocation
from schemathesis.engine import events, from_schema
from schemathesis.generation.meta import TestPhase
from schemathesis.schemas import BaseSchema

from tests.fuzz.sites import Site

ADDRESS = "http://localhost"
STREAM_EVENTS = 1
_LONGEST_S = 20
_OFTEN = 0.8
_IN_PATHS = ("project", "row", "number", "job_id", "upload_id", "note_id", "token_id", "name")
_IN_QUERIES = ("label", "rows", "rounds", "version", "offset")
_IN_BODIES = ("version", "name", "password", "present", "upload", "round", "row", "focus[*]")
_LED = {
    ParameterLocation.PATH: ("project", "upload_id", "job_id"),
    ParameterLocation.QUERY: ("label", "rows"),
}

HARMFUL = frozenset(
    {
        "change_password",
        "erase_patient",
        "remove_member",
        "remove_round",
        "set_current_round",
        "set_member",
        "set_user_password",
        "update_project",
        "update_user",
        "assign_splits",
        "delete_upload",
    }
)
"""Operations after whose success the others would find less than before."""


@dataclass
class Outcome:
    """What became of one role's cases.

    Attributes:
        statuses: how many replies had each status.
        phases: how many cases were drawn (fuzzing), lay at a bound of the schema (coverage), or
            used what an earlier one made (stateful).
        by_operation: how many cases each operation got.
        fruitful: operations with a reply below 300.
        failures: what did not hold, with the request that shows it.
    """

    role: str
    statuses: Counter[int] = field(default_factory=Counter)
    phases: Counter[str] = field(default_factory=Counter)
    by_operation: Counter[str] = field(default_factory=Counter)
    fruitful: set[str] = field(default_factory=set)
    failures: set[str] = field(default_factory=set)

    @property
    def cases(self) -> int:
        """How many requests were judged."""
        return self.statuses.total()

    def add(self, other: "Outcome") -> None:
        """Take in what became of more cases."""
        self.statuses += other.statuses
        self.phases += other.phases
        self.by_operation += other.by_operation
        self.fruitful |= other.fruitful
        self.failures |= other.failures


@dataclass(frozen=True)
class Wanted:
    """Which cases.

    Attributes:
        drawn: at random for each operation, at most; 0: none.
        every_bound: also what lies at and beyond every bound of the schema, one by one.
        scenarios: also requests that use what an earlier one made.
        only: operations; empty: all.
    """

    drawn: int
    every_bound: bool = False
    scenarios: bool = False
    seed: int = 1
    only: frozenset[str] = frozenset()


@schemathesis.check
def readable_by_the_schema(ctx: CheckContext, response: Response, case: Case) -> None:
    """Data that the schema allows may be refused for what it says, never as unreadable."""
    if case.meta is None or not case.meta.generation.mode.is_positive or _holds_nul(case, response):
        return
    if response.status_code == 422 and response.json()["title"] == "Cannot be read":
        raise AssertionError(f"the schema allows what cannot be read: {response.text}")


def run(site: Site, wanted: Wanted) -> Outcome:
    """Send the cases as the site's role and hold every reply against the schema."""
    outcome = Outcome(site.role)
    schema = _schema(site, wanted)
    _lead_to_what_exists(schema, site.known())
    _count(schema, site, outcome)
    if site.role != "nobody":
        _log_in(schema, site)
    for event in from_schema(schema).execute():
        outcome.failures.update(_failures(event))
    return outcome


def _schema(site: Site, wanted: Wanted) -> BaseSchema:
    config = schemathesis.Config.from_dict(_configuration(site, wanted))
    schema = schemathesis.openapi.from_asgi(
        "/api/openapi.json", site.app, config=config, headers={"Host": "localhost"}
    )
    if wanted.only:
        schema = schema.include(operation_id=sorted(wanted.only))
    return schema


def _configuration(site: Site, wanted: Wanted) -> dict[str, Any]:
    known = {name: {"values": values} for name, values in site.known().items() if values}
    bound = {
        f"{where}.{name}": {"dictionary": name, "probability": _OFTEN}
        for where, names in (("path", _IN_PATHS), ("query", _IN_QUERIES), ("body", _IN_BODIES))
        for name in names
        if name in known
    }
    accepted = ["2xx", "3xx", 401, 403, 404, 409, 413, 422, 423, 429]
    return {
        "seed": wanted.seed,
        "base-url": ADDRESS,
        "continue-on-failure": True,
        "request-timeout": _LONGEST_S,
        "max-stream-events": STREAM_EVENTS,
        "suppress-health-check": ["all"],
        "generation": {
            "max-examples": max(1, wanted.drawn),
            "database": "none",
            "no-shrink": True,
            "with-security-parameters": False,
        },
        "checks": {"positive_data_acceptance": {"expected-statuses": accepted}},
        "phases": {
            "fuzzing": {"enabled": wanted.drawn > 0},
            "coverage": {"enabled": wanted.every_bound},
            "stateful": {"enabled": wanted.scenarios},
        },
        "dictionaries": known,
        "parameters": bound,
    }


def _lead_to_what_exists(schema: BaseSchema, known: Mapping[str, list[Any]]) -> None:
    """Let the cases at every bound, which name nothing there is, name the project and a label."""

    @schema.hook
    def map_case(context: HookContext, case: Case) -> Case:
        meta = case.meta
        if meta is None or meta.phase.name is not TestPhase.COVERAGE:
            return case
        for where, names in _LED.items():
            held = case.get_container(where)
            if isinstance(held, dict) and not meta.is_negative_at(where):
                held.update({name: known[name][0] for name in names if name in held})
        return case


def _count(schema: BaseSchema, site: Site, outcome: Outcome) -> None:
    harmed_by: list[str] = []

    @schema.hook
    def after_call(context: HookContext, case: Case, response: Response) -> None:
        name = _name(case)
        outcome.statuses[response.status_code] += 1
        outcome.by_operation[name] += 1
        outcome.phases[case.meta.phase.name.value if case.meta else "other"] += 1
        if response.status_code < 300:
            outcome.fruitful.add(name)
            if name in HARMFUL:
                harmed_by[:] = [name]
        if harmed_by and harmed_by != [name]:
            harmed_by.clear()
            site.reset()


def _log_in(schema: BaseSchema, site: Site) -> None:
    @schema.auth(refresh_interval=None)
    class Login:
        def get(self, case: Case, context: AuthContext) -> dict[str, str]:
            return site.credentials()

        def set(self, case: Case, data: dict[str, str], context: AuthContext) -> None:
            if "Authorization" in data:
                case.headers["Authorization"] = data["Authorization"]
                return
            case.cookies["medebiaser"] = data["session"]
            case.headers["X-CSRF-Token"] = data["csrf"]


def _failures(event: events.EngineEvent) -> Iterator[str]:
    if isinstance(event, events.NonFatalError | events.FatalError):
        yield f"{getattr(event, 'label', 'run')}: {event}"
    if isinstance(event, events.ScenarioFinished):
        for nodes in event.recorder.checks.values():
            for node in nodes:
                if node.failure_info is not None:
                    found = node.failure_info
                    what = f"{found.failure.operation}: {node.name}: {found.failure.message}"
                    yield f"{what}\n{found.code_sample}"


def _name(case: Case) -> str:
    return str(case.operation.definition.raw["operationId"])


def _holds_nul(case: Case, response: Response) -> bool:
    body = response.request.body or b""
    sent = body if isinstance(body, bytes) else str(body).encode()
    return b"\\u0000" in sent or b"\0" in sent or "%00" in str(response.request.url)
