#include "read/text/quote.h"

#include <string.h>

#include "read/text/line.h"

#define ATTRIBUTION_MAX 300	/* bytes of "On … wrote:" */
#define LABEL_MAX 24		/* bytes of "Subject:" in any language */
#define PASSAGES_KEPT 4096	/* not used up by one text's quoting */
#define BLOCK_LINES 6		/* looked at for From:, Sent:, To: */

/* Lines that stand between a reply and the mail it answers. */
static const struct {
	const char *words;	/* without dashes and blanks around */
	unsigned mark;
} rules[] = {
	{ "Original Message", PASSAGE_QUOTED },
	{ "Original-Nachricht", PASSAGE_QUOTED },
	{ "Ursprüngliche Nachricht", PASSAGE_QUOTED },
	{ "Originalnachricht", PASSAGE_QUOTED },
	{ "Message d'origine", PASSAGE_QUOTED },
	{ "Message original", PASSAGE_QUOTED },
	{ "Mensaje original", PASSAGE_QUOTED },
	{ "Mensagem original", PASSAGE_QUOTED },
	{ "Messaggio originale", PASSAGE_QUOTED },
	{ "Messaggio Originale", PASSAGE_QUOTED },
	{ "Oorspronkelijk bericht", PASSAGE_QUOTED },
	{ "Ursprungligt meddelande", PASSAGE_QUOTED },
	{ "Ursprungsmeddelande", PASSAGE_QUOTED },
	{ "Opprinnelig melding", PASSAGE_QUOTED },
	{ "Oprindelig meddelelse", PASSAGE_QUOTED },
	{ "Alkuperäinen viesti", PASSAGE_QUOTED },
	{ "Wiadomość oryginalna", PASSAGE_QUOTED },
	{ "Oryginalna wiadomość", PASSAGE_QUOTED },
	{ "Původní zpráva", PASSAGE_QUOTED },
	{ "Eredeti üzenet", PASSAGE_QUOTED },
	{ "Mesaj original", PASSAGE_QUOTED },
	{ "Orijinal Mesaj", PASSAGE_QUOTED },
	{ "Исходное сообщение", PASSAGE_QUOTED },
	{ "Оригинальное сообщение", PASSAGE_QUOTED },
	{ "Αρχικό μήνυμα", PASSAGE_QUOTED },
	{ "元のメッセージ", PASSAGE_QUOTED },
	{ "原始邮件", PASSAGE_QUOTED },
	{ "原始郵件", PASSAGE_QUOTED },
	{ "원본 메시지", PASSAGE_QUOTED },
	{ "Reply message", PASSAGE_QUOTED },
	{ "Reply Message", PASSAGE_QUOTED },
	{ "Forwarded message", PASSAGE_FORWARDED },
	{ "Forwarded Message", PASSAGE_FORWARDED },
	{ "Forwarded by", PASSAGE_FORWARDED },
	{ "Begin forwarded message", PASSAGE_FORWARDED },
	{ "Start of forwarded message", PASSAGE_FORWARDED },
	{ "Weitergeleitete Nachricht", PASSAGE_FORWARDED },
	{ "Anfang der weitergeleiteten", PASSAGE_FORWARDED },
	{ "Message transféré", PASSAGE_FORWARDED },
	{ "Début du message transféré", PASSAGE_FORWARDED },
	{ "Début du message réexpédié", PASSAGE_FORWARDED },
	{ "Mensaje reenviado", PASSAGE_FORWARDED },
	{ "Inicio del mensaje reenviado", PASSAGE_FORWARDED },
	{ "Mensagem encaminhada", PASSAGE_FORWARDED },
	{ "Messaggio inoltrato", PASSAGE_FORWARDED },
	{ "Inizio messaggio inoltrato", PASSAGE_FORWARDED },
	{ "Doorgestuurd bericht", PASSAGE_FORWARDED },
	{ "Begin doorgestuurd bericht", PASSAGE_FORWARDED },
	{ "Vidarebefordrat meddelande", PASSAGE_FORWARDED },
	{ "Vidarebefordrat brev", PASSAGE_FORWARDED },
	{ "Videresendt melding", PASSAGE_FORWARDED },
	{ "Videresendt meddelelse", PASSAGE_FORWARDED },
	{ "Välitetty viesti", PASSAGE_FORWARDED },
	{ "Przekazana wiadomość", PASSAGE_FORWARDED },
	{ "Wiadomość przekazana", PASSAGE_FORWARDED },
	{ "Přeposlaná zpráva", PASSAGE_FORWARDED },
	{ "Továbbított üzenet", PASSAGE_FORWARDED },
	{ "Пересылаемое сообщение", PASSAGE_FORWARDED },
	{ "Пересланное сообщение", PASSAGE_FORWARDED },
	{ "転送メッセージ", PASSAGE_FORWARDED },
	{ "转发的邮件", PASSAGE_FORWARDED },
};

