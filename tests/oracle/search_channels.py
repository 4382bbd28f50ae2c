"""Search channels: the market, contacts, the career community and the network organisation."""

from __future__ import annotations

import math

from simulation.core.randomness import Decision
from simulation.core.vocabulary import (
    BY_COMMUNITY,
    BY_NETWORK,
    BY_TIES,
    BY_TRANSFER,
    ONLINE,
    UNEMPLOYED,
)
from tests.oracle.directed_search import chances, ease
from tests.oracle.fits import access_at_home, demand_ability, effective, work_of
from tests.oracle.randomness import share, words
from tests.oracle.vacancies import SamplingFrame

#: Most vacancies that somebody samples on the market, and through any other channel.
MARKET_LIMIT, CHANNEL_LIMIT = 24, 8
#: Family of people on their own account, and first item of the draws for a business of one's own.
SELF_EMPLOYMENT, VENTURE_ITEM = "self_employment", 100


def random_round(mean, word):
    """A whole number with this mean."""
    return math.floor(mean + share(word))


def motivation(city, citizen):
    """Share by which a community raises the search effort of a member."""
    if citizen.community < 0:
        return 0.0
    return city.levers.community_motivation * city.communities[citizen.community].support


class Channels:
    """The search channels of a month.

    Parameters
    ----------
    city : ReferenceCity
    vacant : list of Post
        All vacant posts, at least one.
    """

    def __init__(self, city, vacant):
        self.city = city
        self.market = SamplingFrame(city, vacant)
        pooled = [post for post in vacant if city.employers[post.employer].member]
        self.pool = SamplingFrame(city, pooled)
        self.rings = {}
        self.by_employer = {}
        for post in sorted(vacant, key=lambda post: post.identity):
            self.by_employer.setdefault(post.employer, []).append(post)

    def sample(self, citizen):
        """Posts that somebody samples, and the channel through which each comes first."""
        sample = [(post, ONLINE) for post in self._sample_market(citizen)]
        sample += [(post, BY_TIES) for post in self._ask_contacts(citizen)]
        sample += [(post, BY_COMMUNITY) for post in self._sample_in_community(citizen)]
        sample += self._sample_network(citizen)
        channels = {}
        for post, channel in sample:
            channels.setdefault(post.row, channel)
        return channels

    def _heard_of(self, citizen):
        """The vacancies that somebody can sample on the market."""
        rule, occupation = self.city.settings["search"], citizen.last_occupation
        if not rule.directed:
            return self.market
        if occupation not in self.rings:
            chance = chances(self.city, rule, occupation)
            self.rings[occupation] = self.market.near_to(self.city, occupation, chance)
        return self.rings[occupation]

    def _bits(self, decision, citizen, item):
        return words(self.city.seed, decision, self.city.month, citizen.person, item)

    def _sample_market(self, citizen):
        """``(intensity_base + energy) · (offline + online · access)`` vacancies."""
        rule = self.city.settings["search"]
        intensity = rule.intensity_base + citizen.energy
        if citizen.status == UNEMPLOYED:
            intensity *= 1.0 + motivation(self.city, citizen)
        access = access_at_home(self.city, citizen)
        bits = self._bits(Decision.SEARCH_ONLINE, citizen, 0)
        number = random_round(rule.offline_vacancies * intensity, bits[0])
        number += random_round(rule.online_vacancies * access * intensity, bits[1])
        frame = self._heard_of(citizen)
        posts = []
        for n in range(min(number, MARKET_LIMIT) if frame.posts else 0):
            bits = self._bits(Decision.SEARCH_ONLINE, citizen, n // 4 + 1)
            posts.append(frame.sample_vacancy(bits[n % 4]))
        return posts

    def _ask_contacts(self, citizen):
        """One vacancy per contact asked, at the employer of that contact."""
        rule = self.city.settings["search"]
        asked = random_round(rule.contacts_asked, self._bits(Decision.SEARCH_ONLINE, citizen, 0)[2])
        posts = []
        for number in range(min(asked, CHANNEL_LIMIT)):
            who, which, _, _ = self._bits(Decision.SEARCH_TIES, citizen, number)
            row = citizen.ties[int(share(who) * len(citizen.ties))]
            if row < 0 or not self.city.citizens[row].resident:
                continue
            employer = self.city.citizens[row].employer
            vacancies = self.by_employer.get(employer, [])
            if employer != citizen.employer and vacancies:
                drawn = int(share(which) * len(vacancies))
                posts.append(self._named(self.city.citizens[row], vacancies, drawn))
        return posts

    def _named(self, contact, vacancies, drawn):
        """The drawn vacancy; if search is directed, that of the next few nearest to own work."""
        rule = self.city.settings["search"]
        if not rule.directed:
            return vacancies[drawn]
        following = (vacancies[drawn:] + vacancies[:drawn])[:CHANNEL_LIMIT]
        return max(
            following,
            key=lambda post: ease(
                self.city, rule.distance_scale, contact.occupation, post.occupation
            ),
        )

    def _sample_in_community(self, citizen):
        """``reach · vacancy information`` vacancies, and at times a business of one's own."""
        reach = self.city.levers.community_reach
        if reach <= 0.0 or citizen.community < 0:
            return []
        community = self.city.communities[citizen.community]
        bits = self._bits(Decision.SEARCH_ONLINE, citizen, 0)
        number = random_round(reach * community.vacancy_information, bits[3])
        posts = []
        for n in range(min(number, CHANNEL_LIMIT)):
            bits = self._bits(Decision.SEARCH_COMMUNITY, citizen, n)
            candidates = [self.market.sample_vacancy(word) for word in bits]
            coached = n < community.coaching * number
            posts.append(self._choose(citizen, community, candidates, coached))
        return posts + self._business(citizen, community)

    def _choose(self, citizen, community, candidates, coached):
        """The best match with a coach, else the first vacancy of the community's family."""
        occupations = self.city.occupations
        if coached:
            able = effective(citizen)
            return max(candidates, key=lambda post: demand_ability(able, work_of(self.city, post)))
        for post in candidates:
            if occupations[post.occupation].family == community.family:
                return post
        return candidates[-1]

    def _business(self, citizen, community):
        """A vacancy of self-employment, if the community shows a way into it."""
        if SELF_EMPLOYMENT not in self.city.families:
            return []
        bits = self._bits(Decision.SEARCH_COMMUNITY, citizen, VENTURE_ITEM)
        if share(bits[0]) >= community.venture:
            return []
        own = self.city.families.index(SELF_EMPLOYMENT)
        for item in range(self.city.settings["search"].venture_samples):
            word = self._bits(Decision.SEARCH_COMMUNITY, citizen, VENTURE_ITEM + 1 + item)[0]
            post = self.market.sample_vacancy(word)
            if self.city.occupations[post.occupation].family == own:
                return [post]
        return []

    def _sample_network(self, citizen):
        """Vacancies of the network's members, and more of them for people in a transfer."""
        levers = self.city.levers
        if levers.network_reach <= 0.0 or not self.pool.posts:
            return []
        bits = self._bits(Decision.SEARCH_NETWORK, citizen, 0)
        sampled = random_round(levers.network_reach, bits[0])
        employer = citizen.previous_employer
        from_member = employer >= 0 and self.city.members_before[employer]
        transferred = citizen.dismissed and from_member and share(bits[1]) < levers.transfer
        if transferred:
            sampled += self.city.settings["search"].transfer_vacancies
        channel = BY_TRANSFER if transferred else BY_NETWORK
        posts = []
        for number in range(min(sampled, CHANNEL_LIMIT)):
            bits = self._bits(Decision.SEARCH_NETWORK, citizen, number + 1)
            # an introduction is to the best match of four
            candidates = [self.pool.sample_vacancy(word) for word in bits]
            introduced = self._choose(citizen, None, candidates, coached=True)
            posts.append((introduced if transferred else candidates[0], channel))
        return posts
