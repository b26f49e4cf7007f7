"""The parts a document is put together from, each by the key that outlines name it by.

A part is a function from the record to what it has to say; a module here holds those that speak of one matter.
`PARTS` is the only list of them: a part of that name can stand under a heading of any template.
"""

from warroom.postmortem.parts import (
    believed,
    brief,
    causes,
    learnt,
    measured,
    pictures,
    public,
    response,
    story,
    summary,
    timeline,
    work,
)
from warroom.postmortem.parts.words import Part

PARTS: dict[str, Part] = {
    # what it was
    "summary": summary.summary,
    "particulars": summary.particulars,
    "standing": summary.standing,
    "overview": summary.overview,
    "impact": summary.impact,
    "review": summary.review,
    # what happened
    "timeline": timeline.timeline,
    "story": story.story,
    "lead_up": response.lead_up,
    "detection": response.detection,
    "response": response.response,
    "recovery": response.recovery,
    "resolution": response.resolution,
    # what there is to look at
    "lanes": pictures.lanes,
    "where_time_went": pictures.where_time_went,
    "activity": pictures.activity,
    # what was believed
    "hypotheses": believed.hypotheses,
    "theories": believed.theories,
    "misleading": believed.misleading,
    "believed": believed.believed,
    "beliefs": believed.beliefs,
    "diagnosis": believed.diagnosis,
    "open_questions": believed.open_questions,
    # who was asked, what was decided and told
    "people": response.people,
    "escalations": response.escalations,
    "decisions": response.decisions,
    "communication": response.communication,
    "messages": learnt.written_only,
    "responding": learnt.written_only,
    "internal_updates": response.internal_updates,
    "external_updates": response.external_updates,
    # why
    "cause": causes.cause,
    "fault": causes.fault,
    "contributing": causes.contributing,
    "trigger": causes.trigger,
    "five_whys": learnt.written_only,
    "recurrence": learnt.written_only,
    "backlog": learnt.written_only,
    # what will change
    "measures": work.measures,
    "actions": work.actions,
    "tasks": work.tasks,
    # what can be counted and learnt
    "metrics": measured.metrics,
    "team_responses": measured.team_responses,
    "lessons": learnt.written_only,
    "well": learnt.well,
    "badly": learnt.badly,
    "lucky": learnt.lucky,
    "surprised": learnt.surprised,
    "sooner": learnt.sooner,
    "themes": story.themes,
    "conclusion": learnt.conclusion,
    "supporting": learnt.supporting,
    # on one page
    "brief_gist": brief.gist,
    "brief_impact": brief.harm,
    "brief_times": brief.lasted,
    "brief_misleading": brief.misled,
    "brief_cause": brief.reason,
    "brief_measures": brief.change,
    "brief_next": brief.ahead,
    # for people outside
    "public_summary": learnt.written_only,
    "public_impact": learnt.written_only,
    "public_times": public.public_times,
    "public_timeline": public.public_timeline,
    "public_updates": public.public_updates,
}

OF_ROWS = frozenset({
    "timeline", "story", "lanes", "where_time_went", "activity", "metrics", "team_responses", "hypotheses", "theories",
    "escalations", "decisions", "communication", "people", "supporting", "public_timeline",
})  # fmt: skip
"""Parts that tell of rows and records alone: no text of the incident is in them, and in a long one they take long."""

PUBLIC = frozenset(key for key in PARTS if key.startswith("public_"))
"""The parts for people outside, in which nobody's name stands."""