/* How "On Monday, X wrote:" begins and ends. */
static const struct {
	const char *begin, *end;
} attributions[] = {
	{ "On ", "wrote:" }, { "on ", "wrote:" }, { "", "writes:" },
	{ "", " wrote:" }, { "Am ", "schrieb:" }, { "Am ", ":" },
	{ "", " schrieb:" }, { "Le ", "écrit :" }, { "Le ", "écrit:" },
	{ "", "a écrit :" }, { "", "a écrit:" },
	{ "El ", "escribió:" }, { "", " escribió:" }, { "Em ", "escreveu:" },
	{ "", " escreveu:" }, { "Il ", "ha scritto:" },
	{ "", " ha scritto:" }, { "Op ", "schreef:" }, { "Op ", "het volgende"
	    " geschreven:" }, { "", " schreef:" }, { "Den ", "skrev:" },
	{ "", " skrev:" }, { "", "kirjoitti:" }, { "W dniu ", "napisał:" },
	{ "W dniu ", "pisze:" }, { "", "napisał(a):" }, { "", "napisał:" },
	{ "Dne ", "napsal(a):" }, { "", "napsal:" }, { "", " írta:" },
	{ "", " a scris:" }, { "", " yazdı:" }, { "", " пишет:" },
	{ "", " написал:" }, { "", " написал(а):" }, { "", " писал:" },
	{ "Στις ", "έγραψε:" }, { "", "のメール:" }, { "", "のメッセージ:" },
	{ "", "写道：" }, { "", "写道:" }, { "", "님이 작성:" },
};

/* Labels of the header block Outlook and others put in its place. */
enum label { LABEL_NONE, LABEL_FROM, LABEL_SENT, LABEL_TO, LABEL_SUBJECT };

static const struct {
	const char *word;
	enum label label;
} labels[] = {
	{ "From", LABEL_FROM }, { "Von", LABEL_FROM }, { "De", LABEL_FROM },
	{ "Da", LABEL_FROM }, { "Van", LABEL_FROM }, { "Från", LABEL_FROM },
	{ "Fra", LABEL_FROM }, { "Lähettäjä", LABEL_FROM },
	{ "Od", LABEL_FROM }, { "Feladó", LABEL_FROM },
	{ "Expeditor", LABEL_FROM }, { "Gönderen", LABEL_FROM },
	{ "Kimden", LABEL_FROM }, { "От", LABEL_FROM }, { "Από", LABEL_FROM },
	{ "差出人", LABEL_FROM }, { "发件人", LABEL_FROM },
	{ "寄件者", LABEL_FROM }, { "보낸 사람", LABEL_FROM },
	{ "Sent", LABEL_SENT }, { "Date", LABEL_SENT },
	{ "Gesendet", LABEL_SENT }, { "Datum", LABEL_SENT },
	{ "Envoyé", LABEL_SENT }, { "Enviado", LABEL_SENT },
	{ "Enviada", LABEL_SENT }, { "Enviado el", LABEL_SENT },
	{ "Fecha", LABEL_SENT }, { "Data", LABEL_SENT },
	{ "Inviato", LABEL_SENT }, { "Verzonden", LABEL_SENT },
	{ "Skickat", LABEL_SENT }, { "Sendt", LABEL_SENT },
	{ "Lähetetty", LABEL_SENT }, { "Wysłano", LABEL_SENT },
	{ "Odesláno", LABEL_SENT }, { "Elküldve", LABEL_SENT },
	{ "Trimis", LABEL_SENT }, { "Gönderildi", LABEL_SENT },
	{ "Отправлено", LABEL_SENT }, { "Дата", LABEL_SENT },
	{ "送信日時", LABEL_SENT }, { "发送时间", LABEL_SENT },
	{ "보낸 날짜", LABEL_SENT },
	{ "To", LABEL_TO }, { "An", LABEL_TO }, { "À", LABEL_TO },
	{ "A", LABEL_TO }, { "Para", LABEL_TO }, { "Aan", LABEL_TO },
	{ "Till", LABEL_TO }, { "Til", LABEL_TO },
	{ "Vastaanottaja", LABEL_TO }, { "Do", LABEL_TO },
	{ "Komu", LABEL_TO }, { "Címzett", LABEL_TO }, { "Către", LABEL_TO },
	{ "Kime", LABEL_TO }, { "Кому", LABEL_TO }, { "Προς", LABEL_TO },
	{ "宛先", LABEL_TO }, { "收件人", LABEL_TO }, { "받는 사람", LABEL_TO },
	{ "Subject", LABEL_SUBJECT }, { "Betreff", LABEL_SUBJECT },
	{ "Objet", LABEL_SUBJECT }, { "Asunto", LABEL_SUBJECT },
	{ "Assunto", LABEL_SUBJECT }, { "Oggetto", LABEL_SUBJECT },
	{ "Onderwerp", LABEL_SUBJECT }, { "Ämne", LABEL_SUBJECT },
	{ "Emne", LABEL_SUBJECT }, { "Aihe", LABEL_SUBJECT },
	{ "Temat", LABEL_SUBJECT }, { "Předmět", LABEL_SUBJECT },
	{ "Tárgy", LABEL_SUBJECT }, { "Subiect", LABEL_SUBJECT },
	{ "Konu", LABEL_SUBJECT }, { "Тема", LABEL_SUBJECT },
	{ "Θέμα", LABEL_SUBJECT }, { "件名", LABEL_SUBJECT },
	{ "主题", LABEL_SUBJECT }, { "主旨", LABEL_SUBJECT },
	{ "제목", LABEL_SUBJECT },
};

