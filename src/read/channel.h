/*
 * What channel a letter came by: SMS Backup+ uploads and voicemail.
 *
 * SMS Backup+ (its Headers.java) marks its mails with X-smssync-* fields.
 * They are believed only in a folder for phone backups (ROLE_PHONE) and
 * only without a Received: field, since uploads come by IMAP APPEND and
 * anyone may send mail with such fields; elsewhere the letter stays e-mail
 * and LETTER_CLAIMS_PHONE is set.  Asterisk's X-Asterisk-* voicemail fields
 * (its app_voicemail.c, seconds) are believed in such a folder only, too;
 * they come by mail, with Received: fields.
 */
#ifndef READ_CHANNEL_H
#define READ_CHANNEL_H

#include "model/letter.h"

/* Sets channel, direction, counts, number and phone_ms of a letter whose
 * fields and addresses are read. */
void channel_decide(struct letter *, enum role);

#endif
