/* What verify finds in a store that somebody else wrote to. */
#include <fcntl.h>
#include <sys/stat.h>

#include "base/file.h"
#include "store/records/clocks.h"
#include "store/records/alerts.h"
#include "store/records/counts.h"
#include "store/records/cursors.h"
#include "store/records/decisions.h"
#include "store/records/dkim.h"
#include "store/records/escalations.h"
#include "store/records/milestones.h"
#include "store/records/missed.h"
#include "store/records/row.h"
#include "tests/unit/store_rig.h"

#define UNLOCK \
	"DROP TRIGGER original_no_update; DROP TRIGGER original_no_delete;" \
	"DROP TRIGGER incident_no_update; DROP TRIGGER incident_no_delete;" \
	"DROP TRIGGER sighting_no_update; DROP TRIGGER sighting_no_delete;" \
	"DROP TRIGGER rule_hit_no_update; DROP TRIGGER rule_hit_no_delete;" \
	"DROP TRIGGER escalation_no_update;" \
	"DROP TRIGGER escalation_no_delete;" \
	"DROP TRIGGER setting_no_update; DROP TRIGGER setting_no_delete;" \
	"DROP TRIGGER missed_no_update; DROP TRIGGER missed_no_delete;" \
	"DROP TRIGGER milestone_no_update;" \
	"DROP TRIGGER milestone_no_delete;" \
	"DROP TRIGGER decision_no_update;" \
	"DROP TRIGGER decision_no_delete;" \
	"DROP TRIGGER attachment_no_update;" \
	"DROP TRIGGER attachment_no_delete;" \
	"DROP TRIGGER dkim_no_update; DROP TRIGGER dkim_no_delete;" \
	"DROP TRIGGER clock_no_update; DROP TRIGGER clock_no_delete;" \
	"DROP TRIGGER coverage_no_update;" \
	"DROP TRIGGER coverage_no_delete;" \
	"DROP TRIGGER reached_no_update; DROP TRIGGER reached_no_delete;" \
	"DROP TRIGGER told_no_update; DROP TRIGGER told_no_delete;" \
	"DROP TRIGGER ledger_no_update; DROP TRIGGER ledger_no_delete;" \
	"DROP TRIGGER ledger_no_replace; PRAGMA foreign_keys = OFF;"

/*
 * The store that is changed holds ten contacts (four ledger rows each:
 * original, incident, sighting, rule_hit), one setting, one escalation, one
 * missed message, one milestone with its proof (original, attachment,
 * milestone), one decision, one signature, one row of the clock, one cursor,
 * one source that claims three days, one alert that was told of the escalation
 * and one row that all were: ledger rows 1 to 40, 41, 42, 43, 44 to 46, 47, 48
 * and 49 to 54.
 */
