#include "conf/provider.h"

#include <string.h>

#include "base/domain.h"

/* A row more is all it takes; see the header for who may stand here. */
static const char *const providers[] = {
	/* Google */
	"gmail.com", "googlemail.com", "google.com", "gappssmtp.com",
	/* Microsoft */
	"outlook.com", "hotmail.com", "hotmail.co.uk", "live.com",
	"live.co.uk", "msn.com", "microsoft.com", "onmicrosoft.com",
	"outlook.de", "outlook.fr", "outlook.es", "outlook.it", "hotmail.de",
	"hotmail.fr", "hotmail.es", "hotmail.it", "live.de", "live.fr",
	"live.it", "live.nl",
	/* Yahoo */
	"yahoo.com", "yahoo.co.uk", "yahoo.de", "yahoo.fr", "yahoo.es",
	"yahoo.it", "yahoo.ca", "yahoo.ie", "yahoo.com.au", "yahoo.co.in",
	"yahoo.co.jp", "ymail.com", "rocketmail.com", "aol.com", "aol.co.uk",
	"yahoodns.net",
	/* Apple */
	"icloud.com", "me.com", "mac.com", "apple.com",
	"privaterelay.appleid.com",
	/* others for everybody */
	"proton.me", "protonmail.com", "protonmail.ch", "pm.me", "tuta.com",
	"tuta.io", "tutanota.com", "fastmail.com", "messagingengine.com",
	"gmx.com", "gmx.net", "gmx.de", "gmx.at", "gmx.ch", "gmx.co.uk",
	"web.de", "mail.com", "mail.de", "posteo.de", "mailbox.org",
	"t-online.de", "freenet.de", "zoho.com", "zoho.eu", "zohomail.com",
	"mail.ru", "yandex.ru", "yandex.com", "qq.com", "163.com", "126.com",
	"naver.com", "seznam.cz", "wp.pl", "o2.pl", "onet.pl", "interia.pl",
	"libero.it", "laposte.net", "hey.com", "hushmail.com", "startmail.com",
	"runbox.com", "disroot.org", "riseup.net",
	/* those of telephone and cable companies */
	"btinternet.com", "bt.com", "sky.com", "talktalk.net",
	"virginmedia.com", "ntlworld.com", "blueyonder.co.uk", "plus.net",
	"plusnet.com", "tiscali.co.uk", "orange.fr", "wanadoo.fr", "free.fr",
	"sfr.fr", "comcast.net", "verizon.net", "att.net", "sbcglobal.net",
	"bellsouth.net", "cox.net", "charter.net", "optonline.net", "shaw.ca",
	"rogers.com", "bigpond.com", "optusnet.com.au", "telstra.com",
	"ziggo.nl", "kpnmail.nl", "telenet.be", "skynet.be", "bluewin.ch",
	/* platforms that send notices */
	"facebookmail.com", "facebook.com", "instagram.com", "x.com",
	"twitter.com", "linkedin.com", "snapchat.com", "discord.com",
	"discordapp.com", "tiktok.com", "whatsapp.com", "pinterest.com",
	"reddit.com", "redditmail.com", "telegram.org", "signal.org",
	/* who sends for others, under his own name */
	"amazonses.com", "sendgrid.net", "mailgun.org", "mcsv.net",
};

bool
provider_has(const struct config *c, const char *domain)
{
	struct span d = span_str(domain);

	for (size_t i = 0; i < sizeof(providers) / sizeof(providers[0]); i++)
		if (domain_is_below(d, providers[i]))
			return true;
	for (size_t i = 0; i < c->dkim_providers.n; i++)
		if (domain_is_below(d, c->dkim_providers.at[i]))
			return true;
	return false;
}

bool
provider_may_ask(const struct config *c, const char *domain)
{
	return c->dkim == DKIM_ALL ||
	    (c->dkim == DKIM_PROVIDERS && provider_has(c, domain));
}

void
provider_names(const struct config *c, const struct signatures *listed,
    struct dkim_names *out)
{
	out->n = 0;
	for (uint32_t i = 0; i < listed->n; i++) {
		const struct signature *s = &listed->at[i];
		struct dkim_name *name = &out->at[out->n];

		if (!s->good || !provider_has(c, s->domain))
			continue;
		memcpy(name->domain, s->domain, sizeof(s->domain));
		memcpy(name->selector, s->selector, sizeof(s->selector));
		out->n++;
	}
}
