"""Who and what the demo's invented municipality consists of. People are named by their roles."""

from casework import clock
from casework.database import db
from casework.delegation.operations import RuleDraft, add_rule
from casework.law.bodies import Rules
from casework.law.delegation import TO_BODY, TO_OFFICIAL
from casework.people.bodies import set_rules
from casework.people.models import Account, Authority, Body, Person, Seat
from casework.people.operations import add_function, create_account, grant_role, hasher
from workflows._vocabulary import ADMIN, ARCHIVIST, MANAGER, OFFICER, REGISTRAR, SECRETARY

DOMAIN = "demo.example"

# account, name, title, roles in the authority, seat in KSAU with party
ACCOUNTS: tuple[tuple[str, str, str, list[str], tuple[str, str] | None], ...] = (
    ("handlaggare", "Handläggaren", "Utredare", [OFFICER], None),
    ("chef", "Chefen", "Förvaltningschef", [MANAGER], None),
    ("sekreterare", "Sekreteraren", "Nämndsekreterare", [SECRETARY], None),
    ("ordforande", "Ordföranden", "Kommunstyrelsens ordförande", [], ("chair", "S")),
    ("ledamot", "Ledamoten", "Ledamot i kommunstyrelsen, fullmäktiges ordförande", [], ("member", "C")),
    ("registrator", "Registratorn", "Registrator", [REGISTRAR], None),
    ("arkivarie", "Arkivarien", "Arkivarie", [ARCHIVIST], None),
    ("admin", "Administratören", "Systemförvaltare", [ADMIN], None),
)
OTHERS = (
    ("Vice ordföranden", "vice_chair", "M"),
    ("Andra ledamoten", "member", "S"),
    ("Tredje ledamoten", "member", "V"),
    ("Första ersättaren", "substitute", "S"),
    ("Andra ersättaren", "substitute", "M"),
)
# Who else sits where, at the party's place: the same people, so that the accounts can play a matter's whole way.
BOARD = (
    ("Ordföranden", "chair"),
    ("Vice ordföranden", "vice_chair"),
    ("Ledamoten", "member"),
    ("Andra ledamoten", "member"),
    ("Tredje ledamoten", "member"),
    ("Första ersättaren", "substitute"),
    ("Andra ersättaren", "substitute"),
)
ASSEMBLY = (
    ("Ledamoten", "chair"),
    ("Andra ledamoten", "vice_chair"),
    ("Ordföranden", "member"),
    ("Vice ordföranden", "member"),
    ("Tredje ledamoten", "member"),
    ("Första ersättaren", "member"),
    ("Andra ersättaren", "member"),
)
FUNCTIONS = (
    (
        "Kanslichef Samordningsförbundet Södra Vätterbygden",
        "kansli@forbundet.example",
        "Samordningsförbundet",
    ),
    ("Socialchef", f"socialchef@{DOMAIN}", "Socialförvaltningen"),
    ("Chef arbetsmarknadsenheten", f"arbetsmarknad@{DOMAIN}", "Arbetsmarknadsenheten"),
    ("Kommundirektör", f"kommundirektor@{DOMAIN}", "Kommunledningskontoret"),
    ("Kanslichef samordningsförbundet", "kansli@samordning.example", "Samordningsförbundet"),
    ("Förvaltningschef arbetsmarknad", f"forvaltning.arbete@{DOMAIN}", "Arbetsmarknadsförvaltningen"),
    ("Ekonomichef", f"ekonomichef@{DOMAIN}", "Kommunledningskontoret"),
)
OTHERWISE_REACHED = (  # function, channel, address, organisation
    ("Kommunens revisorer", "paper", "Revisionskontoret, Box 12, 123 45 Ekedal", "Revisionen"),
    ("Kommunens registrator", "internal", f"registrator@{DOMAIN}", "Kommunledningskontoret"),
)


def populate(password: str) -> None:
    """The municipality, its bodies, people and directory, in the caller's transaction."""
    authority = Authority(name="Ekedals kommun", short_name="KS", case_number_template="{unit} {year}/{serial}")
    db.session.add(authority)
    db.session.flush()
    board = _body(authority, "executive_committee", "Kommunstyrelsen", "KS", None)
    committee = _body(authority, "working_committee", "Kommunstyrelsens arbetsutskott", "KSAU", board)
    assembly = _body(authority, "assembly", "Kommunfullmäktige", "KF", None)
    board.parent_id = assembly.id
    seated: dict[str, tuple[Person, str]] = {}
    for local, name, title, roles, seat in ACCOUNTS:
        account = create_account(f"{local}@{DOMAIN}", name, password, title=title)
        for role in roles:
            grant_role(account.person, role, authority=authority)
        if seat:
            _seat(account.person, committee, *seat)
            seated[name] = account.person, seat[1]
    for name, role, party in OTHERS:
        person = Person(name=name, title="")
        db.session.add(person)
        db.session.flush()
        _seat(person, committee, role, party)
        seated[name] = person, party
    for body, seats in ((board, BOARD), (assembly, ASSEMBLY)):
        for name, role in seats:
            _seat(seated[name][0], body, role, seated[name][1])
    rules = Rules(
        members=5, substitutes=2, notice_days=5, remote_allowed=True, party_orders={"S": ("V", "C"), "M": ("C",)}
    )
    set_rules(committee, rules, clock.today(), actor_id=None, expected_version=1)
    _list_functions(authority)
    _delegate(board, committee)


def _list_functions(authority: Authority) -> None:
    for name, address, organisation in FUNCTIONS:
        add_function(authority.id, name, address, organisation=organisation)
    for name, channel, address, organisation in OTHERWISE_REACHED:
        add_function(authority.id, name, address, channel=channel, organisation=organisation)


def _delegate(board: Body, committee: Body) -> None:
    """A small scheme: the committee gives tasks to review, the manager decides general matters of little money."""
    add_rule(board, _point("2.1", "Uppdrag att se över medlemskap och samarbeten.", "membership_review", to=committee))
    text = "Allmänna ärenden av mindre ekonomisk vikt, inom den budget som är beslutad."
    add_rule(board, _point("4.1", text, "general_matter", to="Förvaltningschef"))


def _point(point: str, text: str, kind: str, *, to: Body | str) -> RuleDraft:
    body = to if isinstance(to, Body) else None
    return RuleDraft(
        point=point,
        text=text,
        kind=kind,
        words="",
        delegate_body_id=body.id if body else None,
        delegate_role="",
        delegate_title="" if isinstance(to, Body) else to,
        legal_ground=f"kommunallagen {TO_BODY if body else TO_OFFICIAL}",
        subdelegation=False,
        legal_bar_checked=True,
        valid_from=clock.today(),
    )


def set_password(password: str) -> None:
    """Give every demo account this password: the one that is printed is the one that works."""
    new = hasher().hash(password)
    for local, *_rest in ACCOUNTS:
        account = db.session.query(Account).filter_by(email=f"{local}@{DOMAIN}").one()
        account.password_hash = new


def _body(authority: Authority, kind: str, name: str, short_name: str, parent: Body | None) -> Body:
    body = Body(authority_id=authority.id, kind=kind, name=name, short_name=short_name)
    body.parent_id = parent.id if parent else None
    body.authority = authority
    db.session.add(body)
    db.session.flush()
    return body


def _seat(person: Person, body: Body, role: str, party: str) -> None:
    position = db.session.query(Seat).filter_by(body_id=body.id).count() + 1
    seat = Seat(body_id=body.id, person_id=person.id, role=role, party=party, position=position)
    seat.valid_from = clock.today()
    db.session.add(seat)
    db.session.flush()