static const struct tampering {
	const char *sql;
	enum fault fault;
	const char *where, *what;	/* of one of the faults */
	int most;			/* faults in all */
} tamperings[] = {
	/* each table, and each kind of value */
	{ "UPDATE incident SET state = 'candidate' WHERE id = 3",
	    FAULT_CHANGED, "incident 3", ": state", 2 },
	{ "UPDATE incident SET person = 'pal' WHERE id = 3",
	    FAULT_CHANGED, "incident 3", ": person", 3 },
	{ "UPDATE incident SET at_ms = at_ms + 1 WHERE id = 3",
	    FAULT_CHANGED, "incident 3", ": at_ms", 1 },
	{ "UPDATE incident SET day = '2026-01-01' WHERE id = 3",
	    FAULT_CHANGED, "incident 3", ": day", 3 },
	{ "UPDATE incident SET channel = 'sms' WHERE id = 3",
	    FAULT_CHANGED, "incident 3", ": channel", 3 },
	{ "UPDATE incident SET direction = 'out' WHERE id = 3",
	    FAULT_CHANGED, "incident 3", ": direction", 2 },
	{ "UPDATE incident SET sender = 'x' WHERE id = 3",
	    FAULT_CHANGED, "incident 3", ": sender", 1 },
	{ "UPDATE incident SET found_by = 'name' WHERE id = 3",
	    FAULT_CHANGED, "incident 3", ": found_by", 1 },
	{ "UPDATE incident SET field = 'x' WHERE id = 3",
	    FAULT_CHANGED, "incident 3", ": field", 1 },
	{ "UPDATE incident SET identifier = 'x' WHERE id = 3",
	    FAULT_CHANGED, "incident 3", ": identifier", 1 },
	{ "UPDATE incident SET rule = 'x', kind = 'x' WHERE id = 3",
	    FAULT_CHANGED, "incident 3", ": rule, kind", 1 },
	{ "UPDATE incident SET original = (SELECT digest FROM original"
	    " WHERE id = 4) WHERE id = 3",
	    FAULT_CHANGED, "incident 3", ": original", 1 },
	{ "UPDATE incident SET message_id = 'x' WHERE id = 3",
	    FAULT_CHANGED, "incident 3", ": message_id", 1 },
	{ "UPDATE incident SET text_digest = zeroblob(32) WHERE id = 3",
	    FAULT_CHANGED, "incident 3", ": text_digest", 1 },
	{ "UPDATE incident SET claimed_ms = 1 WHERE id = 3",
	    FAULT_CHANGED, "incident 3", ": claimed_ms", 1 },
	{ "UPDATE incident SET flags = '' WHERE id = 3",
	    FAULT_CHANGED, "incident 3", ": flags", 1 },
	{ "UPDATE incident SET recorded_ms = 1 WHERE id = 3",
	    FAULT_CHANGED, "incident 3", ": recorded_ms", 1 },
	{ "UPDATE incident SET sender = CAST(x'ff' AS TEXT) WHERE id = 3",
	    FAULT_CHANGED, "incident 3", "no text", 1 },
	{ "UPDATE incident SET sender = 'x'", FAULT_CHANGED,
	    "incident 1 to 10", ": sender", 1 },
	{ "UPDATE sighting SET incident = 4, uid = 99 WHERE id = 3",
	    FAULT_CHANGED, "sighting 3", ": incident, uid", 2 },
	{ "UPDATE sighting SET original = (SELECT digest FROM original"
	    " WHERE id = 4) WHERE id = 3",
	    FAULT_CHANGED, "sighting 3", ": original", 1 },
	{ "UPDATE sighting SET account = 'x', folder = 'y' WHERE id = 3",
	    FAULT_CHANGED, "sighting 3", ": account, folder", 1 },
	{ "UPDATE sighting SET uidvalidity = 9 WHERE id = 3",
	    FAULT_CHANGED, "sighting 3", ": uidvalidity", 1 },
	{ "UPDATE sighting SET internal_ms = NULL WHERE id = 3",
	    FAULT_CHANGED, "sighting 3", ": internal_ms", 1 },
	{ "UPDATE sighting SET recorded_ms = 1 WHERE id = 3",
	    FAULT_CHANGED, "sighting 3", ": recorded_ms", 1 },
	{ "UPDATE rule_hit SET incident = 4 WHERE id = 3",
	    FAULT_CHANGED, "rule_hit 3", ": incident", 1 },
	{ "UPDATE rule_hit SET rule = 'x', kind = 'x', field = 'x'"
	    " WHERE id = 3",
	    FAULT_CHANGED, "rule_hit 3", ": rule, kind, field", 1 },
	{ "UPDATE rule_hit SET part = 2, marks = 0 WHERE id = 3",
	    FAULT_CHANGED, "rule_hit 3", ": part, marks", 1 },
	{ "UPDATE rule_hit SET outcome = 'undecided' WHERE id = 3",
	    FAULT_CHANGED, "rule_hit 3", ": outcome", 1 },
	{ "UPDATE escalation SET at_ms = 1, day = 'x', person = 'x',"
	    " kind = 'x', level = 'x'", FAULT_CHANGED, "escalation 1",
	    ": at_ms, day, person, kind, level", 1 },
	{ "UPDATE escalation SET contacts = 1, usual = 2.6, upper = 11.2",
	    FAULT_CHANGED, "escalation 1", ": contacts, usual, upper", 1 },
	{ "UPDATE escalation SET reason = 'x', recorded_ms = 1",
	    FAULT_CHANGED, "escalation 1", ": reason, recorded_ms", 1 },
	{ "UPDATE setting SET name = 'x'", FAULT_CHANGED, "setting 1",
	    ": name", 1 },
	{ "UPDATE setting SET value = 'x', recorded_ms = 2", FAULT_CHANGED,
	    "setting 1", ": value, recorded_ms", 1 },
	{ "UPDATE missed SET account = 'x', folder = 'x', uidvalidity = 8",
	    FAULT_CHANGED, "missed 1", ": account, folder, uidvalidity", 1 },
	{ "UPDATE missed SET uid = 1, at_ms = 1, outcome = 'read',"
	    " recorded_ms = 1", FAULT_CHANGED, "missed 1",
	    ": uid, at_ms, outcome, recorded_ms", 1 },
	{ "DELETE FROM missed", FAULT_MISSING, "missed 1", "in the ledger",
	    1 },
	{ "UPDATE milestone SET number = 7, person = 'x', type = 'x'",
	    FAULT_CHANGED, "milestone 1", ": number, person, type", 2 },
	{ "UPDATE milestone SET issuer = 'x', reference = 'x', note = 'x'",
	    FAULT_CHANGED, "milestone 1", ": issuer, reference, note", 1 },
	{ "UPDATE milestone SET made = 'x', known_ms = 1, known_exact = 1",
	    FAULT_CHANGED, "milestone 1", ": made, known_ms, known_exact",
	    1 },
	{ "UPDATE milestone SET proof = NULL, recorded_ms = 1",
	    FAULT_CHANGED, "milestone 1", ": proof, recorded_ms", 1 },
	{ "DELETE FROM milestone", FAULT_MISSING, "milestone 1",
	    "in the ledger", 2 },
	{ "UPDATE decision SET incident = 9, what = 'amend', reason = 'x'",
	    FAULT_CHANGED, "decision 1", ": incident, what, reason", 1 },
	{ "UPDATE decision SET state = 'withdrawn', person = 'x'",
	    FAULT_CHANGED, "decision 1", ": state, person", 2 },
	{ "UPDATE decision SET at_ms = 1, sender = 'x', identifier = 'x'",
	    FAULT_CHANGED, "decision 1", ": at_ms, sender, identifier", 1 },
	{ "UPDATE decision SET day = '2026-01-01', channel = 'sms',"
	    " direction = 'out'", FAULT_CHANGED, "decision 1",
	    ": day, channel, direction", 3 },
	{ "UPDATE decision SET kind = 'x', original = (SELECT digest"
	    " FROM original WHERE id = 4), flags = '', recorded_ms = 1",
	    FAULT_CHANGED, "decision 1",
	    ": kind, original, flags, recorded_ms", 1 },
	{ "DELETE FROM decision", FAULT_MISSING, "decision 1",
	    "in the ledger", 1 },
	{ "UPDATE attachment SET tbl = 'x', ref = 7, purpose = 'file'",
	    FAULT_CHANGED, "attachment 1", ": tbl, ref, purpose", 2 },
	{ "UPDATE attachment SET name = 'x', media = 'x', recorded_ms = 1",
	    FAULT_CHANGED, "attachment 1", ": name, media, recorded_ms", 1 },
	{ "UPDATE attachment SET original = (SELECT digest FROM original"
	    " WHERE id = 4)", FAULT_CHANGED, "attachment 1", ": original",
	    1 },
	{ "UPDATE dkim SET kind = 'x', field = 'x', place = 9, domain = 'x',"
	    " selector = 'x'", FAULT_CHANGED, "dkim 1",
	    ": kind, field, place, domain, selector", 1 },
	{ "UPDATE dkim SET original = (SELECT digest FROM original"
	    " WHERE id = 4)", FAULT_CHANGED, "dkim 1", ": original", 1 },
	{ "UPDATE dkim SET original = zeroblob(32)", FAULT_MISSING, "dkim 1",
	    "its original is missing", 2 },
	{ "UPDATE dkim SET result = 'pass', detail = 'x', algorithm = 'x',"
	    " bits = 1, fields = 'x'", FAULT_CHANGED, "dkim 1",
	    ": result, detail, algorithm, bits, fields", 1 },
	{ "UPDATE dkim SET flags = 'x', unsigned_bytes = 1, answer = 'x',"
	    " secure = 'yes', resolver = 'x'", FAULT_CHANGED, "dkim 1",
	    ": flags, unsigned_bytes, answer, secure, resolver", 1 },
	{ "UPDATE dkim SET asked_ms = 1, key_record = 'x', received_ms = 1,"
	    " recorded_ms = 1", FAULT_CHANGED, "dkim 1",
	    ": asked_ms, key_record, received_ms, recorded_ms", 1 },
	{ "DELETE FROM dkim", FAULT_MISSING, "dkim 1", "in the ledger", 1 },
	{ "UPDATE clock SET boot = 'x', uptime_ms = 1, synced = 'x',"
	    " recorded_ms = 1", FAULT_CHANGED, "clock 1",
	    ": boot, uptime_ms, synced, recorded_ms", 1 },
	{ "DELETE FROM clock", FAULT_MISSING, "clock 1", "in the ledger",
	    1 },
	{ "UPDATE coverage SET account = 'x', why = 'x', oldest_ms = 1,"
	    " from_ms = 1", FAULT_CHANGED, "coverage 1",
	    ": account, why, oldest_ms, from_ms", 3 },
	{ "UPDATE coverage SET until_ms = 1, first_day = 'x',"
	    " first_whole = 'x', last_whole = 'x'", FAULT_CHANGED,
	    "coverage 1", ": until_ms, first_day, first_whole, last_whole",
	    2 },
	{ "UPDATE coverage SET last_day = 'x', recorded_ms = 1",
	    FAULT_CHANGED, "coverage 1", ": last_day, recorded_ms", 1 },
	{ "DELETE FROM coverage", FAULT_MISSING, "coverage 1",
	    "in the ledger", 2 },
	{ "UPDATE reached SET account = 'x', folder = 'x', why = 'x'",
	    FAULT_CHANGED, "reached 1 to 2", ": account, folder, why", 3 },
	{ "UPDATE reached SET uidvalidity = 8, last_uid = 0,"
	    " recorded_ms = 1", FAULT_CHANGED, "reached 2",
	    ": uidvalidity, last_uid, recorded_ms", 3 },
	{ "DELETE FROM reached", FAULT_MISSING, "reached 1 to 2",
	    "in the ledger", 2 },
	{ "UPDATE told SET alert = 'x', why = 'x', upto = 0, told_ms = 1,"
	    " recorded_ms = 2", FAULT_CHANGED, "told 1",
	    ": alert, why, upto, told_ms, recorded_ms", 5 },
	{ "DELETE FROM told", FAULT_MISSING, "told 1 to 2",
	    "in the ledger", 3 },
	{ "UPDATE original SET size = 1 WHERE id = 3", FAULT_CHANGED,
	    "original 3", ": size", 1 },
	{ "UPDATE original SET digest = zeroblob(32) WHERE id = 3",
	    FAULT_CHANGED, "original 3", ": digest", 4 },
	/* bytes: one changed, cut, gone */
	{ "UPDATE original SET bytes = CAST(replace(CAST(bytes AS TEXT),"
	    " 'hello', 'hallo') AS BLOB) WHERE id = 3",
	    FAULT_CHANGED, "original ", "its bytes have another digest", 1 },
	{ "UPDATE original SET bytes = x'' WHERE id = 3",
	    FAULT_CHANGED, "original ", "its bytes have another digest", 1 },
	{ "DELETE FROM original WHERE id = 3", FAULT_MISSING, "original 3",
	    "in the ledger", 3 },
	/* rows taken out */
	{ "DELETE FROM incident WHERE id = 3", FAULT_MISSING, "incident 3",
	    "in the ledger", 4 },
	{ "DELETE FROM incident WHERE id IN (3, 4, 5)", FAULT_MISSING,
	    "incident 3 to 5", "in the ledger", 6 },
	{ "DELETE FROM sighting WHERE id = 3", FAULT_MISSING, "sighting 3",
	    "in the ledger", 2 },
	{ "DELETE FROM rule_hit WHERE id = 3", FAULT_MISSING, "rule_hit 3",
	    "in the ledger", 1 },
	{ "DELETE FROM escalation", FAULT_MISSING, "escalation 1",
	    "in the ledger", 1 },
	{ "DELETE FROM setting", FAULT_MISSING, "setting 1",
	    "in the ledger", 1 },
	/* rows put in */
	{ "INSERT INTO setting VALUES (2, 'x', 'y', 0)", FAULT_MISSING,
	    "setting 2", "its ledger row is missing", 1 },
	{ "INSERT INTO rule_hit SELECT id + 100, incident, rule, kind,"
	    " field, part, marks, outcome FROM rule_hit", FAULT_MISSING,
	    "rule_hit 101 to 110", "its ledger row is missing", 1 },
	/* the ledger itself */
	{ "UPDATE ledger SET entry = replace(entry, 'ex', 'xe')"
	    " WHERE seq = 10", FAULT_CHANGED, "ledger 10",
	    "the evidence row is", 1 },
	{ "UPDATE ledger SET head = zeroblob(32) WHERE seq = 10",
	    FAULT_CHANGED, "ledger 10", "does not follow", 1 },
	{ "UPDATE ledger SET head = zeroblob(32) WHERE seq = 42",
	    FAULT_CHANGED, "ledger 42", "does not follow", 1 },
	{ "UPDATE ledger SET head = zeroblob(32) WHERE seq IN (10, 11)",
	    FAULT_CHANGED, "ledger 10 to 11", "does not follow", 2 },
	{ "UPDATE ledger SET tbl = 'xyz' WHERE seq = 10", FAULT_CHANGED,
	    "ledger 10", "no evidence table", 2 },
	{ "DELETE FROM ledger WHERE seq = 10", FAULT_MISSING, "ledger 10",
	    "not in the ledger", 2 },
	{ "DELETE FROM ledger WHERE seq BETWEEN 1 AND 4", FAULT_MISSING,
	    "ledger 1 to 4", "not in the ledger", 5 },
	{ "DELETE FROM ledger WHERE seq BETWEEN 10 AND 30", FAULT_MISSING,
	    "ledger 10 to 30", "not in the ledger", 5 },
	/* the end cut off: the chain alone is whole, the evidence tells */
	{ "DELETE FROM ledger WHERE seq > 37", FAULT_MISSING, "incident 10",
	    "its ledger row is missing", 15 },
	{ "DELETE FROM ledger", FAULT_MISSING, "incident 1 to 10",
	    "its ledger row is missing", 15 },
	/* two swapped: whole rows, then texts with their references */
	{ "UPDATE ledger SET seq = -1 WHERE seq = 10;"
	    "UPDATE ledger SET seq = 10 WHERE seq = 11;"
	    "UPDATE ledger SET seq = 11 WHERE seq = -1", FAULT_CHANGED,
	    "ledger 10 to 11", "neither follows", 3 },
	{ "CREATE TEMP TABLE t AS SELECT * FROM ledger;"
	    "UPDATE ledger SET entry = (SELECT entry FROM t"
	    " WHERE t.seq = 21 - ledger.seq) WHERE seq IN (10, 11)",
	    FAULT_CHANGED, "ledger 10 to 11", "the evidence row is", 1 },
	/* what is derived */
	{ "UPDATE source SET from_ms = from_ms - 220898664000",
	    FAULT_CHANGED, "source home", "from_ms is not what", 1 },
	{ "UPDATE source SET from_ms = NULL, until_ms = NULL",
	    FAULT_CHANGED, "source home", "from_ms is not what", 1 },
	{ "UPDATE source SET until_ms = until_ms + 93600000",
	    FAULT_CHANGED, "source home", "until_ms is not what", 1 },
	{ "UPDATE source SET until_ms = until_ms - 1",
	    FAULT_CHANGED, "source home", "until_ms is not what", 1 },
	{ "DELETE FROM source", FAULT_MISSING, "source home",
	    "in the ledger", 1 },
	{ "INSERT INTO source SELECT 'work', from_ms, until_ms, tried_ms,"
	    " behind, skipped, detail, state, sandbox FROM source",
	    FAULT_CHANGED, "source work", "the ledger knows nothing", 1 },
	{ "UPDATE cursor SET last_uid = 9", FAULT_CHANGED,
	    "cursor home INBOX", "last_uid is below", 1 },
	{ "UPDATE cursor SET uidvalidity = 9", FAULT_CHANGED,
	    "cursor home INBOX", "uidvalidity is not", 1 },
	{ "DELETE FROM cursor", FAULT_MISSING, "cursor home INBOX",
	    "in the ledger", 1 },
	{ "INSERT INTO cursor VALUES ('home', 'Junk', 1, 4294967295)",
	    FAULT_CHANGED, "cursor home Junk", "the ledger knows nothing",
	    1 },
	{ "UPDATE alert SET upto = 2", FAULT_CHANGED, "alert mail",
	    "is not what the ledger says", 1 },
	{ "DELETE FROM alert", FAULT_MISSING, "alert mail",
	    "in the ledger", 1 },
	{ "INSERT INTO alert VALUES ('ntfy', 1, 1)", FAULT_CHANGED,
	    "alert ntfy", "is not what the ledger says", 1 },
	{ "UPDATE outbox SET done_ms = NULL", FAULT_CHANGED, "outbox 1",
	    "done_ms is not what", 1 },
	{ "DELETE FROM outbox", FAULT_MISSING, "outbox 1", "in the ledger",
	    1 },
	{ "UPDATE daily SET n_in = n_in + 1", FAULT_CHANGED,
	    "daily 2026-03-20 ex email",
	    "says 11 in, 0 out; the incidents give 10 in, 0 out", 1 },
	{ "DELETE FROM daily", FAULT_MISSING, "daily 2026-03-20 ex email",
	    "no count", 1 },
	{ "INSERT INTO daily VALUES ('2026-03-21', 'ex', 'sms', 1, 0)",
	    FAULT_CHANGED, "daily 2026-03-21 ex sms",
	    "says 1 in, 0 out; the incidents give 0 in, 0 out", 1 },
	{ "INSERT INTO daily VALUES ('2026-03-21', 'e' || char(27),"
	    " 'sms', 1, 0)", FAULT_CHANGED,
	    "daily 2026-03-21 e\\u{001B} sms", "says 1", 1 },
};

