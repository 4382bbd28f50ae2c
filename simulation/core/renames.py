"""Names that version 0.2 changed: an old name is refused with the new one in the message."""

from __future__ import annotations

#: Parameters, each in full: ``section.key``.
PARAMETERS = {
    "interventions.network.interoperability": "government.data_standards",
    "interventions.network.staff_dependence": "government.staff_dependence",
    "interventions.network.data_skill_threshold": "government.data_skill_threshold",
    "fit.misfit": "fit.misfit_threshold",
    "fit.education_likeness": "fit.likeness_education_weight",
    "fit.felt_slope": "fit.perceived_slope",
    "fit.mood": "fit.affect_sd",
    "fit.adapted_share": "fit.aspiration_weight",
    "emerging_occupations.middle": "emerging_occupations.midpoint_month",
    "emerging_occupations.size": "emerging_occupations.final_size",
    "emerging_occupations.technology": "emerging_occupations.technology_slope",
    "redesign.step": "redesign.demand_sd",
    "redesign.common": "redesign.common_share",
    "business_cycle.size": "business_cycle.shock_sd",
    "technology_cycle.size": "technology_cycle.shock_sd",
    "platforms.founders": "platforms.initial_platforms",
    "platforms.markdown": "platforms.wage_markdown",
    "platforms.attachment": "platforms.attachment_exponent",
    "labour_demand.adjustment": "labour_demand.adjustment_rate",
    "separations.newness": "separations.new_job_hazard_ratio",
    "separations.destroyed": "separations.destroyed_share",
    "separations.coping": "separations.low_productivity_slope",
    "separations.outsider_stay": "separations.mean_outsider_stay",
    "participation.burning_out": "participation.burnout_active",
    "participation.leaving": "participation.exit_rate",
    "participation.discouragement": "participation.discouragement_rate",
    "participation.returning": "participation.return_rate",
    "participation.burnout": "participation.burnout_rate",
    "participation.burnout_line": "participation.burnout_energy",
    "search.dissatisfaction": "search.dissatisfaction_slope",
    "search.online": "search.online_vacancies",
    "search.offline": "search.offline_vacancies",
    "search.ties": "search.contacts_asked",
    "search.holding_out": "search.initial_concession",
    "search.patience": "search.reservation_decline",
    "search.switching": "search.switching_gain",
    "search.taste": "search.taste_spread",
    "hiring.standard": "hiring.minimum_fit",
    "hiring.patience": "hiring.minimum_decline",
    "hiring.slack": "hiring.application_slack",
    "hiring.duration": "hiring.long_unemployment_discount",
    "hiring.referral": "hiring.referral_credit",
    "hiring.noise": "hiring.evaluation_error",
    "hiring.external": "hiring.external_ratio",
    "hiring.rounds": "hiring.offer_rounds",
    "pay.speed": "pay.adjustment_rate",
    "pay.propensity": "pay.consumption_share",
    "pay.spend_wealth": "pay.wealth_drawdown",
    "courses.threshold": "courses.reluctance",
    "courses.slope_need": "courses.need_slope",
    "courses.slope_energy": "courses.energy_slope",
    "courses.unseen": "courses.unseen_need",
    "courses.cost": "courses.cost_barrier",
    "courses.strange": "courses.unsuited_format_reluctance",
    "courses.strange_gain": "courses.unsuited_format_gain",
    "courses.employer_offer": "courses.employer_offer_rate",
    "informal_skill.hidden": "informal_skill.hidden_share",
    "informal_skill.showing": "informal_skill.revelation_rate",
    "peer_learning.divided": "peer_learning.divide_active",
    "peer_learning.meetings": "peer_learning.meeting_rate",
    "work_teams.share": "work_teams.adoption_share",
    "work_teams.learning": "work_teams.learning_rate",
    "work_teams.pooling": "work_teams.pooled_share",
    "resources.draining": "resources.pace_active",
    "resources.base": "resources.base_energy",
    "resources.buffer": "resources.savings_buffer",
    "resources.drain": "resources.pace_drain",
    "resources.enough": "resources.stimulating_pace",
    "resources.memory": "resources.pace_memory",
    "resources.loss": "resources.job_loss_cost",
    "resources.speed": "resources.recovery_rate",
    "well_being.energised": "well_being.energy_active",
    "well_being.speed_health": "well_being.health_adjustment",
    "well_being.speed_happiness": "well_being.happiness_adjustment",
    "well_being.jobless": "well_being.unemployment_cost",
    "well_being.vigour": "well_being.energy_slope",
    "districts.speed": "districts.adjustment_rate",
    "cohesion.speed": "cohesion.adjustment_rate",
    "trust.speed": "trust.adjustment_rate",
    "cohesion.between": "cohesion.groups",
    "prices.follow": "prices.inequality_slope",
    "prices.leisure": "prices.leisure_price",
    "trust.gate": "trust.reluctance_slope",
    "trust.gate_below": "trust.reluctance_threshold",
    "migration.elsewhere": "migration.outside_fit",
    "interventions.training.lottery": "interventions.training.lottery_share",
    "interventions.communities.join": "interventions.communities.join_rate",
    "interventions.communities.leave": "interventions.communities.leave_rate",
    "interventions.communities.pull_energy": "interventions.communities.energy_slope",
    "interventions.communities.pull_trust": "interventions.communities.trust_slope",
    "interventions.communities.pull_need": "interventions.communities.misfit_slope",
    "interventions.communities.closeness": "interventions.communities.bonding_effect",
    "interventions.communities.venture": "interventions.communities.venture_rate",
    "interventions.communities.side_effect": "interventions.communities.secondary_effect",
    "interventions.communities.coaching": "interventions.communities.coaching_share",
    "interventions.communities.birth_threshold": "interventions.communities.threshold",
    "interventions.communities.life_threshold": "interventions.communities.threshold",
    "interventions.communities.learning": "interventions.communities.shared_renewal",
    "interventions.communities.support": "interventions.communities.support_after_loss",
    "interventions.communities.facilitation_slope": "interventions.communities.invitation_effect",
    "interventions.communities.unemployment_effect": "interventions.communities.work_time",
    "interventions.network.endurance": "interventions.network.dissolution_rate",
    "interventions.network.join": "interventions.network.join_rate",
    "interventions.network.smallest": "interventions.network.minimum_posts",
    "interventions.network.trust_speed": "interventions.network.trust_adjustment",
    "interventions.network.transfer": "interventions.network.transfer_share",
    "interventions.network.curriculum": "interventions.network.curriculum_share",
    "interventions.network.recognition": "interventions.recognition.network_budget",
    "interventions.network.recognition_share": "interventions.recognition.network_budget",
    "interventions.training.recognition_share": "interventions.recognition.training_budget",
    "interventions.training.recognition_cost": "interventions.recognition.assessment_cost",
}

