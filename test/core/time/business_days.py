"""An independent judge of src/core/time/business-days.ts: the rules of 70-reports.md over Python's own zone data.

It shares no idea with the TypeScript: no day numbers, no remembered midnights, no Temporal. It reads the wall clock, and it finds
the end of a day by looking at every minute around it.

stdin:  JSON list of {zone, weekend, holidays, workdays, start_ms, count}
stdout: JSON list of {due, deadline_ms}; `--probe ZONE...` prints "ready", or why it cannot judge
"""

import json
import sys
from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)
NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def exists(day, zone):
    """A skipped day has no noon: the way to UTC and back lands elsewhere (PEP 495)."""
    noon = datetime.combine(day, time(12), tzinfo=zone)
    return noon.astimezone(timezone.utc).astimezone(zone).date() == day


def is_worked(day, case, zone):
    if not exists(day, zone):
        return False
    if day.isoformat() in case["workdays"]:
        return True
    return NAMES[day.weekday()] not in case["weekend"] and day.isoformat() not in case["holidays"]


def end_of(day, zone):
    """The first minute at which the wall clock shows a later date. No offset reaches 16 hours."""
    moment = datetime.combine(day + ONE_DAY, time(0), tzinfo=timezone.utc) - timedelta(hours=16)
    while moment.astimezone(zone).date() <= day:
        moment += ONE_MINUTE
    return moment


def judge(case):
    zone = ZoneInfo(case["zone"])
    start = EPOCH + timedelta(milliseconds=case["start_ms"])
    due = start.astimezone(zone).date()
    counted = 0
    while counted < case["count"]:
        due += ONE_DAY
        if is_worked(due, case, zone):
            counted += 1
    return {"due": due.isoformat(), "deadline_ms": (end_of(due, zone) - EPOCH) // timedelta(milliseconds=1)}


def probe(names):
    """Names what is missing: zone files, or the rules of 2023 (Egypt's summer time came back) in files that are too old."""
    for name in names:
        try:
            ZoneInfo(name)
        except ZoneInfoNotFoundError:
            return f"no zone data for {name}"
    if datetime(2023, 7, 1, tzinfo=ZoneInfo("Africa/Cairo")).utcoffset() != timedelta(hours=3):
        return "zone data older than 2023c"
    return "ready"


if sys.argv[1:2] == ["--probe"]:
    print(probe(sys.argv[2:]))
else:
    json.dump([judge(case) for case in json.load(sys.stdin)], sys.stdout)
