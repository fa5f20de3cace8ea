/*
 * The text of messages, for those who asked: read again from the original
 * by a sandboxed reader.
 */
#ifndef CMD_REPLAY_REVEAL_H
#define CMD_REPLAY_REVEAL_H

#include "base/json.h"
#include "cmd/command.h"
#include "model/message.h"
#include "model/verdict.h"

struct reveal;

/* Starts a reader with the call's rules, where it has any. */
int reveal_open(struct call *, struct reveal **, struct err *) MUST_USE;
void reveal_close(struct reveal *);
/* The letter as one JSON object (run/child/letter_json.h), which holds until
 * the next call.  A reader that dies on it is replaced and asked for the
 * salvage reading; when that fails too, the object has the flag
 * "unreadable" only. */
int reveal_json(struct reveal *, const struct message *, struct span *,
	struct err *) MUST_USE;
/* What it says; NULL: it is no JSON. */
struct json *reveal_parse(struct span);
/* The rules' verdict instead, which holds until the next call; where both
 * readings fail it has the flag "unreadable" and no findings. */
int reveal_verdict(struct reveal *, const struct message *,
	struct verdict *, struct err *) MUST_USE;
/* Subject and text of a stored incident, hits between » and «: for a list
 * in one line, for show over several. */
int reveal_line(struct reveal *, struct store *, const struct incident *,
	struct buf *, struct err *) MUST_USE;
int reveal_lines(struct reveal *, struct store *, const struct incident *,
	struct buf *, struct err *) MUST_USE;

#endif
