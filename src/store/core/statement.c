#include "store/core/statement.h"

#include <string.h>

#include "store/core/private.h"
#include "store/core/sqlite_error.h"

/* One filter for every list.  The bounds on at_ms are wider than the days:
 * they let the index give range and order at once; the day decides. */
#define FILTER \
	"at_ms BETWEEN :from_ms AND :to_ms AND day BETWEEN :from AND :to" \
	" AND (:person IS NULL OR person = :person)" \
	" AND (:channel IS NULL OR channel = :channel)" \
	" AND (:kind IS NULL OR kind = :kind OR EXISTS (SELECT 1" \
	" FROM rule_hit h WHERE h.incident = incident.id AND h.kind = :kind))"

/*
 * Incidents as they stand.  Most were never decided about, so those come
 * from their own table in the order of its index; the few others with what
 * the newest decision says.  $decided is $columns, and id, with its words.
 */
#define UNDECIDED \
	"incident WHERE NOT EXISTS (SELECT 1 FROM decision" \
	" WHERE decision.incident = incident.id) "
#define DECIDED \
	"(SELECT $decided FROM decision d CROSS JOIN incident i" \
	" ON i.id = d.incident WHERE NOT EXISTS (SELECT 1 FROM decision n" \
	" WHERE n.incident = d.incident AND n.id > d.id)) AS incident "

/* `what` of all that the filter takes. */
#define SELECTED(what) \
	"SELECT " what " FROM " UNDECIDED "AND " FILTER \
	" UNION ALL SELECT " what " FROM " DECIDED "WHERE " FILTER

/* Originals of the incidents in `chosen`, of the milestones, and of the
 * timestamps: the ledger is whole in every bundle. */
#define OF_THE_CHOSEN \
	"o.digest IN" \
	" (SELECT original FROM sighting WHERE incident IN chosen" \
	" UNION SELECT original FROM incident WHERE id IN chosen" \
	" UNION SELECT original FROM decision WHERE incident IN chosen" \
	" UNION SELECT a.original FROM attachment a" \
	" WHERE a.purpose <> 'private' AND (a.tbl = 'ledger'" \
	" OR a.tbl = 'incident'" \
	" AND a.ref IN chosen OR a.tbl = 'milestone' AND EXISTS" \
	" (SELECT 1 FROM milestone m WHERE m.number = a.ref" \
	" AND (:person IS NULL OR m.person IN ('', :person)))))"

/* Whether an incident has a sighting in the account with bytes so. */
#define SEEN_HERE(is) \
	"SELECT 1 FROM sighting o WHERE o.incident = i.id" \
	" AND o.account = :account AND o.original " is " :original"

/* The longest civil day, in ms: within one no row of coverage is written. */
#define WITHIN_DAY "93599999"

/* As reached.folder may have it. */
#define FOLDER_TEXT(c) \
	"(" c ".folder, 'bytes ' || lower(hex(CAST(" c ".folder AS BLOB))))"
#define NEWEST_REACHED \
	"SELECT max(m.id) FROM reached m WHERE m.account = c.account" \
	" AND m.folder IN " FOLDER_TEXT("c")

#define COUNTED "day, person, channel, direction"
#define GROUPED(from) \
	"SELECT day, person, channel, sum(direction = 'in') AS n_in," \
	" sum(direction = 'out') AS n_out FROM (" from ")" \
	" WHERE state = 'contact' GROUP BY day, person, channel"

/*
 * $table, $columns and $values stand for the table's name, its columns
 * (without id) and a parameter for each; $decided is above.
 */
