"""Ten incidents of awkward shapes, invented and typed as lines, and the founding examples beside them."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache

from postmortem.typist import Typist
from replays.player import SCRIPTS, play_in_core
from warroom.core.model import Incident, Row


def clocks_changed() -> Typist:
    """Over midnight into the night in which Berlin's clocks go back: half past two comes twice."""
    room = Typist("Night batch of invoices stands still", zone="Europe/Berlin", now="2026-10-24 23:21", severity="SEV3")
    room.type(
        "23:05 /mark started", "23:20 /alert queue length 40,000 @ops", "23:20 /mark detected", "/role commander ana"
    )
    room.type("? the nightly backup holds a lock", "/test H1 stop the backup @bo 10m", "^ dba: what holds the lock?")
    room.at("2026-10-25 00:30Z").type("/dead-end H1 it stood still without the backup, too; looked right: same minute")
    room.type("half past two for the first time", "? cron ran the batch again when the clocks went back")
    room.at("2026-10-25 01:30Z").type(
        "half past two for the second time", "/ack E1 dee", "/found E1 two batches, one lock"
    )
    room.type("/confirm H2 two runs in the log", "/status identified", "! killed the second batch")
    room.at("2026-10-25 03:10Z").type("/mark mitigated", "/status resolved", "/cause The batch starts by local time.")
    return room.type(
        "/impact Invoices of 2,300 customers came three hours late.", "+ run the batch by UTC @cy #corrective"
    )


def no_theories() -> Typist:
    """Somebody saw it, knew what it was and ended it: nothing was ever guessed."""
    room = Typist("Certificate of the status page expired", now="2026-03-02 08:00", severity="SEV3")
    room.type("/alert browser warns of the certificate", "/mark detected #2")
    room.at("08:25").type("! certificate renewed", "/status resolved")
    return room.type(
        "/cause Nobody was told that it would expire.", "+ renew by machine #preventative @bo due:2026-03-16"
    )


def forty_theories() -> Typist:
    """Everybody has an idea: dead ends, some ruled out, some open, and the one that held came last."""
    room = Typist("Prices are wrong in some shops", now="2026-05-06 06:00", severity="SEV1", services=["prices"])
    room.type("/mark started", "/mark detected")
    for number in range(1, 41):
        room.type(f"? idea number {number}: shop {number} has a cache of its own")
        if number % 4 == 0:
            room.at(f"2026-05-06 {6 + number // 8:02d}:{number % 8 * 7:02d}")
            room.type(f"/dead-end H{number - 1} shop {number - 1} was right again; looked right: its prices were old")
        elif number % 4 == 2:
            room.type(f"/rule-out H{number} no cache there", f"/against H{number} it reads the table")
    room.at("2026-05-06 12:00").type("? the currency table was loaded twice", "/confirm H41 two rows for each currency")
    return room.type("/status resolved", "/cause A job loaded the table twice.", "+ a unique key #corrective @cy")


def one_row() -> Typist:
    """Declared, and nothing else."""
    return Typist("Something is wrong", now="2026-07-01 12:00")


def ten_thousand_rows() -> Typist:
    """A machine wrote along, for a week."""
    room = Typist("Sensors drop out", now="2026-02-01 00:00", severity="SEV2", services=["sensors"])
    room.type("/mark started", "? the radio of hall 3", "/dead-end H1 all halls have it", "! gateway restarted")
    first = room.incident.timeline[0]
    room.incident.timeline += [
        Row(f"m.{number}", f"#{number}", first.at + timedelta(minutes=number), None, False, first.at, "gateway", "note",
            f"sensor {number % 97} is silent | {number} `again`", source="pipe")
        for number in range(10, 10_010)
    ]  # fmt: skip
    return room


def drill() -> Typist:
    """An exercise: nobody was hurt, and the document says so."""
    room = Typist("Exercise: the second data centre goes dark", now="2026-09-09 14:00", mode="drill", severity="SEV1")
    room.type(
        "/role commander ana", "/role scribe bo", "/mark detected", "= switch over @cy", "/object D1 the cache is cold"
    )
    room.at("14:30").type("/go D1 the cache warms within a minute", "! switched over", "/status resolved")
    return room.type("/set went_well the switch took four minutes", "+ write the switch down @bo #preventative")


