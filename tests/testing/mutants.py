"""Adapters with one defect each, and the checks that have to see it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutant:
    """The skeleton's adapter with a defect.

    Attributes:
        name: What it does wrong.
        check: The check that is made for this defect.
        besides: Checks that cannot but fail as well.
        changes: Texts of the adapter, and what stands there instead.
    """

    name: str
    check: str
    changes: tuple[tuple[str, str], ...]
    besides: tuple[str, ...] = ()


def mutant(
    name: str, check: str, *changes: tuple[str, str], besides: tuple[str, ...] = ()
) -> Mutant:
    return Mutant(name, check, changes, besides)


MUTANTS = (
    mutant(
        "a checkpoint before what it covers",
        "resume.checkpoints",
        (
            """            yield from self._batches(http, page)
            if after is not None:
                place = replace(place, page=after)
                yield place.checkpoint
""",
            """            if after is not None:
                place = replace(place, page=after)
                yield place.checkpoint
            yield from self._batches(http, page)
""",
        ),
    ),
    mutant(
        "every page is delivered twice",
        "identity.once",
        (
            "            yield from self._batches(http, page)\n",
            "            yield from self._batches(http, page)\n"
            "            yield from self._batches(http, page)\n",
        ),
    ),
    mutant(
        "times are delivered without a zone",
        "shape.schema",
        (
            "        yield Batch(table, arrow(table, {name: [row[name] for row in rows] "
            "for name in rows[0]}))",
            """        from arro3.core import DataType, Table
        made = arrow(table, {name: [row[name] for row in rows] for name in rows[0]})
        columns = [made.column(each) for each in made.column_names]
        plain = [
            each.cast(DataType.timestamp("us")) if DataType.is_timestamp(each.type) else each
            for each in columns
        ]
        yield Batch(table, Table.from_arrays(plain, names=made.column_names))""",
        ),
    ),
    mutant(
        "every seventh change is left out",
        "completeness.changes",
        (
            """if each["kind"] == "change"]""",
            """if each["kind"] == "change" and each["id"] % 7]""",
        ),
        besides=("completeness.chain", "completeness.end", "completeness.many-changes"),
    ),
    mutant(
        "ends at a page that is not full",
        "faults.short-page",
        ("        if token is None:\n", "        if token is None or len(page['items']) < 5:\n"),
        besides=("faults.empty-page",),
    ),
    mutant(
        "ends at an empty page",
        "faults.empty-page",
        ("        if token is None:\n", "        if token is None or not page['items']:\n"),
    ),
    mutant(
        "believes the total",
        "faults.lying-total",
        ("    seen = {token}\n", "    seen = {token}\n    count = 0\n    total = None\n"),
        (
            "        if token is None:\n",
            """        count += len(page["items"])
        total = page["total"] if total is None else total
        if token is None or count >= total:
""",
        ),
    ),
    mutant(
        "goes round with a token that comes again",
        "faults.repeated-token",
        ("        if token in seen:\n", "        if token in ():\n"),
    ),
    mutant(
        "goes on from the newest change that it saw",
        "time.late",
        (
            '        for page, after in pages(http, "tickets", asking, place.page):\n',
            """        newest = place.since
        for page, after in pages(http, "tickets", asking, place.page):
            newest = max([newest, *(moment(each["updated"]) for each in page)])
""",
        ),
        ("yield Place(since=max(0, began - OVERLAP)", "yield Place(since=newest"),
    ),
    mutant(
        "vouches for everything up to now",
        "time.vouched",
        ("vouched=began - LATENESS", "vouched=context.now()"),
    ),
    mutant(
        "vouches for everything while it still reads",
        "time.on-the-way",
        ("place = replace(place, page=after)", "place = replace(place, page=after, vouched=began)"),
    ),
    mutant(
        "orders by time only",
        "order.total",
        ("""        "seq": event["id"],\n""", """        "seq": moment(event["at"]),\n"""),
    ),
    mutant(
        "orders the newest first",
        "order.time",
        ("""        "seq": event["id"],\n""", """        "seq": -event["id"],\n"""),
        besides=("completeness.chain", "completeness.end"),
    ),
    mutant(
        "names events by their place in the answer",
        "identity.stays",
        (
            "    if rows:\n",
            """    for number, row in enumerate(rows):
        if "event_id" in row:
            row["event_id"] = f"{place}-{number}"
    if rows:
""",
        ),
        (
            "def batch(table: TableName, rows: list[Row])",
            "def batch(table: TableName, rows: list[Row], place: object = None)",
        ),
        ('yield from batch("changes", changes)', 'yield from batch("changes", changes, place)'),
        ('yield from batch("comments", comments)', 'yield from batch("comments", comments, place)'),
        (
            "yield from self._batches(http, page)",
            "yield from self._batches(http, page, place.page)",
        ),
        (
            "def _batches(self, http: Http, tickets: list[Row])",
            "def _batches(self, http: Http, tickets: list[Row], place: object)",
        ),
        besides=(
            "resume.goes-on",
            "resume.meanwhile",
            "time.late",
            "time.zones",
            "time.same-moment",
            "deletion.moved",
            "faults.empty-page",
            "faults.short-page",
        ),
    ),
    mutant(
        "leaves out what is of the moment where it ended",
        "time.same-moment",
        (
            "            yield from self._batches(http, page)\n",
            """            self.began[0] = 0 if place.since == 0 else place.since + OVERLAP
            yield from self._batches(http, page)
""",
        ),
        (
            "    settings: SkeletonSettings\n",
            "    settings: SkeletonSettings\n    began: list = field(default_factory=lambda: [0])\n",
        ),
        (
            "from dataclasses import asdict, dataclass, replace",
            "from dataclasses import asdict, dataclass, field, replace",
        ),
        (
            "                for event in page\n",
            "                for event in page\n"
            "                if moment(event['at']) // 1000000 != self.began[0] // 1000000\n",
        ),
    ),
    mutant(
        "forgets what was deleted",
        "deletion.deleted",
        ('"deletions", "census"})', '"deletions"})'),
        (
            "            yield from self._batches(http, page)\n",
            "            page = [each for each in page if each['state'] != 'deleted']\n"
            "            yield from self._batches(http, page)\n",
        ),
    ),
    mutant(
        "counts only the first page of what is visible",
        "deletion.lost",
        (
            """            yield from batch("tickets", rows)
""",
            """            yield from batch("tickets", rows)
            return
""",
        ),
        besides=("deletion.deleted",),
    ),
    mutant(
        "says what somebody is today",
        "deletion.promoted",
        ('"actor_role": event["as"]', '"actor_role": event["actor"]["role"]'),
    ),
    mutant(
        "calls a status what it is called today",
        "deletion.renamed",
        (
            "        changes: list[Row] = []\n",
            """        changes: list[Row] = []
        names = {v["id"]: v["name"] for f in http.get("fields").json() for v in f["values"]}