static const struct sql_text {
	int table;
	const char *text;
} statements[SQL_COUNT] = {
	/* The write lock is taken at the start: a batch that cannot be
	 * written is told so before anything is fetched for it. */
	[SQL_BEGIN] = { 0, "BEGIN IMMEDIATE" },
	[SQL_SNAPSHOT] = { 0, "BEGIN" },
	[SQL_COMMIT] = { 0, "COMMIT" },
	[SQL_ROLLBACK] = { 0, "ROLLBACK" },

	[SQL_ROW_INSERT] = { 0,
	    "INSERT INTO $table ($columns) VALUES ($values)" },
	[SQL_ROW_GET] = { 0, "SELECT id, $columns FROM $table WHERE id = :id" },
	[SQL_ROW_IDS] = { 0, "SELECT id FROM $table ORDER BY id" },
	[SQL_ROW_UNRECORDED] = { 0,
	    "SELECT e.id FROM $table e LEFT JOIN ledger l"
	    " ON l.tbl = '$table' AND l.ref = e.id"
	    " WHERE l.seq IS NULL ORDER BY e.id" },
	[SQL_ROW_VANISHED] = { 0,
	    "SELECT l.ref FROM ledger l LEFT JOIN $table e ON e.id = l.ref"
	    " WHERE l.tbl = '$table' AND e.id IS NULL ORDER BY l.ref" },
	[SQL_ROW_COUNT] = { 0, "SELECT count(*) FROM $table" },

	[SQL_ORIGINAL_INSERT] = { TABLE_ORIGINAL,
	    "INSERT INTO original ($columns, bytes) VALUES ($values, :bytes)" },
	[SQL_ORIGINAL_FIND] = { TABLE_ORIGINAL,
	    "SELECT id FROM original WHERE digest = :digest" },
	[SQL_ORIGINAL_BYTES] = { TABLE_ORIGINAL,
	    "SELECT bytes FROM original WHERE digest = :digest" },
	[SQL_ORIGINAL_LIST] = { TABLE_ORIGINAL,
	    "WITH chosen (id) AS MATERIALIZED (" SELECTED("id") "),"
	    " typed (digest, first, media) AS MATERIALIZED (SELECT original,"
	    " min(id), media FROM attachment GROUP BY original)"
	    " SELECT o.digest, o.bytes, typed.media FROM original o"
	    " LEFT JOIN typed ON typed.digest = o.digest WHERE "
	    OF_THE_CHOSEN " ORDER BY o.digest" },
	[SQL_ORIGINAL_SIZES] = { TABLE_ORIGINAL,
	    "WITH chosen (id) AS MATERIALIZED (" SELECTED("id") ")"
	    " SELECT o.size FROM original o WHERE " OF_THE_CHOSEN
	    " ORDER BY o.digest" },
	[SQL_ORIGINAL_CHECK] = { TABLE_ORIGINAL,
	    "SELECT digest FROM original WHERE id = :id" },

	/* The same bytes: seen here already, or elsewhere and here not with
	 * other bytes.  Each step is one in an index: a mail may lie in
	 * thousands of folders, and be looked for as often. */
	[SQL_INCIDENT_BY_BYTES] = { TABLE_INCIDENT,
	    "WITH RECURSIVE c (id) AS (SELECT min(incident) FROM sighting"
	    " WHERE original = :original UNION ALL SELECT (SELECT"
	    " min(n.incident) FROM sighting n WHERE n.original = :original"
	    " AND n.incident > c.id) FROM c WHERE c.id IS NOT NULL)"
	    " SELECT i.id FROM c JOIN incident i ON i.id = c.id"
	    " WHERE i.person = :person"
	    " AND NOT EXISTS (" SEEN_HERE("<") ")"
	    " AND NOT EXISTS (" SEEN_HERE(">") ")"
	    " ORDER BY EXISTS (" SEEN_HERE("=") ") DESC, i.id LIMIT 1" },
	/* The same message by its own word: only where it was not yet seen
	 * in this account, and never where nobody could read the text. */
	[SQL_INCIDENT_BY_TEXT] = { TABLE_INCIDENT,
	    "SELECT i.id FROM incident i WHERE i.message_id <> ''"
	    " AND i.message_id = :message_id AND i.text_digest = :text_digest"
	    " AND i.person = :person AND i.id > :after"
	    " AND i.state <> 'unreadable'"
	    " AND instr(' ' || i.flags || ' ', ' unreadable ') = 0"
	    " AND NOT EXISTS (SELECT 1 FROM sighting o"
	    " WHERE o.incident = i.id AND o.account = :account)"
	    " ORDER BY i.id LIMIT 1" },
	[SQL_INCIDENT_LIST] = { TABLE_INCIDENT,
	    SELECTED("id, $columns") " ORDER BY at_ms, id" },

	[SQL_SIGHTING_KNOWN] = { TABLE_SIGHTING,
	    "SELECT 1 FROM sighting WHERE incident = :incident"
	    " AND account = :account AND folder = :folder"
	    " AND uidvalidity = :uidvalidity AND uid = :uid" },
	[SQL_SIGHTING_LIST] = { TABLE_SIGHTING,
	    "SELECT id, $columns FROM sighting WHERE incident = :incident"
	    " ORDER BY id" },
	[SQL_HIT_KIND] = { TABLE_RULE_HIT,
	    "SELECT id, $columns FROM rule_hit WHERE kind = :kind"
	    " ORDER BY incident, id" },
	[SQL_HIT_LIST] = { TABLE_RULE_HIT,
	    "SELECT id, $columns FROM rule_hit WHERE incident = :incident"
	    " ORDER BY id" },

	[SQL_ENTRY_SAME] = { TABLE_INCIDENT,
	    "SELECT id FROM incident WHERE found_by = 'hand'"
	    " AND day = :day AND person = :person"
	    " AND text_digest = :text_digest"
	    " AND coalesce((SELECT state FROM decision"
	    " WHERE decision.incident = incident.id"
	    " ORDER BY decision.id DESC LIMIT 1), '')"
	    " <> 'withdrawn' ORDER BY id LIMIT 1" },
	[SQL_DECISION_LAST] = { TABLE_DECISION,
	    "SELECT id, $columns FROM decision WHERE incident = :incident"
	    " ORDER BY id DESC LIMIT 1" },
	[SQL_DECISION_LIST] = { TABLE_DECISION,
	    "SELECT id, $columns FROM decision WHERE incident = :incident"
	    " ORDER BY id" },

	[SQL_DAILY_ADD] = { TABLE_DAILY,
	    "INSERT INTO daily ($columns) VALUES ($values)"
	    " ON CONFLICT (day, person, channel) DO UPDATE SET"
	    " n_in = n_in + excluded.n_in, n_out = n_out + excluded.n_out" },
	[SQL_DAILY_TIDY] = { TABLE_DAILY,
	    "DELETE FROM daily WHERE day = :day AND person = :person"
	    " AND channel = :channel AND n_in = 0 AND n_out = 0" },
	/* The whole of ten years: no term that is asked of every row.  The
	 * reader stops behind the last day. */
	[SQL_DAILY_ALL] = { TABLE_DAILY,
	    "SELECT $columns FROM daily WHERE day >= :from"
	    " ORDER BY day, person, channel" },
	/* The same for who adds the channels: not to read them out of each
	 * row costs less than to add here. */
	[SQL_DAILY_SUMS] = { TABLE_DAILY,
	    "SELECT day, person, NULL, n_in, n_out FROM daily"
	    " WHERE day >= :from ORDER BY day, person, channel" },
	[SQL_DAILY_LIST] = { TABLE_DAILY,
	    "SELECT $columns FROM daily WHERE day BETWEEN :from AND :to"
	    " AND (:person IS NULL OR person = :person)"
	    " AND (:channel IS NULL OR channel = :channel)"
	    " ORDER BY day, person, channel" },
	/* The daily table does not know kinds. */
	[SQL_DAILY_KIND] = { TABLE_INCIDENT,
	    GROUPED(SELECTED("state, " COUNTED))
	    " ORDER BY day, person, channel" },
	/* From one person to the next and from one channel to the next, each
	 * a step in the index daily_person: DISTINCT would read every day. */
	[SQL_DAILY_PAIRS] = { TABLE_DAILY,
	    "WITH RECURSIVE p (person) AS (SELECT min(person) FROM daily"
	    " UNION ALL SELECT (SELECT min(d.person) FROM daily d"
	    " WHERE d.person > p.person) FROM p WHERE p.person IS NOT NULL),"
	    " c (person, channel) AS (SELECT p.person,"
	    " (SELECT min(d.channel) FROM daily d WHERE d.person = p.person)"
	    " FROM p WHERE (:person IS NULL OR p.person = :person)"
	    " UNION ALL SELECT c.person,"
	    " (SELECT min(d.channel) FROM daily d WHERE d.person = c.person"
	    " AND d.channel > c.channel) FROM c WHERE c.channel IS NOT NULL)"
	    " SELECT person, channel FROM c WHERE channel IS NOT NULL"
	    " AND (:channel IS NULL OR channel = :channel)"
	    " ORDER BY person, channel" },
	[SQL_DAILY_SERIES] = { TABLE_DAILY,
	    "SELECT day, sum(n_in) FROM daily WHERE person = :person"
	    " AND day BETWEEN :from AND :to GROUP BY day" },
	[SQL_DAILY_CHECK] = { TABLE_INCIDENT,
	    "WITH g AS (" GROUPED("SELECT state, " COUNTED " FROM " UNDECIDED
	    "UNION ALL SELECT state, " COUNTED " FROM " DECIDED) ")"
	    " SELECT g.day, g.person, g.channel, g.n_in, g.n_out,"
	    " d.n_in, d.n_out, d.day IS NULL FROM g LEFT JOIN daily d"
	    " USING (day, person, channel)"
	    " WHERE d.day IS NULL OR d.n_in <> g.n_in OR d.n_out <> g.n_out"
	    " UNION ALL SELECT d.day, d.person, d.channel, 0, 0,"
	    " d.n_in, d.n_out, 0 FROM daily d LEFT JOIN g"
	    " USING (day, person, channel) WHERE g.day IS NULL" },
	/* An amended day may lie before or behind all others. */
	[SQL_DAY_RANGE] = { TABLE_INCIDENT,
	    "SELECT (SELECT min(day) FROM (SELECT min(day) AS day"
	    " FROM incident UNION ALL SELECT min(day) FROM decision)),"
	    " (SELECT max(day) FROM (SELECT max(day) AS day"
	    " FROM incident UNION ALL SELECT max(day) FROM decision))" },

	[SQL_SOURCE_SET] = { TABLE_SOURCE,
	    "INSERT OR REPLACE INTO source ($columns) VALUES ($values)" },
	[SQL_SOURCE_LIST] = { TABLE_SOURCE,
	    "SELECT $columns FROM source ORDER BY account" },

	[SQL_CURSOR_GET] = { TABLE_CURSOR,
	    "SELECT uidvalidity, last_uid FROM cursor"
	    " WHERE account = :account AND folder = :folder" },
	[SQL_CURSOR_SET] = { TABLE_CURSOR,
	    "INSERT OR REPLACE INTO cursor ($columns) VALUES ($values)" },
	[SQL_CURSOR_LIST] = { TABLE_CURSOR,
	    "SELECT $columns FROM cursor"
	    " WHERE :account IS NULL OR account = :account"
	    " ORDER BY account, folder" },

	[SQL_ESCALATION_FIND] = { TABLE_ESCALATION,
	    "SELECT id FROM escalation WHERE person = :person"
	    " AND day = :day AND kind = :kind AND level = :level" },
	[SQL_ESCALATION_LIST] = { TABLE_ESCALATION,
	    "SELECT id, $columns FROM escalation"
	    " WHERE :person IS NULL OR person = :person"
	    " ORDER BY day, at_ms, id" },
	[SQL_OUTBOX_ADD] = { TABLE_ESCALATION,
	    "INSERT INTO outbox (escalation) VALUES (:escalation)" },
	[SQL_OUTBOX_LIST] = { TABLE_ESCALATION,
	    "SELECT id, $columns FROM escalation WHERE id IN"
	    " (SELECT escalation FROM outbox WHERE done_ms IS NULL)"
	    " ORDER BY id" },
	[SQL_OUTBOX_DONE] = { TABLE_ESCALATION,
	    "UPDATE outbox SET done_ms = :now_ms"
	    " WHERE escalation <= :escalation AND done_ms IS NULL" },
	[SQL_ALERT_GET] = { TABLE_ALERT,
	    "SELECT upto, told_ms FROM alert WHERE alert = :alert" },
	[SQL_ALERT_SET] = { TABLE_ALERT,
	    "INSERT OR REPLACE INTO alert ($columns) VALUES ($values)" },

	[SQL_SETTING_LAST] = { TABLE_SETTING,
	    "SELECT id, $columns FROM setting WHERE name = :name"
	    " ORDER BY id DESC LIMIT 1" },

	[SQL_MISSED_LAST] = { TABLE_MISSED,
	    "SELECT id, $columns FROM missed WHERE account = :account"
	    " AND folder = :folder AND uidvalidity = :uidvalidity"
	    " AND uid = :uid ORDER BY id DESC LIMIT 1" },
	[SQL_MISSED_LIST] = { TABLE_MISSED,
	    "SELECT id, $columns FROM missed m WHERE outcome <> 'read'"
	    " AND (:account IS NULL OR account = :account)"
	    " AND NOT EXISTS (SELECT 1 FROM missed n"
	    " WHERE n.account = m.account AND n.folder = m.folder"
	    " AND n.uidvalidity = m.uidvalidity AND n.uid = m.uid"
	    " AND n.id > m.id) ORDER BY id" },

	[SQL_MILESTONE_NEXT] = { TABLE_MILESTONE,
	    "SELECT coalesce(max(id), 0) + 1 FROM milestone" },
	[SQL_MILESTONE_LAST] = { TABLE_MILESTONE,
	    "SELECT id, $columns FROM milestone WHERE number = :number"
	    " ORDER BY id DESC LIMIT 1" },
	/* What is only known by its day stands where that day begins. */
	[SQL_MILESTONE_LIST] = { TABLE_MILESTONE,
	    "SELECT id, $columns FROM milestone m WHERE NOT EXISTS"
	    " (SELECT 1 FROM milestone n WHERE n.number = m.number"
	    " AND n.id > m.id)"
	    " AND (:person IS NULL OR person = '' OR person = :person)"
	    " ORDER BY coalesce(known_ms, strftime('%s', made) * 1000),"
	    " number" },
	[SQL_MILESTONE_HISTORY] = { TABLE_MILESTONE,
	    "SELECT id, $columns FROM milestone WHERE number = :number"
	    " ORDER BY id" },
	[SQL_ATTACHMENT_LIST] = { TABLE_ATTACHMENT,
	    "SELECT id, $columns FROM attachment WHERE tbl = :tbl"
	    " AND ref = :ref ORDER BY id" },

	[SQL_STAMP_LIST] = { TABLE_ATTACHMENT,
	    "SELECT id, $columns FROM attachment WHERE tbl = 'ledger'"
	    " ORDER BY id" },
	[SQL_STAMP_LAST] = { TABLE_ATTACHMENT,
	    "SELECT id, $columns FROM attachment WHERE tbl = 'ledger'"
	    " AND name = :name AND purpose = :purpose"
	    " ORDER BY id DESC LIMIT 1" },
	[SQL_STAMP_UNSTAMPED] = { TABLE_ATTACHMENT,
	    "SELECT 1 FROM ledger l WHERE l.seq > :seq AND NOT"
	    " (l.tbl = 'clock' OR l.tbl = 'attachment' AND EXISTS ("
	    "SELECT 1 FROM attachment a"
	    " WHERE a.id = l.ref AND a.tbl = 'ledger')"
	    " OR l.tbl = 'original' AND EXISTS (SELECT 1 FROM original o"
	    " JOIN attachment a ON a.original = o.digest"
	    " WHERE o.id = l.ref AND a.tbl = 'ledger')) LIMIT 1" },

	[SQL_PHONE_ADD] = { TABLE_PHONE_DAY,
	    "INSERT INTO phone_day ($columns) VALUES ($values)"
	    " ON CONFLICT (account, day) DO UPDATE SET"
	    " items = items + excluded.items" },
	[SQL_PHONE_FORGET] = { TABLE_PHONE_DAY,
	    "DELETE FROM phone_day WHERE account = :account" },
	[SQL_PHONE_LIST] = { TABLE_PHONE_DAY,
	    "SELECT $columns FROM phone_day WHERE account = :account"
	    " AND day >= :from ORDER BY day" },

	[SQL_DKIM_KNOWN] = { TABLE_DKIM,
	    "SELECT 1 FROM dkim WHERE original = :original"
	    " AND field = :field AND place = :place" },
	[SQL_DKIM_LIST] = { TABLE_DKIM,
	    "SELECT id, $columns FROM dkim WHERE original = :original"
	    " ORDER BY kind, id" },
	[SQL_DKIM_ALL] = { TABLE_DKIM,
	    "SELECT id, $columns FROM dkim ORDER BY id" },
	[SQL_DKIM_COUNTS] = { TABLE_DKIM,
	    "WITH chosen (id) AS MATERIALIZED (" SELECTED("id") ")"
	    " SELECT result, count(*) FROM dkim WHERE original IN"
	    " (SELECT original FROM sighting WHERE incident IN chosen)"
	    " GROUP BY result" },
	[SQL_WAIT_ADD] = { TABLE_DKIM_WAIT,
	    "INSERT OR IGNORE INTO dkim_wait ($columns) SELECT $values"
	    " WHERE NOT EXISTS (SELECT 1 FROM dkim"
	    " WHERE dkim.original = :original)" },
	/* One far ahead was set by a clock that was. */
	[SQL_WAIT_NEXT] = { TABLE_DKIM_WAIT,
	    "SELECT * FROM (SELECT $columns FROM dkim_wait"
	    " WHERE next_ms > :most_ms ORDER BY next_ms LIMIT 1)"
	    " UNION ALL SELECT * FROM (SELECT $columns FROM dkim_wait"
	    " ORDER BY next_ms LIMIT 1)" },
	[SQL_WAIT_GET] = { TABLE_DKIM_WAIT,
	    "SELECT $columns FROM dkim_wait WHERE original = :original" },
	[SQL_WAIT_SET] = { TABLE_DKIM_WAIT,
	    "UPDATE dkim_wait SET tries = :tries, since_ms = :since_ms,"
	    " next_ms = :next_ms WHERE original = :original" },
	[SQL_WAIT_DONE] = { TABLE_DKIM_WAIT,
	    "DELETE FROM dkim_wait WHERE original = :original" },
	[SQL_WAIT_COUNT] = { TABLE_DKIM_WAIT,
	    "SELECT count(*) FROM dkim_wait"
	    " WHERE :account IS NULL OR account = :account" },

	[SQL_CLOCK_LAST] = { TABLE_CLOCK,
	    "SELECT id, $columns FROM clock ORDER BY id DESC LIMIT 1" },
	[SQL_COVERED_LAST] = { TABLE_COVERAGE,
	    "SELECT id, $columns FROM coverage WHERE account = :account"
	    " ORDER BY id DESC LIMIT 1" },
	[SQL_COVERED_LIST] = { TABLE_COVERAGE,
	    "SELECT c.id, c.account, why, oldest_ms, c.from_ms,"
	    " CASE WHEN s.until_ms - c.until_ms BETWEEN 0 AND " WITHIN_DAY
	    " THEN s.until_ms ELSE c.until_ms END, first_day, first_whole,"
	    " last_whole, last_day, recorded_ms FROM coverage c"
	    " LEFT JOIN source s USING (account) WHERE c.id IN"
	    " (SELECT max(id) FROM coverage GROUP BY account)"
	    " ORDER BY c.account" },
	/* Those that no row has as they stand. */
	[SQL_CURSORS_MOVED] = { TABLE_CURSOR,
	    "SELECT $columns FROM cursor c"
	    " WHERE (:account IS NULL OR account = :account)"
	    " AND NOT EXISTS (SELECT 1 FROM reached r WHERE r.id = ("
	    NEWEST_REACHED ") AND r.uidvalidity = c.uidvalidity"
	    " AND r.last_uid = c.last_uid) ORDER BY account, folder" },
	[SQL_ALERTS_FOUND] = { TABLE_ALERT,
	    "SELECT $columns FROM alert ORDER BY alert" },
	/* What was done with together was done with up to there. */
	[SQL_OUTBOX_FOUND] = { TABLE_ESCALATION,
	    "SELECT '', max(escalation), done_ms FROM outbox"
	    " WHERE done_ms IS NOT NULL GROUP BY done_ms ORDER BY 2" },

#define OF_FOLDER "account = :account AND folder = :folder"
	[SQL_LANDMARK_SET] = { 0,
	    "INSERT OR REPLACE INTO landmark (account, folder, uid,"
	    " uidvalidity, size, at_ms) VALUES (:account, :folder, :uid,"
	    " :uidvalidity, :size, :at_ms)" },
	[SQL_LANDMARK_TIDY] = { 0,
	    "DELETE FROM landmark WHERE " OF_FOLDER
	    " AND (uidvalidity <> :uidvalidity OR uid <= (SELECT uid FROM"
	    " landmark WHERE " OF_FOLDER " AND uidvalidity = :uidvalidity"
	    " ORDER BY uid DESC LIMIT 1 OFFSET :most))" },
	[SQL_LANDMARK_FORGET] = { 0,
	    "DELETE FROM landmark WHERE " OF_FOLDER },
	[SQL_LANDMARK_LIST] = { 0,
	    "SELECT uid, size, at_ms FROM landmark WHERE " OF_FOLDER
	    " AND uidvalidity = :uidvalidity ORDER BY uid DESC" },

	/* Each row is a fault: whether it is gone, which, what.  Without a
	 * `from` nothing is claimed.  Within a day, which no row of the
	 * ledger is written for, `until` may be ahead of it; a cursor until
	 * the next such row. */
	[SQL_SOURCE_CHECK] = { 0,
	    "WITH l AS (SELECT * FROM coverage WHERE id IN"
	    " (SELECT max(id) FROM coverage GROUP BY account))"
	    " SELECT 0, s.account, CASE WHEN l.id IS NULL THEN"
	    " 'the ledger knows nothing of it' WHEN s.from_ms IS NOT"
	    " l.from_ms THEN 'from_ms is not what the ledger says'"
	    " ELSE 'until_ms is not what the ledger says' END"
	    " FROM source s LEFT JOIN l USING (account)"
	    " WHERE l.id IS NULL OR s.from_ms IS NOT l.from_ms OR"
	    " l.from_ms IS NOT NULL AND NOT"
	    " coalesce(s.until_ms - l.until_ms BETWEEN 0 AND " WITHIN_DAY ","
	    " s.until_ms IS l.until_ms)"
	    " UNION ALL SELECT 1, account, 'in the ledger, and not here'"
	    " FROM l WHERE account NOT IN (SELECT account FROM source)" },
	[SQL_CURSOR_CHECK] = { 0,
	    "WITH l AS (SELECT * FROM reached WHERE id IN"
	    " (SELECT max(id) FROM reached GROUP BY account, folder))"
	    " SELECT 0, c.account || ' ' || c.folder, CASE WHEN l.id IS NULL"
	    " THEN 'the ledger knows nothing of it' WHEN c.uidvalidity <>"
	    " l.uidvalidity THEN 'uidvalidity is not what the ledger says'"
	    " ELSE 'last_uid is below what the ledger says' END"
	    " FROM cursor c LEFT JOIN l ON l.account = c.account"
	    " AND l.folder IN " FOLDER_TEXT("c")
	    " WHERE l.id IS NULL OR c.uidvalidity <> l.uidvalidity"
	    " OR c.last_uid < l.last_uid"
	    " UNION ALL SELECT 1, account || ' ' || folder,"
	    " 'in the ledger, and not here' FROM l WHERE NOT EXISTS"
	    " (SELECT 1 FROM cursor c WHERE c.account = l.account"
	    " AND l.folder IN " FOLDER_TEXT("c") ")" },
	[SQL_ALERT_CHECK] = { 0,
	    "WITH l AS (SELECT * FROM told WHERE id IN"
	    " (SELECT max(id) FROM told WHERE alert <> '' GROUP BY alert))"
	    " SELECT 0, substr(a.alert, 1, 16), 'what it was told is not"
	    " what the ledger says' FROM alert a LEFT JOIN l USING (alert)"
	    " WHERE l.upto IS NOT a.upto OR l.told_ms IS NOT a.told_ms"
	    " UNION ALL SELECT 1, substr(alert, 1, 16),"
	    " 'in the ledger, and not here' FROM l WHERE alert NOT IN"
	    " (SELECT alert FROM alert)" },
	[SQL_OUTBOX_CHECK] = { 0,
	    "WITH d AS (SELECT e.id, o.escalation, o.done_ms,"
	    " (SELECT t.told_ms FROM told t WHERE t.alert = ''"
	    " AND t.upto >= e.id ORDER BY t.id LIMIT 1) AS told_ms"
	    " FROM escalation e LEFT JOIN outbox o ON o.escalation = e.id)"
	    " SELECT escalation IS NULL, id, CASE WHEN escalation IS NULL"
	    " THEN 'in the ledger, and not here' ELSE"
	    " 'done_ms is not what the ledger says' END FROM d"
	    " WHERE escalation IS NULL OR done_ms IS NOT told_ms" },
	[SQL_ASK_GET] = { TABLE_DKIM_ASK,
	    "SELECT $columns FROM dkim_ask"
	    " WHERE domain = :domain AND selector = :selector" },
	/* One far ahead was set by a clock that was. */
	[SQL_ASK_NEXT] = { TABLE_DKIM_ASK,
	    "SELECT $columns FROM dkim_ask WHERE due_ms IS NOT NULL"
	    " ORDER BY due_ms > :most_ms DESC, due_ms LIMIT 1" },
	[SQL_ASK_SET] = { TABLE_DKIM_ASK,
	    "INSERT OR REPLACE INTO dkim_ask ($columns) VALUES ($values)" },
	[SQL_ASK_ROOM] = { TABLE_DKIM_ASK,
	    "DELETE FROM dkim_ask WHERE (domain, selector) IN"
	    " (SELECT domain, selector FROM dkim_ask WHERE due_ms IS NULL"
	    " ORDER BY asked_ms LIMIT max(0, :n +"
	    " (SELECT count(*) FROM dkim_ask)))" },
	[SQL_ASK_COUNT] = { TABLE_DKIM_ASK,
	    "SELECT count(*) FROM dkim_ask" },

	[SQL_LEDGER_APPEND] = { 0,
	    "INSERT INTO ledger (seq, tbl, ref, entry, head)"
	    " VALUES (:seq, :tbl, :ref, :entry, :head)" },
	[SQL_LEDGER_LAST] = { 0,
	    "SELECT seq, head FROM ledger ORDER BY seq DESC LIMIT 1" },
	[SQL_LEDGER_LIST] = { 0,
	    "SELECT seq, entry, head, tbl, ref FROM ledger ORDER BY seq" },

	[SQL_LEDGER_AT] = { 0, "SELECT head FROM ledger WHERE seq = :seq" },

	[SQL_CONTACT_COUNT] = { TABLE_INCIDENT,
	    "SELECT count(*) FROM (SELECT state FROM " UNDECIDED
	    "UNION ALL SELECT state FROM " DECIDED ")"
	    " WHERE state = 'contact'" },
	[SQL_INTEGRITY] = { 0, "PRAGMA integrity_check(20)" },
	[SQL_SCHEMA] = { 0,
	    "SELECT type, name, sql FROM sqlite_schema" },
	[SQL_ORPHANS] = { 0,
	    "SELECT 'sighting', s.id, 'its incident is missing'"
	    " FROM sighting s LEFT JOIN incident i ON i.id = s.incident"
	    " WHERE i.id IS NULL"
	    " UNION ALL SELECT 'rule_hit', h.id, 'its incident is missing'"
	    " FROM rule_hit h LEFT JOIN incident i ON i.id = h.incident"
	    " WHERE i.id IS NULL"
	    " UNION ALL SELECT 'sighting', s.id, 'its original is missing'"
	    " FROM sighting s LEFT JOIN original o ON o.digest = s.original"
	    " WHERE o.id IS NULL"
	    " UNION ALL SELECT 'incident', i.id, 'its original is missing'"
	    " FROM incident i LEFT JOIN original o ON o.digest = i.original"
	    " WHERE o.id IS NULL"
	    " UNION ALL SELECT 'decision', d.id, 'its incident is missing'"
	    " FROM decision d LEFT JOIN incident i ON i.id = d.incident"
	    " WHERE i.id IS NULL"
	    " UNION ALL SELECT 'decision', d.id, 'its original is missing'"
	    " FROM decision d LEFT JOIN original o ON o.digest = d.original"
	    " WHERE o.id IS NULL"
	    " UNION ALL SELECT 'milestone', m.id, 'its proof is missing'"
	    " FROM milestone m LEFT JOIN original o ON o.digest = m.proof"
	    " WHERE m.proof IS NOT NULL AND o.id IS NULL"
	    " UNION ALL SELECT 'dkim', d.id, 'its original is missing'"
	    " FROM dkim d LEFT JOIN original o ON o.digest = d.original"
	    " WHERE o.id IS NULL"
	    " UNION ALL SELECT 'attachment', a.id, 'its original is missing'"
	    " FROM attachment a LEFT JOIN original o"
	    " ON o.digest = a.original WHERE o.id IS NULL"
	    " UNION ALL SELECT 'attachment', a.id, 'what it belongs to is"
	    " missing' FROM attachment a WHERE NOT EXISTS (SELECT 1"
	    " FROM incident i WHERE a.tbl = 'incident' AND i.id = a.ref)"
	    " AND NOT EXISTS (SELECT 1 FROM milestone m"
	    " WHERE a.tbl = 'milestone' AND m.number = a.ref)"
	    " AND NOT EXISTS (SELECT 1 FROM ledger l"
	    " WHERE a.tbl = 'ledger' AND l.seq = a.ref)"
	    " UNION ALL SELECT 'incident', i.id, 'it has no sighting'"
	    " FROM incident i WHERE NOT EXISTS"
	    " (SELECT 1 FROM sighting s WHERE s.incident = i.id)" },
};

