"""The first schema: an organization, and how a State works with it.

Stage *dataset*. It is named in ``[book] schema`` and imported by no other module,
so that another office's schema can stand beside it. The types of the fields are
those of :mod:`briefbook.dataset.base`; the rules and derived values are in
:mod:`briefbook.schemas._organizations_rules` and
:mod:`briefbook.schemas._organizations_derived`.

Statuses, qualities and frequencies are words of closed vocabularies: the phrases
of each language say what they are called.
"""

from __future__ import annotations

from typing import Annotated, Literal

from briefbook.dataset.base import (
    Day,
    Language,
    Localized,
    Part,
    PartialDateField,
    PeriodField,
    Person,
    Record,
    RefersTo,
    Schema,
    Term,
    Text,
)
from briefbook.dataset.values import Reference
from briefbook.schemas._organizations_derived import DERIVED
from briefbook.schemas._organizations_rules import RECORD_RULES

BodyRef = Annotated[Reference, RefersTo("bodies")]
InitiativeRef = Annotated[Reference, RefersTo("initiatives")]
InstitutionRef = Annotated[Reference, RefersTo("institutions")]
InstrumentRef = Annotated[Reference, RefersTo("instruments")]
MechanismRef = Annotated[Reference, RefersTo("mechanisms")]
OfficialRef = Annotated[Reference, RefersTo("persons")]
PostRef = Annotated[Reference, RefersTo("posts")]
PublicationRef = Annotated[Reference, RefersTo("publications")]
ResolutionSeriesRef = Annotated[Reference, RefersTo("resolution_series")]
SourceRef = Annotated[Reference, RefersTo("sources")]
StateRef = Annotated[Reference, RefersTo("states")]
TopicRef = Annotated[Reference, RefersTo("topics")]

Frequency = Literal["regular"]
Mode = Literal["elected"]


class Source(Record):
    """Where facts were read: a page or a site.

    ``dated`` is the day its facts are taken to hold; ``dated_by_estimate`` says
    that the source itself bears no date.
    """

    title: Localized
    site: Text
    language: Language
    dated: Day | None = None
    dated_by_estimate: bool = False


class State(Record):
    """A State: its short name and its official one."""

    name: Term
    official_name: Term


class Body(Record):
    """An organ, or an organization that other records speak of.

    ``term_years`` is the length of its members' terms, in calendar years.
    """

    name: Term
    kind: Literal["organization", "principal_organ", "functional_commission"]
    parent: BodyRef | None = None
    term_years: int | None = None
    name_source: SourceRef | None = None


class Post(Record):
    """A post: «Постоянный представитель» of a State to somebody at a place."""

    title: Term
    state: StateRef | None = None
    accredited_to: Term | None = None
    place: Term | None = None


class Official(Person):
    """A person who holds a post, with the diplomatic rank printed before the name."""

    rank: Term | None = None
    post: PostRef | None = None
    name_source: SourceRef | None = None


class Topic(Record):
    """A subject of work: trafficking in persons, drug abuse."""

    name: Term


class Initiative(Record):
    """A political initiative: whose, with what aim, in which field."""

    author: PostRef
    aim: Literal["intensify_international_efforts"]
    topic: TopicRef


class Instrument(Record):
    """A treaty or a plan of action, by its name."""

    name: Term
    kind: Literal["convention", "protocol", "plan_of_action"]
    adopted_by: BodyRef
    topic: TopicRef | None = None
    name_source: SourceRef | None = None


class ResolutionSeries(Record):
    """Resolutions on one topic that a body adopts again and again."""

    adopted_by: BodyRef
    initiator: StateRef
    topic: TopicRef
    frequency: Frequency


class Mechanism(Record):
    """A group or fund through which an organization works."""

    name: Term
    kind: Literal["coordination_group", "voluntary_trust_fund"]
    beneficiaries: Literal["victims"] | None = None
    topic: TopicRef
    name_source: SourceRef | None = None


class Publication(Record):
    """A series of reports."""

    name: Term
    topic: TopicRef
    frequency: Frequency


class Institution(Record):
    """An institution of a State, part of a larger one or not."""

    name: Term
    part_of: InstitutionRef | None = None
    state: StateRef | None = None
    name_source: SourceRef | None = None


class Contribution(Record):
    """What an organization helps to carry out, and how much."""

    degree: Literal["substantial"]
    instruments: list[InstrumentRef]
    resolution_series: list[ResolutionSeriesRef]


class Activities(Record):
    """What an organization does; ``complete`` is false for a list left open."""

    coordinates: list[MechanismRef]
    publications: list[PublicationRef]
    complete: bool


class Cooperation(Record):
    """The cooperation of a State with an organization."""

    state: StateRef
    since: PartialDateField
    since_event: Literal["establishment"] | None = None
    furthers: InitiativeRef | None = None