#: Measures; a column of a measure begins with its name.
MEASURES = {
    "turbulence": "fit_change_rms",
    "watched_persistence": "panel_misfit_persistence",
    "watched_chronic": "panel_chronic_misfit",
    "employment_by_lot": "employment_by_lottery",
    "ict_by_lot": "ict_by_lottery",
    "voices": "decision_weight",
    "own_business_entries": "self_employment_entries",
    "counters_open": "services_open",
    "gini_of": "gini",
    "demand_ability_at_work": "fit_at_work",
    "network_staff": "government_staff",
}
#: Last part of a column's name.
ENDINGS = {
    "employment_by_lot_drawn": "employment_by_lottery_assigned",
    "happiness_with_fit_objective": "objective_with_satisfaction",
    "happiness_with_fit_perceived": "perceived_with_satisfaction",
    "ict_by_lot_drawn": "ict_by_lottery_assigned",
}

#: Columns of tables, by agent.
COLUMNS = {
    "trade": "last_occupation",
    "concerned": "privacy_concerned",
    "heard_out": "voice_share",
    "telling": "vacancy_information",
    "teaching": "skill_transfer",
    **{
        f"last_{name}": f"previous_{name}"
        for name in (
            "post", "employer", "income", "district", "stage", "amenities", "infrastructure",
            "demand",
        )
    },
}  # fmt: skip


def renamed_parameter(name: str) -> str:
    """Present name of a parameter that had another one; empty for any other name."""
    return PARAMETERS.get(name, "")


def renamed_measure(name: str) -> str:
    """Present name of a measure, or of a column of it, that had another; else empty."""
    if name in ENDINGS:
        return ENDINGS[name]
    for old, new in MEASURES.items():
        if name == old or name.startswith(f"{old}_"):
            return new + name.removeprefix(old)
    return ""
