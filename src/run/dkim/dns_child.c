#include "run/dkim/dns_child.h"

#include <signal.h>

#include "base/file.h"
#include "base/log.h"
#include "base/sandbox.h"
#include "run/child/frames.h"
#include "source/dns.h"

void
dns_child_ask(struct wire *w, const char *selector, const char *domain)
{
	frame_begin(w, FRAME_ASK);
	frame_put_str(w, selector);
	frame_put_str(w, domain);
	frame_end(w);
}

static int
dns_child_answer(struct wire *w, struct dns *d, struct frame *f)
{
	CLEANUP(str_free) char *selector = str_of(frame_get_span(f));
	CLEANUP(str_free) char *domain = str_of(frame_get_span(f));
	struct key_record key;

	if (f->kind != FRAME_ASK || frame_close(f) == -1 ||
	    !signature_can_ask(selector, domain))
		return -1;
	sandbox_allow_cpu(SANDBOX_READER_CPU_S);
	dns_ask(d, selector, domain, &key);
	sandbox_allow_cpu(0);
	frame_begin(w, FRAME_KEY);
	key_record_put(w, &key);
	frame_end(w);
	return wire_flush(w);
}

int
dns_child_body(struct wire *wire, void *arg)
{
	struct dns *d = NULL;
	struct frame f;
	struct err err;

	signal(SIGPIPE, SIG_IGN);
	if (dns_open(arg, &d, &err) == -1 || sandbox_resolver(&err) == -1) {
		log_line(LOG_LEVEL_ERROR, "resolver: %s", err.text);
		return err.code;
	}
	while (wire_wait(wire, &f) == 1)
		if (dns_child_answer(wire, d, &f) == -1)
			return EX_PROTOCOL;
	return EX_OK;
}
