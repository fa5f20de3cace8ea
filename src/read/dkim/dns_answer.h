/*
 * What a DNS server answers to the question for a DKIM key: TXT records
 * (RFC 1035, 3.3.14; RFC 6376, 3.6.2).  Pure; hostile input.
 */
#ifndef READ_DKIM_DNS_ANSWER_H
#define READ_DKIM_DNS_ANSWER_H

#include "model/dkim.h"

/*
 * The whole message.  `trusts`: its AD bit counts.  Sets answer, secure and
 * text, and nothing else.  What is no answer, or is cut, or does not read to
 * its end, is ANSWER_NONE: another may come.  Bytes that are no text become
 * U+FFFD; the key is checked as it is kept.
 */
void dns_answer_read(struct span message, bool trusts,
	struct key_record *out);

#endif