static bool
ends_with(struct span s, const char *with)
{
	size_t n = strlen(with);

	return s.len >= n && memcmp(s.at + s.len - n, with, n) == 0;
}

static bool
starts_with(struct span s, const char *with)
{
	size_t n = strlen(with);

	return s.len >= n && memcmp(s.at, with, n) == 0;
}

#define LETTER(c) (1u << ((c) - 'A'))

/* Mostly it is none of the few letters, and no word is to be compared. */
static bool
begins_in(struct span s, unsigned letters)
{
	unsigned i = (unsigned)(unsigned char)s.at[0] - 'A';

	return i < 26 && (letters >> i & 1) != 0;
}

/* The words of "-----Original Message-----" or "Begin …:"; else empty. */
static struct span
rule_words(struct span line)
{
	size_t dashes = 0;

	if (begins_in(line, LETTER('B') | LETTER('A') | LETTER('D') |
	    LETTER('I')) &&
	    (starts_with(line, "Begin ") || starts_with(line, "Anfang ") ||
	    starts_with(line, "D\xc3\xa9" "but ") ||
	    starts_with(line, "Ini")))
		return line;
	while (dashes < line.len && (line.at[dashes] == '-' ||
	    line.at[dashes] == '_' || line.at[dashes] == '='))
		dashes++;
	if (dashes < 3)
		return (struct span){ NULL, 0 };
	return span_trim(span_from(line, dashes));
}

static unsigned
rule_mark(struct span line)
{
	struct span words = rule_words(line);

	if (words.len == 0)
		return 0;
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (starts_with(words, rules[i].words))
			return rules[i].mark;
	return 0;
}

/* "Am 3.4.2019 um 10:00 schrieb X:" also ends in the name, so what begins
 * with a word only must hold a digit and an address or a clock. */
static bool
is_attribution(struct span s)
{
	size_t n = sizeof(attributions) / sizeof(attributions[0]);

	if (s.len < 8 || s.len > ATTRIBUTION_MAX)
		return false;
	for (size_t i = 0; i < n; i++) {
		const char *begin = attributions[i].begin;
		const char *end = attributions[i].end;

		if (!starts_with(s, begin) || !ends_with(s, end))
			continue;
		if (strcmp(end, ":") == 0 &&
		    memmem(s.at, s.len, " schrieb ", 9) == NULL)
			continue;
		if (begin[0] == '\0' && memchr(s.at, '@', s.len) == NULL &&
		    memchr(s.at, ':', s.len - 1) == NULL)
			continue;
		return true;
	}
	return false;
}

static bool
begins_one(struct span s)
{
	static const char *const words[] = { "On ", "Am ", "Le ", "El ",
	    "Il ", "Op ", "Em ", "Den " };

	if (!begins_in(s, LETTER('O') | LETTER('A') | LETTER('L') |
	    LETTER('E') | LETTER('I') | LETTER('D')))
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (starts_with(s, words[i]))
			return true;
	return false;
}

/* The line, or it and the next one or two: mail programs wrap it. */
static bool
attribution_at(struct span line, struct span rest)
{
	struct span all = span_trim(line), next;

	if (all.len == 0 || all.len > ATTRIBUTION_MAX)
		return false;
	for (int i = 0; i < 3; i++) {
		if (all.at[all.len - 1] == ':' ||
		    (all.at[all.len - 1] == '\x9a' &&
		    ends_with(all, "\xef\xbc\x9a")))
			return is_attribution(all);
		if (!begins_one(all))
			return false;
		if (!line_next(&rest, &next) || line_is_blank(next))
			return false;
		all = span_trim(span_of(all.at,
		    (size_t)(next.at + next.len - all.at)));
		if (all.len > ATTRIBUTION_MAX)
			return false;
	}
	return false;
}