struct wanted {
	const struct tampering *t;
	int found;
};

static int
look(enum fault fault, const char *where, const char *what, void *arg,
    struct err *err)
{
	struct wanted *w = arg;

	(void)err;
	printf("# %s: %s: %s\n", fault_name(fault), where, what);
	if (fault == w->t->fault && strstr(what, w->t->what) != NULL &&
	    strncmp(where, w->t->where, strlen(w->t->where)) == 0)
		w->found++;
	return 0;
}

static const struct escalation flood = {
	.at_ms = 1774000000000, .day = { 20532 }, .person = "ex",
	.kind = "volume", .level = "flood", .count = 60, .usual = 2.5,
	.limit = 11.1, .reason = "60 where 2.5 are usual",
	.recorded_ms = 1774000000000,
};

static const struct missed gone = {
	.account = "home", .folder = "INBOX", .uidvalidity = 1, .uid = 77,
	.at_ms = MOMENT_NONE, .outcome = MISS_VANISHED,
	.recorded_ms = 1774000000000,
};

static const struct enclosure letter = {
	PURPOSE_PROOF, "letter.pdf", "application/pdf", { "%PDF", 4 },
};

static const struct milestone served = {
	.person = "ex", .type = "notice-served", .issuer = "police",
	.reference = "42", .note = "", .made = "2026-03-19",
	.known_ms = 1774000000000, .recorded_ms = 1774000000000,
};