""",
        ),
        (
            "        comments += comment_rows",
            """        for each in changes:
                each["new"] = names[each["new_id"]]
            comments += comment_rows""",
        ),
    ),
    mutant(
        "takes a comment that was hidden for one that was never public",
        "deletion.concealed",
        ('"public": each["public"],', '"public": each["public"] and each["id"] not in hidden,'),
    ),
    mutant(
        "does not say that a comment was hidden",
        "deletion.concealed",
        ('"hidden_at": hidden.get(each["id"])', '"hidden_at": None'),
    ),
    mutant(
        "does not say that a ticket was merged",
        "deletion.merged",
        ('"merged_into": ticket["merged_into"]', '"merged_into": None'),
    ),
    mutant(
        "keeps the key that a ticket had first",
        "deletion.moved",
        ('        "key": ticket["key"],', """        "key": f"DESK-{ticket['id']}","""),
    ),
    mutant(
        "leaks the secret in a notice",
        "secrets.delivered",
        (
            "        # No end:",
            """        yield Notice("deprecated", f"read with {context.secret(self.settings.token)}")
        # No end:""",
        ),
    ),
    mutant(
        "leaks the secret in a log",
        "secrets.delivered",
        (
            "        # No end:",
            """        import logging
        logging.getLogger("skeleton").debug("with %s", context.secret(self.settings.token))
        # No end:""",
        ),
    ),
    mutant(
        "leaks the secret in an error",
        "secrets.errors",
        (
            '        me = self._http(context).get("me").json()\n',
            """        try:
            me = self._http(context).get("me").json()
        except SourceError:
            word = context.secret(self.settings.token)
            raise SourceError(self.source, f"refused with {word}") from None
""",
        ),
    ),
    mutant(
        "takes a refusal for an empty answer",
        "faults.forbidden-part",
        (
            "from slarules.http import Bearer, Http, Site",
            "from slarules.http import Bearer, Http, RefusedError, Site",
        ),
        (
            '        answer = http.get(path, {**asking, "cursor": token})\n',
            """        try:
            answer = http.get(path, {**asking, "cursor": token})
        except RefusedError as error:
            if error.status == 403:
                return
            raise
""",
        ),
        besides=("faults.forbidden",),
    ),
    mutant(
        "takes what is gone for an empty answer",
        "faults.gone",
        (
            "from slarules.http import Bearer, Http, Site",
            "from slarules.http import Bearer, Http, RefusedError, Site",
        ),
        (
            '        answer = http.get(path, {**asking, "cursor": token})\n',
            """        try:
            answer = http.get(path, {**asking, "cursor": token})
        except RefusedError as error:
            if error.status == 410:
                return
            raise
""",
        ),
    ),
    mutant(
        "takes a source that is down for an empty one",
        "faults.down",
        (
            '        answer = http.get(path, {**asking, "cursor": token})\n',
            """        try:
            answer = http.get(path, {**asking, "cursor": token})
        except SourceError as error:
            if "503" in str(error) or "tries" in str(error):
                return
            raise
""",
        ),
    ),
    mutant(
        "reads local time as UTC",
        "time.zones",
        (
            "    return instant(datetime.fromisoformat(text))\n",
            """    from datetime import UTC
    return instant(datetime.fromisoformat(text).replace(tzinfo=UTC))
""",
        ),
        besides=("time.clock-changes",),
    ),
    mutant(
        "reads the hands of the clock in the zone of the account",
        "time.clock-changes",
        (
            "    return instant(datetime.fromisoformat(text))\n",
            """    from zoneinfo import ZoneInfo
    read = datetime.fromisoformat(text)
    is_there = text.endswith(("+01:00", "+02:00"))
    return instant(read.replace(tzinfo=ZoneInfo("Europe/Amsterdam")) if is_there else read)
""",
        ),
    ),
    mutant(
        "reads a clock of its own",
        "time.vouched",
        (
            "        began = context.now() if",
            """        import time
        began = time.time_ns() // 1000 if""",
        ),
        besides=(
            "resume.goes-on",
            "time.late",
            "time.zones",
            "time.clock-changes",
            "time.same-moment",
            "deletion.moved",
            "deletion.merged",
            "deletion.concealed",
        ),
    ),
    mutant(
        "reads only the first hundred events of a ticket",
        "completeness.many-changes",
        (
            "            changes += [",
            """            happened = happened[:100]
            changes += [""",
        ),
        besides=("completeness.many-comments",),
    ),
    mutant(
        "keeps all that it saw in its cursor",
        "shape.cursors",
        (
            "json.dumps(asdict(self)).encode()",
            'json.dumps(asdict(self)).encode().ljust(70_000, b" ")',
        ),
    ),
    mutant(
        "ends without a checkpoint",
        "shape.cursors",
        (
            "        yield Place(since=max(0, began - OVERLAP), vouched=began - LATENESS).checkpoint\n",
            "",
        ),
        besides=("time.late",),
    ),
    mutant(
        "delivers batches without rows",
        "shape.sizes",
        (
            "    if rows:\n",
            """    if not rows:
        yield Batch(table, arrow(table, {}))
    if rows:
""",
        ),
    ),
    mutant(
        "has a word of its own for roles",
        "shape.cells",
        ('"actor_role": event["as"]', '"actor_role": event["as"].replace("agent", "engineer")'),
        besides=("completeness.roles",),
    ),
    mutant(
        "names a part after the day",
        "shape.partitions",
        (
            '        del asked, context\n        return [Partition("all"',
            '        return [Partition(f"all {context.now()}"',
        ),
    ),
    mutant(
        "has a field that its catalogue lacks",
        "shape.catalogue",
        ('                id=each["id"],', '                id=each["id"].upper(),'),
    ),
    mutant(
        "takes internal notes for answers",
        "completeness.comments",
        ('"public": each["public"],', '"public": True,'),
        besides=("completeness.many-comments",),
    ),
    mutant(
        "says a notice over two lines",
        "shape.notices",
        (
            "        # No end:",
            """        yield Notice("deprecated", "this is\\nold.")
        # No end:""",
        ),
    ),
)