class TreatyParticipation(Record):
    """The treaties of one field, or named ones, to which a State is a party or signatory.

    ``criterion`` tells which treaties of ``fields`` are meant: those for which the
    organization performs secretariat functions.
    """

    state: StateRef
    status: Literal["party", "signatory"]
    instruments: list[InstrumentRef]
    fields: list[Literal["crime", "drugs"]]
    coverage: Literal["all_universal"]
    criterion: Literal["secretariat_functions"]


class Support(Record):
    """The support of a State for an organization, and what shows it."""

    state: StateRef
    quality: Literal["consistent"]
    shown_by: Literal["repeated_election"]


class MandateTerm(Record):
    """One term of a member: its first and last years, both included."""

    period: PeriodField


class Membership(Record):
    """A State's terms in one governing body."""

    state: StateRef
    body: BodyRef
    mode: Mode
    terms: list[MandateTerm]


class FirstTime(Record):
    """That something had not happened before: whose, and among which bodies."""

    state: StateRef
    position: Literal["head_of_session"]
    bodies: Literal["functional_commissions"]
    parent: BodyRef


class Office(Record):
    """An office to which a person was elected at a session of a body."""

    person: OfficialRef
    role: Literal["chair"]
    session: int
    body: BodyRef
    year: int
    mode: Mode
    first_time: FirstTime | None = None


class ResolutionPackage(Record):
    """Resolutions adopted in some bodies at a State's initiative.

    ``topics`` are countered as such, ``spread_of`` in their spread.
    """

    initiator: StateRef
    bodies: list[BodyRef]
    quality: Literal["significant"]
    aim: Literal["countering"]
    topics: list[TopicRef]
    spread_of: list[TopicRef]


class Training(Record):
    """Training that an institution and the organization hold together."""

    institution: InstitutionRef
    jointly: Literal[True]
    frequency: Frequency
    formats: list[Literal["international_courses", "seminars", "round_tables"]]
    topics: list[TopicRef]
    combating: list[TopicRef]


class Organization(Record):
    """The subject of a brief: an organization and all that is known of work with it."""

    name: Term
    established: PartialDateField
    governing_bodies: list[BodyRef] = []
    governing_bodies_nature: Literal["intergovernmental"] | None = None
    site: Text
    contribution: Contribution | None = None
    activities: Activities | None = None
    cooperation: Cooperation
    treaties: TreatyParticipation | None = None
    support: Support | None = None
    memberships: list[Membership] = []
    offices: list[Office] = []
    resolutions: list[ResolutionPackage] = []
    training: list[Training] = []


class Signatory(Part):
    """A post of the office, with the name of its holder or without."""

    post: Term
    person: OfficialRef | None = None


class Contact(Part):
    """Whom to ask: a unit, a person, a telephone; each optional but the unit."""

    unit: Term
    person: OfficialRef | None = None
    phone: Text | None = None


class Annex(Part):
    """An annex: its heading, paragraphs, a timeline and a table drawn from the dataset."""

    heading: Localized
    paragraphs: list[Localized] = []
    timeline: Literal["memberships"] | None = None
    table: Literal["memberships"] | None = None


class BriefDetails(Record):
    """What the office says in the brief on one subject: its words, not facts."""

    marking: Localized | None = None
    talking_points: list[Localized] = []
    annex: Annex | None = None
    contact: Contact | None = None
    distribution: list[Localized] = []


class Request(Part):
    """What a memo asks of its addressee; ``by`` is the last day for comments."""

    kind: Literal["information", "decision", "comments"]
    by: Day | None = None


class Attachment(Part):
    """A document sent with a memo: its name, and how long it is.

    ``document`` names a document of the book on the same subject, whose finished file is
    counted; of any other the office gives ``sheets`` and ``pages``. ``copies`` is how many
    go out.
    """

    name: Term
    document: Text | None = None
    sheets: int | None = None
    pages: int | None = None
    copies: int = 1


class Executor(Part):
    """Who drew a memo up; what is not given is left as a ruled blank."""

    person: OfficialRef | None = None
    phone: Text | None = None


class MemoDetails(BriefDetails):
    """What the office says in the memo on one subject.

    Without ``date`` or ``number`` a ruled blank is left for the hand. With
    ``list_sources`` the sources of the facts are listed, as they are in a brief.
    """

    type: Literal["internal_memo", "report_memo"]
    masthead: Localized | None = None
    unit: Term
    place: Term
    addressees: list[Signatory]
    through: Signatory | None = None
    sender: Signatory
    signer: Signatory
    date: Day | None = None
    number: Text | None = None
    request: Request
    attachments: list[Attachment] = []
    executor: Executor
    list_sources: bool = False


SCHEMA = Schema(
    name="organizations",
    registers={
        "bodies": Body,
        "briefs": BriefDetails,
        "initiatives": Initiative,
        "institutions": Institution,
        "instruments": Instrument,
        "mechanisms": Mechanism,
        "memos": MemoDetails,
        "organizations": Organization,
        "persons": Official,
        "posts": Post,
        "publications": Publication,
        "resolution_series": ResolutionSeries,
        "sources": Source,
        "states": State,
        "topics": Topic,
    },
    record_rules=RECORD_RULES,
    derived=DERIVED,
)