static int
keep_incident(const struct incident *in, void *arg, struct err *err)
{
	struct store *s = arg;
	struct decision d = { .incident = in->id, .what = DECIDED_CONFIRM,
		.reason = "", .now = *in, .recorded_ms = 1774000000000 };

	return row_insert(s, TABLE_DECISION, &d, &d.id, err);
}

static int
fill_by_hand(struct rig *r)
{
	int64_t n;

	if (milestone_record(r->s, &served, &letter, &n, &r->err) != 0 ||
	    store_begin(r->s, &r->err) == -1 ||
	    incident_get(r->s, 10, keep_incident, r->s, &r->err) != 0)
		return -1;
	return store_commit(r->s, &r->err);
}

static int
keep_proof(const struct incident *in, void *arg, struct err *err)
{
	static const struct signature s = { .place = 1, .good = true,
		.domain = "mail.example", .selector = "s" };
	static const struct key_record k = { .answer = ANSWER_NO_NAME,
		.asked_ms = 1774000000000 };
	struct dkim_text text;
	struct dkim_row p;
	int64_t id;

	dkim_of(&s, &k, NULL, &text, &p);
	p.original = in->digest;
	p.received_ms = p.recorded_ms = 1774000000000;
	return dkim_record(arg, &p, &id, err);
}