/* "From: x", "*From:* x": which label? */
static enum label
label_of(struct span line)
{
	const char *colon;
	struct span word;
	size_t room;

	while (line.len > 0 && (line.at[0] == '*' || line.at[0] == ' ' ||
	    line.at[0] == '\t'))
		line = span_from(line, 1);
	room = line.len < LABEL_MAX ? line.len : LABEL_MAX;
	colon = room == 0 ? NULL : memchr(line.at, ':', room);
	if (colon == NULL)
		return LABEL_NONE;
	word = span_trim(span_of(line.at, (size_t)(colon - line.at)));
	if (word.len > 0 && word.at[word.len - 1] == '*')
		word.len--;
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (span_ieq_str(word, labels[i].word))
			return labels[i].label;
	return LABEL_NONE;
}

/* From:, and behind it at least two of Sent:, To: and Subject:. */
static bool
block_at(struct span line, struct span rest)
{
	unsigned seen = 0;

	if (label_of(line) != LABEL_FROM)
		return false;
	for (int i = 0; i < BLOCK_LINES && line_next(&rest, &line); i++)
		seen |= 1u << label_of(line);
	seen &= 1u << LABEL_SENT | 1u << LABEL_TO | 1u << LABEL_SUBJECT;
	return (seen & (seen - 1)) != 0;
}

struct split {
	struct letter_builder *reader;
	unsigned base;		/* marks of all of it */
	unsigned stays;		/* marks that hold until the end */
	unsigned now;		/* marks of the open passage */
	struct span open;	/* its text, when it needs no change */
	struct buf copy;	/* its text without '>' */
};

static void
split_close(struct split *s)
{
	if (s->copy.len > 0)
		letter_builder_passage_copy(s->reader, buf_span(&s->copy),
		    s->base | s->now);
	else
		letter_builder_passage(s->reader, s->open, s->base | s->now);
	s->open = (struct span){ NULL, 0 };
	buf_reset(&s->copy);
}

/* All of the line, its ending included. */
static void
split_add(struct split *s, struct span whole, unsigned marks)
{
	if (marks != s->now || s->copy.len > 0)
		split_close(s);
	s->now = marks;
	if (s->open.len == 0)
		s->open = whole;
	else
		s->open.len += whole.len;
}

static void
split_add_quoted(struct split *s, struct span line)
{
	unsigned marks = s->stays | PASSAGE_QUOTED;

	if (marks != s->now || s->open.len > 0)
		split_close(s);
	s->now = marks;
	while (line.len > 0 && (line.at[0] == '>' || line.at[0] == ' '))
		line = span_from(line, 1);
	buf_add_span(&s->copy, line);
	buf_add_char(&s->copy, '\n');
}

static bool
is_quoted(struct span line)
{
	return line.len > 0 && (line.at[0] == '>' || (line.at[0] == ' ' &&
	    line.len > 1 && line.at[1] == '>'));
}

/* Do '>' lines follow?  Then they say themselves how far it goes. */
static bool
quote_follows(struct span rest)
{
	struct span line;

	for (int i = 0; i < 4 && line_next(&rest, &line); i++)
		if (!line_is_blank(line) && !ends_with(line, ":"))
			return is_quoted(line);
	return false;
}

static void
split_line(struct split *s, struct span line, struct span whole,
    struct span rest)
{
	unsigned mark = 0;

	if (s->reader->passages_left < PASSAGES_KEPT) {
		split_add(s, whole, s->stays);
		return;
	}
	if (is_quoted(line)) {
		split_add_quoted(s, line);
		return;
	}
	if (s->stays == 0 && line.len > 4) {
		mark = rule_mark(line);
		if (mark == 0 && (block_at(line, rest) ||
		    attribution_at(line, rest)))
			mark = PASSAGE_QUOTED;
		/* most lines have none, and what follows tells nothing */
		if (mark != 0 && (mark == PASSAGE_FORWARDED ||
		    !quote_follows(rest)))
			s->stays = mark;
	}
	if (s->copy.len > 0 && line_is_blank(line)) {
		buf_add_char(&s->copy, '\n');
		return;
	}
	split_add(s, whole, s->stays | mark);
}

static void
split_done(struct split *s)
{
	buf_done(&s->copy);
}

void
quote_split(struct letter_builder *r, struct span text, unsigned marks)
{
	CLEANUP(split_done) struct split s = { .reader = r, .base = marks };
	struct span rest = text, line;

	buf_init(&s.copy, r->text_left + 2);
	s.copy.truncate = true;
	while (line_next(&rest, &line)) {
		size_t whole = rest.len > 0 ? (size_t)(rest.at - line.at) :
		    (size_t)(text.at + text.len - line.at);

		split_line(&s, line, span_of(line.at, whole), rest);
	}
	split_close(&s);
}
