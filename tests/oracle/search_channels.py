"""Hearing of vacancies: on the market, from contacts, in the community, through the network."""

from __future__ import annotations

import math

from simulation.core.randomness import Decision
from simulation.core.vocabulary import BY_COMMUNITY, BY_NETWORK, BY_TIES, BY_TRANSFER, ONLINE
from tests.oracle.fits import access_at_home, demand_ability
from tests.oracle.randomness import share, words
from tests.oracle.vacancies import Ring

#: Vacancies that somebody hears of at most on the market, and through any other channel.
MOST_ON_THE_MARKET, MOST_PER_CHANNEL = 24, 8
#: Vacancies of other members that somebody introduced by the network is told of.
INTRODUCTIONS = 4
#: Family in which one works on one's own account, and vacancies gone through to find one.
OWN_BUSINESS, VENTURE_TRIES = "self_employment", 12
#: First item of luck for a business of one's own.
VENTURE = 100


def whole(mean, word):
    """A whole number with this mean, by luck."""
    return math.floor(mean + share(word))


class Hearing:
    """What can be heard of this month.

    Parameters
    ----------
    city : ReferenceCity
    vacant : list of Post
        All vacant posts, at least one.
    """

    def __init__(self, city, vacant):
        self.city = city
        self.market = Ring(city, vacant)
        pooled = [post for post in vacant if city.employers[post.employer].member]
        self.pool = Ring(city, pooled)
        self.by_employer = {}
        for post in sorted(vacant, key=lambda post: post.identity):
            self.by_employer.setdefault(post.employer, []).append(post)

    def heard_by(self, citizen):
        """Posts that somebody hears of, and the channel through which each is heard of first."""
        heard = []
        heard += [(post, ONLINE) for post in self._on_the_market(citizen)]
        heard += [(post, BY_TIES) for post in self._from_contacts(citizen)]
        heard += [(post, BY_COMMUNITY) for post in self._in_the_community(citizen)]
        heard += self._through_the_network(citizen)
        channels = {}
        for post, channel in heard:
            channels.setdefault(post.row, channel)
        return channels

    def _luck(self, decision, citizen, item):
        return words(self.city.seed, decision, self.city.month, citizen.person, item)

    def _on_the_market(self, citizen):
        """``(0.4 + energy) · (offline + online · access)`` vacancies."""
        rule = self.city.settings["search"]
        drive = 0.4 + citizen.energy
        access = access_at_home(self.city, citizen)
        luck = self._luck(Decision.SEARCH_ONLINE, citizen, 0)
        looks = whole(rule.offline_vacancies * drive, luck[0])
        looks += whole(rule.online_vacancies * access * drive, luck[1])
        found = []
        for look in range(min(looks, MOST_ON_THE_MARKET)):
            four = self._luck(Decision.SEARCH_ONLINE, citizen, look // 4 + 1)
            found.append(self.market.sample_vacancy(four[look % 4]))
        return found

    def _from_contacts(self, citizen):
        """One vacancy per contact asked, where that contact works."""
        rule = self.city.settings["search"]
        asked = whole(rule.contacts_asked, self._luck(Decision.SEARCH_ONLINE, citizen, 0)[2])
        found = []
        for number in range(min(asked, MOST_PER_CHANNEL)):
            who, which, _, _ = self._luck(Decision.SEARCH_TIES, citizen, number)
            row = citizen.ties[int(share(who) * len(citizen.ties))]
            if row < 0 or not self.city.citizens[row].resident:
                continue
            place = self.city.citizens[row].employer
            there = self.by_employer.get(place, [])
            if place != citizen.employer and there:
                found.append(there[int(share(which) * len(there))])
        return found

    def _in_the_community(self, citizen):
        """``reach · capacity to tell`` vacancies, and at times a business of one's own."""
        reach = self.city.levers.community_reach
        if reach <= 0.0 or citizen.community < 0:
            return []
        community = self.city.communities[citizen.community]
        luck = self._luck(Decision.SEARCH_ONLINE, citizen, 0)
        told = whole(reach * community.vacancy_information, luck[3])
        found = []
        for number in range(min(told, MOST_PER_CHANNEL)):
            four = self._luck(Decision.SEARCH_COMMUNITY, citizen, number)
            found.append(
                self._passed_on(citizen, community, four, number < community.coaching * told)
            )
        return found + self._business(citizen, community)

    def _passed_on(self, citizen, community, luck, coached):
        """Of four vacancies the one that suits best, or else the first of the own family."""
        tries = [self.market.sample_vacancy(word) for word in luck]
        occupations = self.city.occupations
        if coached:
            return max(
                tries,
                key=lambda post: demand_ability(citizen.skills, occupations[post.occupation]),
            )
        for post in tries:
            if occupations[post.occupation].family == community.family:
                return post
        return tries[-1]

    def _business(self, citizen, community):
        """A vacancy of one's own account, if the community opens the way to one."""
        if OWN_BUSINESS not in self.city.families:
            return []
        luck = self._luck(Decision.SEARCH_COMMUNITY, citizen, VENTURE)
        if share(luck[0]) >= community.venture:
            return []
        own = self.city.families.index(OWN_BUSINESS)
        for item in range(VENTURE_TRIES):
            word = self._luck(Decision.SEARCH_COMMUNITY, citizen, VENTURE + 1 + item)[0]
            post = self.market.sample_vacancy(word)
            if self.city.occupations[post.occupation].family == own:
                return [post]
        return []

    def _through_the_network(self, citizen):
        """Vacancies of the network's members, and four more for those whom it introduces."""
        levers = self.city.levers
        if levers.network_reach <= 0.0 or not self.pool.posts:
            return []
        luck = self._luck(Decision.SEARCH_NETWORK, citizen, 0)
        told = whole(levers.network_reach, luck[0])
        employer = citizen.previous_employer
        from_member = employer >= 0 and self.city.members_before[employer]
        introduced = citizen.dismissed and from_member and share(luck[1]) < levers.transfer
        if introduced:
            told += INTRODUCTIONS
        channel = BY_TRANSFER if introduced else BY_NETWORK
        found = []
        for number in range(min(told, MOST_PER_CHANNEL)):
            word = self._luck(Decision.SEARCH_NETWORK, citizen, number + 1)[0]
            found.append((self.pool.sample_vacancy(word), channel))
        return found