/* As the machine stood, and what changes: with the rows that say so. */
static int
fill_standing(struct rig *r)
{
	const struct timekeeping now = { 1774000000000, 1000, "b-1", "yes" };
	const struct cursor c = { "home", "INBOX", 1, 10, 1774000000000 };
	const struct source_state home = { .account = "home",
		.from_ms = 1773900000000, .until_ms = 1774200000000,
		.tried_ms = 1774200000000, .detail = "", .state = "ok",
		.sandbox = "", .oldest_ms = 1773900000000,
		.recorded_ms = 1774000000000 };
	const struct cursor begin = { "home", "INBOX", 1, 0, 1774000000000 };
	const struct alert_state mail = { "mail", 1, 1774000000000 };

	if (store_begin(r->s, &r->err) == -1 ||
	    clock_record(r->s, &now, &r->err) == -1 ||
	    cursor_set(r->s, &begin, &r->err) == -1 ||
	    cursor_set(r->s, &c, &r->err) == -1 ||
	    source_set(r->s, &home, &r->err) == -1 ||
	    alert_set(r->s, &mail, &r->err) == -1 ||
	    outbox_done(r->s, 1, 1774000000000, &r->err) == -1)
		return -1;
	return store_commit(r->s, &r->err);
}

static void
make_store(struct rig *r)
{
	int64_t id;

	rig_make(r);
	if (mail_fill(r->s, 1, 10, 10, &r->err) == -1 ||
	    setting_record(r->s, "rules", "abc", 1774000000000, &r->err) ==
	    -1 || escalation_record(r->s, &flood, &id, &r->err) == -1 ||
	    missed_record(r->s, &gone, &r->err) != 1 ||
	    fill_by_hand(r) == -1 ||
	    incident_get(r->s, 10, keep_proof, r->s, &r->err) != 0 ||
	    fill_standing(r) == -1)
		ok(false, "filled: %s", r->err.text);
}