def written_up_later() -> Typist:
    """A retrospective whose year nobody remembers, with rows about when and a range."""
    room = Typist("The mail queue of the branch office", mode="retrospective", started="20XX-06-30 22:00", by="scribe")
    room.type(
        "20XX-06-30 22:00 /alert mails come late", "~22:30 ? the provider", "20XX-07-01 06:00 /dead-end H1 it was well"
    )
    day = "20XX-07-01"
    room.type(f"{day} 06:00-07:00 disks were full", f"{day} 07:10 ! old logs deleted", f"{day} 07:10 /status resolved")
    return room.type("/set conclusion It had been full before.", "+ watch the disks #preventative", by="scribe")


def nothing_resolved() -> Typist:
    """In the middle of it: theories open, calls unanswered, work under way, an update promised."""
    room = Typist("Log-in fails for some", now="2026-11-21 09:00", severity="SEV1", services=["sso", "portal"])
    room.type(
        "/mark started",
        "/alert 12 % of log-ins fail",
        "/mark detected #2",
        "? tokens expire at once",
        "? one of the two identity servers",
        "/test H2 take it out",
    )
    room.type(
        "^ identity team: which tokens?", "^ network: is ams-2 reachable?", "/decline E2 not ours", "= restart both @bo"
    )
    return room.type(
        "+ count failures by server @cy 10m", "/start T1", '" some cannot log in @customers 30m', "why only some?"
    )


def reopened() -> Typist:
    """Over, and then not: status, severity and a theory went back, and a task as well."""
    room = Typist("Search returns old results", now="2026-04-04 10:00", severity="SEV3", services=["search"])
    room.type("/mark started", "/mark detected", "? the index is stale", "+ rebuild the index @bo", "/done T1 rebuilt")
    room.at("11:00").type("/dead-end H1 rebuilt, and old again within minutes; looked right: it was two days old")
    room.type("/status resolved", "/sev 4 nobody complains")
    room.at("13:00").type(
        "/status investigating it is back", "/sev 2 everybody complains", "/reopen H1", "/reopen T1 it is back"
    )
    room.at("14:30").type(
        "/confirm H1 two writers, one index", "/status resolved", "/cause An old writer had never been turned off."
    )
    return room


def right_to_left() -> Typist:
    """Hebrew and Arabic, with figures, and with controls that would turn the line around had they come in."""
    room = Typist(
        "שגיאות תשלום בקופה", now="2026-08-08 10:00", severity="SEV2", services=["קופה", "checkout"], by="נועה"
    )
    room.type("/alert שיעור השגיאות 31 % מאז 09:58", "/mark detected #2", "? فشل الاتصال بقاعدة البيانات", by="نور")
    room.at("10:40").type(
        "\u202e? reversed\u202c by \u2066somebody\u2069",
        "/dead-end H1 الاتصال سليم; looked right: تجاوز المهلة",
        by="نور",
    )
    room.at("11:05").type("! חזרנו לגרסה 4820 @bo", "/status resolved", "/impact אחת מכל שלוש הזמנות נכשלה.", by="נועה")
    return room.type("+ לבדוק עומס כל חודש #preventative @נועה", "/cause קריאה סינכרונית ל-API.", by="נועה")


AWKWARD: dict[str, Callable[[], Typist]] = {
    make.__name__: make
    for make in (clocks_changed, no_theories, forty_theories, one_row, ten_thousand_rows, drill, written_up_later,
                 nothing_resolved, reopened, right_to_left)
}  # fmt: skip
FOUNDING = {script.stem: script for script in SCRIPTS}
EVERY = [*FOUNDING, *AWKWARD]


@cache
def example(name: str) -> Incident:
    """Return the incident of a name of `EVERY`; it is shared, and nobody changes it."""
    return play_in_core(FOUNDING[name]) if name in FOUNDING else AWKWARD[name]().incident
