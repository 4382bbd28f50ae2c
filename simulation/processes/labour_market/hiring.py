"""Hiring: employers rank applicants by perceived fit and make offers; applicants take the best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from simulation.core.parameter import constant, parameter, switch
from simulation.core.process import Process
from simulation.core.vocabulary import (
    BY_NETWORK,
    BY_TRANSFER,
    EMPLOYED,
    ICT,
    VACANT,
)
from simulation.kernels.compiled import compiled
from simulation.kernels.threads import over_chunks
from simulation.processes.economy.pay import pay_for_match
from simulation.processes.labour_market.outsiders import draw_outsiders, hire_outsiders
from simulation.processes.labour_market.screening import screen_applications
from simulation.processes.labour_market.signals import (
    Chances,
    Signals,
    add_other_signals,
    draw_chances,
    infer_fits,
    perceive_fit,
)
from simulation.tables.applications import Applications
from simulation.tables.posts import LEAVING, leave_post, take_post
from simulation.world import World


class Ranking(NamedTuple):
    """Score of each application, and that of the best outsider for each post."""

    score: np.ndarray
    outsider: np.ndarray


class Terms(NamedTuple):
    """Terms of new jobs: gross wage of a good match by occupation, slope of log wage over match."""

    offered_wage: np.ndarray
    match_slope: float


class Hires(NamedTuple):
    """Counts of hires: by education from unemployment and from a job, and by search channel."""

    from_unemployment: np.ndarray
    from_job: np.ndarray
    channels: np.ndarray


@compiled
def _minimum_scores(applications, posts, outsider, rule):
    """Score that each application must reach: the vacancy's minimum and the best outsider's."""
    post, waiting = applications.post, posts.waiting
    minimum_fit, minimum_decline = rule.minimum_fit, rule.minimum_decline
    decline_months = rule.decline_months
    minimum = np.empty(post.shape[0])
    for a in range(post.shape[0]):
        waited = min(waiting[post[a]], decline_months)
        minimum[a] = max(minimum_fit - minimum_decline * waited, outsider[post[a]])
    return minimum


@compiled
def _make_offers(applications, score, minimum, citizens, posts, placed, best, chosen):
    """One round: each vacancy makes one offer, to its best applicant, who takes the best offer.

    `best` is the chosen application of each post, `chosen` that of each citizen. Ties go to the
    smaller identity, so that the order of applications does not matter.
    """
    row, post, utility = applications.row, applications.post, applications.utility
    person, holder = citizens.person, posts.holder
    for a in range(row.shape[0]):
        best[post[a]] = -1
        chosen[row[a]] = -1
    for a in range(row.shape[0]):
        p = post[a]
        if holder[p] != VACANT or placed[row[a]] or score[a] < minimum[a]:
            continue
        b = best[p]
        if (
            b < 0
            or score[a] > score[b]
            or (score[a] == score[b] and person[row[a]] < person[row[b]])
        ):
            best[p] = a
    for a in range(row.shape[0]):
        if best[post[a]] != a:
            continue
        c = chosen[row[a]]
        if c < 0 or utility[a] > utility[c] or (utility[a] == utility[c] and post[a] < post[c]):
            chosen[row[a]] = a


@compiled
def _hire(applications, ranking, citizens, posts, family, terms, hires, rule):
    """Run the rounds of offers; return the number hired into another family of occupations."""
    row, post, channel = applications.row, applications.post, applications.channel
    status, last_occupation = citizens.status, citizens.last_occupation
    minimum = _minimum_scores(applications, posts, ranking.outsider, rule)
    # only the entries of applicants and of posts applied for are initialised
    best = np.empty(posts.rows, dtype=np.int32)
    chosen = np.empty(citizens.rows, dtype=np.int32)
    placed = np.empty(citizens.rows, dtype=np.bool_)
    for a in range(row.shape[0]):
        placed[row[a]] = False
    across = 0
    for _ in range(rule.offer_rounds):
        _make_offers(applications, ranking.score, minimum, citizens, posts, placed, best, chosen)
        hired = False
        for a in range(row.shape[0]):
            citizen = row[a]
            if chosen[citizen] != a or placed[citizen]:
                continue
            hired = True
            placed[citizen] = True
            # nobody has applied for the post left now: it is offered from next month on
            if status[citizen] == EMPLOYED:
                hires.from_job[citizens.education[citizen]] += 1
                leave_post(citizens, posts, citizen)
            else:
                hires.from_unemployment[citizens.education[citizen]] += 1
            occupation = posts.occupation[post[a]]
            across += family[last_occupation[citizen]] != family[occupation]
            last_occupation[citizen] = occupation
            take_post(citizens, posts, citizen, post[a])
            citizens.dismissed[citizen] = False
            pay = pay_for_match(applications.match[a], terms.match_slope)
            pay *= posts.pay_ratio[post[a]]
            citizens.wage[citizen] = terms.offered_wage[occupation] * pay
            hires.channels[channel[a]] += 1
        if not hired:
            break
    return across


def _recognised(world: World) -> np.ndarray:
    """Whether each applicant was assessed by a programme whose assessments the employer accepts."""
    applications, recognises = world.applications, world.employers.recognises
    if not recognises.any():
        return np.zeros(applications.row.size, dtype=bool)
    accepted = recognises[world.posts.employer[applications.post]]
    return np.asarray(world.citizens.assessed[applications.row] & accepted != 0)


@dataclass(frozen=True)
class Hiring(Process):
    """Employers rank applicants by perceived fit, never by education as such.

    ``score = (1 − w) F_DA(evident and current ability) + w F_DA(typical ability at this level of
    education) + v (F_DA(mean ability in the district) − F_DA(mean ability in the city)) − o (levels
    of education above what is asked) − u (levels below) + error + referral``; w is the weight of
    the credential and v that of the address, either of which may be 0 (statistical discrimination,
    Phelps 1972; constructs 4.10), as may o and u. Where an employer accepts an applicant's
    assessment (:class:`simulation.interventions.recognition.recognition.Recognition`), attested
    ability counts as evident, and w, o and u are ``1 − replaced_share`` of what they are elsewhere
    (constructs 1.17). Of applicants who are referred, the employer sees the share
    `contact_insight` of the fit that is hidden. Applicants without a job are not called back with
    a chance that rises with the months without one. An applicant below the minimum is not hired;
    the minimum falls while a post stays vacant. Employers make offers in rounds.

    For posts with a global market the best outsider may win (constructs 5.5), as for those that can
    be done from anywhere (5.6). Outsiders are scored like residents with the education that the
    post asks. Some posts need a licence (:mod:`simulation.processes.labour_market.licences`);
    people without it do not apply.

    At a share of employers, none by default, software turns applications down before anybody ranks
    them (:mod:`simulation.processes.labour_market.screening`, constructs 1.3). It reads the online
    profile, which is the better the more ICT skill the applicant has, whatever the post asks, and
    at some employers the gap in employment. Who is referred is not screened.
    """

    section: ClassVar[str] = "hiring"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.person",
        "citizens.education",
        "citizens.status",
        "citizens.spell",
        "citizens.district",
        "citizens.evident",
        "citizens.attested",
        "citizens.assessed",
        "citizens.skills",
        "citizens.currency",
        "citizens.first_ict",
        "citizens.months",
        "employers.recognises",
        "employers.identity",
        "citizens.last_occupation",
        "citizens.post",
        "posts.identity",
        "posts.employer",
        "posts.occupation",
        "posts.holder",
        "posts.waiting",
        "posts.education_asked",
        "posts.ict_above",
        "posts.pay_ratio",
        "occupations.demand",
        "occupations.weight",
        "occupations.family",
        "occupations.base_wage",
        "occupations.markdown",
        "occupations.premium",
        "occupations.external",
        "occupations.remote",
        "districts.residents",
        "districts.profile",
    )
    writes: ClassVar[tuple[str, ...]] = (
        *LEAVING,
        "citizens.last_occupation",
        "citizens.wage",
        "citizens.dismissed",
    )

    minimum_fit: float = parameter(
        0.83, unit="0-1", low=0, high=1, status="calibrated",
        meaning="perceived fit below which an employer leaves a fresh vacancy open",
        source="vacancy rates of 1 to 4 % and over-qualification of one in five",
    )  # fmt: skip
    minimum_decline: float = parameter(
        0.02, unit="1/month", low=0, high=0.5, status="assumed",
        meaning="fall of that minimum per month of vacancy", source="assumption",
    )  # fmt: skip
    decline_months: int = constant(
        12, unit="months", low=0, high=480, status="assumed",
        meaning="months of vacancy after which that minimum falls no further", source="assumption",
    )  # fmt: skip
    application_slack: float = parameter(
        0.04, unit="0-1", low=0, high=0.5, status="assumed",
        meaning="how far below that minimum people still apply", source="assumption",
    )  # fmt: skip
    credential_weight: float = parameter(
        0.4, unit="share", low=0, high=1, status="calibrated",
        meaning="weight of the certificate as a signal in perceived fit; 0, with both signals of "
        "qualification at 0, makes hiring blind to education",
        source="unemployment of 12.4/7.5/4.4 % by education and 11 % under-qualified (PIAAC)",
    )  # fmt: skip
    district_weight: float = parameter(
        0.05, unit="share", low=0, high=1, status="assumed",
        meaning="weight of the applicant's district in perceived fit: how much the mean ability "
        "there, relative to that of the city, counts; 0 makes hiring blind to the address",
        source="assumption; statistical discrimination by neighbourhood (constructs 4.10)",
    )  # fmt: skip
    over_qualification_signal: float = parameter(
        0.02, unit="0-1", low=0, high=0.5, status="assumed",
        meaning="discount per level of education above what the post asks; employers expect such "
        "people to leave",
        source="unemployment and job finding by education, returns to schooling",
    )  # fmt: skip
    under_qualification_signal: float = parameter(
        0.02, unit="0-1", low=0, high=0.5, status="assumed",
        meaning="discount per level of education below what the post asks",
        source="unemployment and job finding by education, returns to schooling",
    )  # fmt: skip
    licences: bool = switch(
        "posts of some occupations need a licence; the share is in the table of occupations"
    )
    licence_ratio: float = parameter(
        1.0, unit="ratio", low=0, high=5, status="assumed",
        meaning="share of posts that need a licence relative to the occupations table",
        source="assumption, to be swept; about 22 % of EU workers (Koumenta & Pagliero 2019)",
    )  # fmt: skip
    licence_match: float = parameter(
        0.95, unit="0-1", low=0, high=1, status="assumed",
        meaning="demand-ability fit with an occupation from which a course leads to its licence",
        source="assumption: better than the usual holder, who matches at .92",
    )  # fmt: skip
    licence_months: int = parameter(
        24, unit="months", low=0, high=480, status="assumed",
        meaning="months since the last course began until a licence earned with it lapses unused",
        source="assumption",
    )  # fmt: skip
    evaluation_error: float = parameter(
        0.06, unit="0-1", low=0, high=0.5, status="assumed",
        meaning="half-width of the error in perceived fit", source="assumption",
    )  # fmt: skip
    callbacks: bool = switch(
        "applicants without a job are called back less often the longer they search; false gives "
        "them a discount instead"
    )
    callback_fall: float = parameter(
        0.45, unit="share", low=0, high=1, status="measured",
        meaning="fall of the chance to be called back in ``discount_months`` without a job",
        source="callbacks 45 % lower at 8 months (Kroft et al. 2013; the size recalled)",
    )  # fmt: skip
    long_unemployment_discount: float = parameter(
        0.05, unit="0-1", low=0, high=0.5, status="assumed",
        meaning="discount on applicants without a job for ``discount_months`` or more, without "
        "callbacks",
        source="callbacks fall with duration, mostly in the first 8 months (Kroft et al. 2013)",
    )  # fmt: skip
    discount_months: int = constant(
        8, unit="months", low=1, high=480, status="measured",
        meaning="months without a job until that fall, or discount, is reached, in equal steps",
        source="callbacks fall with duration, mostly in the first 8 months (Kroft et al. 2013)",
    )  # fmt: skip
    referral_credit: float = parameter(
        0.03, unit="0-1", low=0, high=0.5, status="assumed",
        meaning="credit of applicants referred by a contact or the network organisation",
        source="about half of all hires come through contacts",
    )  # fmt: skip
    contact_insight: float = parameter(
        0.12, unit="share", low=0, high=1, status="assumed",
        meaning="share of hidden ability that a contact or former employer who refers an applicant "
        "lets the employer see",
        source="the first signal of ability has 12 % less noise if a former colleague refers "
        "(Glitz & Vejlin, Danish registers 1980-2005, working paper); taken as that share",
    )  # fmt: skip
    screening_share: float = parameter(
        0.0, unit="share", low=0, high=1, status="assumed",
        meaning="share of employers whose software turns applications down before anybody reads "
        "them; 0 is none",
        source="off by default; most large employers use such software (Fuller et al. 2021, Hidden "
        "Workers), how it decides is known less",
    )  # fmt: skip
    screening_profile_weight: float = parameter(
        0.05, unit="0-1", low=0, high=1, status="assumed",
        meaning="what the online profile of somebody without ICT skill takes from the fit that the "
        "software reads; nothing with full digital access",
        source="assumption: about the half-width of the evaluation error",
    )  # fmt: skip
    screening_gap_share: float = parameter(
        0.5, unit="share", low=0, high=1, status="assumed",
        meaning="share of employers with such software that turn down long gaps in employment",
        source="recalled from Fuller et al. (2021): about half; to be checked before it is cited",
    )  # fmt: skip
    screening_gap_months: int = constant(
        6, unit="months", low=0, high=480, status="measured",
        meaning="months without a job above which a gap is long",
        source="Fuller et al. (2021), Hidden Workers: gaps of more than six months",
    )  # fmt: skip
    applications: int = parameter(
        3, unit="applications", low=1, high=3, status="assumed",
        meaning="applications a searcher can send in a month", source="assumption",
    )  # fmt: skip
    offer_rounds: int = parameter(
        2, unit="rounds", low=1, high=10, status="assumed",
        meaning="rounds of offers in a month", source="assumption",
    )  # fmt: skip
    outsiders_alike: bool = switch(
        "outsiders are scored by the rule for residents; false compares their fit as drawn"
    )
    external_ratio: float = parameter(
        0.6, unit="ratio", low=0, high=20, status="assumed",
        meaning="outside applicants per vacancy relative to the occupations table",
        source="assumption; worldwide competition for high skill (constructs 5.5)",
    )  # fmt: skip
    external_minimum: float = constant(
        0.78, unit="0-1", low=0, high=1, status="assumed",
        meaning="lowest perceived fit of outside applicants", source="assumption",
    )  # fmt: skip
    external_spread: float = constant(
        0.18, unit="0-1", low=0, high=1, status="assumed",
        meaning="range of the perceived fit of outside applicants above the lowest",
        source="assumption",
    )  # fmt: skip
    external_applicants: bool = switch("whether people from outside compete for posts")

    def run(self, world: World) -> None:
        citizens, posts, applications = world.citizens, world.posts, world.applications
        signals = self._signals(world)
        score = self._score(world, signals)
        outsider = np.empty(posts.rows)
        contested = draw_outsiders(
            world.seed,
            world.month,
            self._outside_applicants(world),
            posts,
            world.occupations,
            signals,
            self,
            outsider,
        )
        across = _hire(
            applications,
            Ranking(score, outsider),
            citizens,
            posts,
            world.occupations.family,
            Terms(world.occupations.offered_wage(), world.settings["pay"].match_slope),
            Hires(
                world.flows["hired_from_unemployment"],
                world.flows["hired_from_job"],
                world.channels,
            ),
            self,
        )
        world.event_counts["hired_across"] = float(across)
        outsiders_hired = hire_outsiders(contested, outsider, posts, self)
        world.event_counts["outsiders_hired"] = float(outsiders_hired)
        world.placed_by_network = int(world.channels[BY_NETWORK] + world.channels[BY_TRANSFER])
        # nothing reads them after hiring, so their memory is freed
        world.applications = Applications.empty()

    def _score(self, world: World, signals: Signals) -> np.ndarray:
        """Score of each application in the eyes of the employer."""
        citizens, posts, applications = world.citizens, world.posts, world.applications
        size = applications.row.size
        score, chances = np.empty(size), Chances(np.empty(size), np.empty(size))
        if size == 0:
            return score
        over_chunks(
            draw_chances, size, world.seed, world.month, applications, citizens, posts, chances
        )
        over_chunks(
            perceive_fit,
            size,
            applications,
            citizens,
            posts,
            world.occupations,
            signals,
            score,
        )
        over_chunks(add_other_signals, size, applications, citizens, chances, self, score)
        screen_applications(world, self, score)
        return score

    def _signals(self, world: World) -> Signals:
        """What employers infer this month from certificates and addresses."""
        occupations, districts = world.occupations, world.districts
        residents = districts.residents.astype(float)
        city = (residents @ districts.profile / max(residents.sum(), 1.0)).astype(np.float32)[None]
        certificate, apart, typical_ict, district_ict = infer_fits(
            world.typical_skills, city, districts, occupations
        )
        return Signals(
            certificate=certificate,
            district=apart,
            typical_ict=typical_ict,
            district_ict=district_ict,
            city_ict=float(city[0, ICT]),
            credential_weight=self.credential_weight,
            district_weight=self.district_weight,
            recognised=_recognised(world),
            replaced_share=world.settings["interventions.recognition"].replaced_share,
            informal=world.settings["informal_skill"].active,
            contact_insight=self.contact_insight,
            over=self.over_qualification_signal,
            under=self.under_qualification_signal,
        )

    def _outside_applicants(self, world: World) -> np.ndarray:
        """Outside applicants per vacancy of each occupation: talent from abroad, remote workers."""
        occupations, remote = world.occupations, world.settings["remote_work"]
        if not self.external_applicants:
            return np.zeros(occupations.rows, dtype=np.float32)
        rate = self.external_ratio * occupations.external
        return rate + remote.inbound * occupations.remote if remote.active else rate