static void
test_tamperings(void)
{
	struct verified sum;
	struct rig r;

	make_store(&r);
	is_int(rig_faults(&r, &sum), 0, "an honest store");
	ok(sum.ledger_rows == 54 && sum.originals == 11 &&
	    sum.incidents == 10 && sum.contacts == 10, "counted");
	rig_done(&r);
	for (size_t i = 0; i < ROWS(tamperings); i++) {
		struct wanted w = { &tamperings[i], 0 };

		make_store(&r);
		rig_close(&r);
		if (raw_sql(r.path, UNLOCK) != SQLITE_OK ||
		    raw_sql(r.path, tamperings[i].sql) != SQLITE_OK ||
		    raw_lock(r.path) != SQLITE_OK ||
		    !rig_open(&r, STORE_READ))
			ok(false, "prepared: %s", r.err.text);
		if (store_verify(r.s, look, &w, &sum, &r.err) == -1)
			ok(false, "verified: %s", r.err.text);
		ok(w.found == 1 && sum.faults <= tamperings[i].most, "%s",
		    tamperings[i].sql);
		rig_done(&r);
	}
}

/* The columns of evidence that the table above changes, against all. */
static void
test_every_column_is_tampered_with(void)
{
	for (int t = 0; t < TABLE_EVIDENCE_COUNT; t++)
		for (size_t c = 0; c < tables[t].n_columns; c++) {
			char name[80], say[40];
			size_t hit = 0;

			snprintf(name, sizeof(name), "%s ", tables[t].name);
			snprintf(say, sizeof(say), " %s",
			    tables[t].columns[c].param + 1);
			for (size_t i = 0; i < ROWS(tamperings); i++)
				hit += strncmp(tamperings[i].where, name,
				    strlen(name)) == 0 &&
				    strstr(tamperings[i].what, say) != NULL;
			ok(hit > 0, "%s%s is tried", name, say);
		}
}