static void
add_columns(struct buf *out, const struct table *t, bool params)
{
	for (size_t i = 0; i < t->n_columns; i++)
		buf_addf(out, "%s%s", i == 0 ? "" : ", ",
		    t->columns[i].param + (params ? 0 : 1));
}

/* Whether a decision says that column of an incident anew; what is the row's
 * own is not. */
static bool
is_decided(const char *param)
{
	const struct table *t = &tables[TABLE_DECISION];

	if (strcmp(param, ":recorded_ms") == 0)
		return false;
	for (size_t i = 0; i < t->n_columns; i++)
		if (strcmp(param, t->columns[i].param) == 0)
			return true;
	return false;
}

static void
add_decided(struct buf *out, const struct table *t)
{
	buf_add_str(out, "i.id");
	for (size_t i = 0; i < t->n_columns; i++)
		buf_addf(out, ", %c.%s",
		    is_decided(t->columns[i].param) ? 'd' : 'i',
		    t->columns[i].param + 1);
}

static void
expand(struct buf *out, const char *text, const struct table *t)
{
	while (*text != '\0') {
		struct span s = span_str(text);

		if (span_istarts(s, "$table")) {
			buf_add_str(out, t->name);
			text += strlen("$table");
		} else if (span_istarts(s, "$columns")) {
			add_columns(out, t, false);
			text += strlen("$columns");
		} else if (span_istarts(s, "$decided")) {
			add_decided(out, &tables[TABLE_INCIDENT]);
			text += strlen("$decided");
		} else if (span_istarts(s, "$values")) {
			add_columns(out, t, true);
			text += strlen("$values");
		} else {
			buf_add_char(out, *text++);
		}
	}
}

int
statement_table(enum sql sql)
{
	return statements[sql].table;
}

int
statement_prepare(struct store *s, enum sql sql, int table, unsigned flags,
    sqlite3_stmt **out, struct err *err)
{
	CLEANUP(buf_done) struct buf text = { .max = 16384 };
	int rc;

	expand(&text, statements[sql].text, &tables[table]);
	rc = sqlite3_prepare_v3(s->db, buf_str(&text), (int)text.len, flags,
	    out, NULL);
	if (rc != SQLITE_OK)
		return sqlite_error_set(s, rc, err);
	return 0;
}