struct tally {
	int of[FAULT_NOTE + 1];
};

static int
tally(enum fault fault, const char *where, const char *what, void *arg,
    struct err *err)
{
	(void)err;
	((struct tally *)arg)->of[fault]++;
	if (((struct tally *)arg)->of[fault] <= 3)
		printf("# %s: %s: %s\n", fault_name(fault), where, what);
	return 0;
}

/* Page n (from 0) of the file becomes zeros. */
static void
blank(const char *path, off_t page)
{
	static const char zeros[4096];
	int fd = open(path, O_WRONLY);

	if (pwrite(fd, zeros, sizeof(zeros), page * 4096) != sizeof(zeros))
		ok(false, "blanked");
	close(fd);
}

static void
copy_file(const char *from, const char *to)
{
	CLEANUP(buf_done) struct buf all = { .max = 1 << 26 };
	struct err err;

	if (file_read(from, &all, &err) == -1 ||
	    file_write(to, buf_span(&all), 0600, &err) == -1)
		ok(false, "copied: %s", err.text);
}

/* Damage is called unreadable, never changed, whichever page it hits. */
static void
test_damage(void)
{
	int pages, wrong = 0, silent = 0, refused = 0;
	struct rig r;
	struct stat st;

	rig_make(&r);
	is_int(mail_fill(r.s, 1, 200, 200, &r.err), 0, "filled");
	rig_close(&r);
	stat(r.path, &st);
	pages = (int)(st.st_size / 4096);
	for (int page = 0; page < pages; page += 3) {
		struct tally t = { { 0 } };
		struct verified sum;
		char copy[200];

		snprintf(copy, sizeof(copy), "%s/copy%d.db", r.dir, page);
		copy_file(r.path, copy);
		blank(copy, page);
		if (store_open(copy, STORE_READ, &r.s, &r.err) == -1) {
			printf("# page %d: %s\n", page, r.err.text);
			refused++;
			wrong += r.err.code != EX_DATAERR;
			continue;
		}
		if (store_verify(r.s, tally, &t, &sum, &r.err) == -1) {
			printf("# page %d: %s\n", page, r.err.text);
			wrong++;
		}
		silent += t.of[FAULT_UNREADABLE] == 0;
		wrong += t.of[FAULT_CHANGED] != 0;
		rig_close(&r);
	}
	is_int(wrong, 0, "never called changed");
	is_int(silent, 0, "always told");
	ok(refused <= 1, "only the first page keeps it shut (of %d)", pages);
	rig_done(&r);
}

static int
stop(enum fault fault, const char *where, const char *what, void *arg,
    struct err *err)
{
	(void)fault;
	(void)where;
	(void)what;
	++*(int *)arg;
	return err_set(err, EX_SOFTWARE, "enough");
}

static void
test_stop(void)
{
	struct verified sum;
	struct rig r;
	int n = 0;

	make_store(&r);
	rig_close(&r);
	raw_sql(r.path, UNLOCK "DELETE FROM ledger; DELETE FROM daily");
	ok(rig_open(&r, STORE_READ), "opened");
	is_int(store_verify(r.s, stop, &n, &sum, &r.err), -1, "stopped");
	is_str(r.err.text, "enough", "by the callback");
	is_int(n, 1, "at the first fault");
	rig_done(&r);
}

int
main(void)
{
	struct err err;

	if (zone_use("Europe/London", &err) == -1)
		return 99;
	test_tamperings();
	test_every_column_is_tampered_with();
	test_damage();
	test_stop();
	return tap_done();
}
