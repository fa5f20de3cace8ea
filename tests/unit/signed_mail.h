/*
 * Messages signed by tests/lib/dkim_sign.py, and the records of their keys.
 */
#ifndef TESTS_SIGNED_MAIL_H
#define TESTS_SIGNED_MAIL_H

#define RSA_KEY \
	"v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQD4/8" \
	"ULGu8Pp2uNGm+7cegZdJLPZCahhqHthpIMI0S0U/E7wceSD32NbnJ8gIA70p" \
	"sFtJjXYJ/TOaLsY1SL44ik8iyZYdZvTShuPvch7uq4emHTGOAB/s3LfSl39b" \
	"kdtcGke+6hVo6vyCLgFnQEZWKpJY7r6voE6Bh+PJsbOi3DgwIDAQAB"

#define ED_KEY \
	"v=DKIM1; k=ed25519; p=sBTiar0twheIoIEEMJ3N1vOx8qUmnBs+fnaZTG" \
	"ORlKY="

#define WEAK_KEY \
	"v=DKIM1; k=rsa; p=MGwwDQYJKoZIhvcNAQEBBQADWwAwWAJRAOX/u7vm0B" \
	"aNAImZx734L+83vIJH43PgXKqPGdqZrq6MAt3jxj+B2fNBQPpw8zxLKPX6Zb" \
	"VfMbPQJcEEN3XPVDr5OwYyjdE2/1y/tgaW3wTlAgMBAAE="

#define RSA_MAIL \
	"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=" \
	"mail.example;\r\n" \
	"\ts=s1; h=from:to:subject;\r\n" \
	"\tbh=FNTMZ7rCPoHB+yJ5hz+C85f/mdrQ0D5NlIbSvTaM15g=;\r\n" \
	"\tb=Q659g02i4Jgdh+DUtjoybidZkP9H7uQjrHNfU0fDxcCttJ5GhW7g" \
	"VkAdIR9I9laD\r\n" \
	"\t cQDEA3AmG1/VPX/tHZPNfAwmuDcYHTiFuSm+sIFSqjgLv2od6d8//" \
	"AYIdg9KNgxP\r\n" \
	"\t EZp8ZiL560v6fzfK3kGRbuxLlsKOaCTZD6LeezBju24=\r\n" \
	"From: Person <jd@mail.example>\r\n" \
	"To: sally@home.example\r\n" \
	"Subject: hello\r\n" \
	"\r\n" \
	"hello   you \r\n" \
	"there\r\n" \
	"\r\n"

#define ED_MAIL \
	"DKIM-Signature: v=1; a=ed25519-sha256; c=simple/simple; " \
	"d=mail.example;\r\n" \
	"\ts=s1; h=from:to:subject;\r\n" \
	"\tbh=hv13gxmx6dyrIPQWV1HmyyEIqV9bph+gqjGbNztVnnQ=;\r\n" \
	"\tb=+HYALwecL5Ld0SJdsvKxb/IlHQKmaSi+o7zGN9OvCqufKZcpBfJ3" \
	"5a+62b9qJPkc\r\n" \
	"\t 9+rj6dVqSrQ8vAP1nhrnDA==\r\n" \
	"From: Person <jd@mail.example>\r\n" \
	"To: sally@home.example\r\n" \
	"Subject: hello\r\n" \
	"\r\n" \
	"hello   you \r\n" \
	"there\r\n" \
	"\r\n"

#define WEAK_MAIL \
	"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; d=m" \
	"ail.example;\r\n" \
	"\ts=s1; h=from:to:subject;\r\n" \
	"\tbh=hv13gxmx6dyrIPQWV1HmyyEIqV9bph+gqjGbNztVnnQ=;\r\n" \
	"\tb=DjY+GIXQ8rAQTrOMR/fN4b1Uk1mesKPlPCqQWEKwNdJL+Z6Nx/Hp" \
	"lxDj4HZobM7a\r\n" \
	"\t 6yhu/T3eDFaat4JTRAU6TkXlyjGyUyLdVhXN99NQpmk=\r\n" \
	"From: Person <jd@mail.example>\r\n" \
	"To: sally@home.example\r\n" \
	"Subject: hello\r\n" \
	"\r\n" \
	"hello   you \r\n" \
	"there\r\n" \
	"\r\n"

#define OLD_MAIL \
	"DKIM-Signature: v=1; a=rsa-sha256; c=simple/relaxed; d=m" \
	"ail.example;\r\n" \
	"\ts=s1; t=1600000000; x=1600000100; h=from:to:subject;\r\n" \
	"\tbh=FNTMZ7rCPoHB+yJ5hz+C85f/mdrQ0D5NlIbSvTaM15g=;\r\n" \
	"\tb=n1+1CIOv0BMAwB0Rc5EcWYuet8DFYozGAIcw8/10Gf/vziOvslIv" \
	"hhIo+mV6o7EK\r\n" \
	"\t wcSxEOiWhwtdmMj7UBGeXQlBRA/TkjfrvI+MXfQR1Yz7pW1KzIHrB" \
	"2kPAOeyjgFq\r\n" \
	"\t /5cldfBRGTDThR5JQolCzWQnri+N3nfpgLtFK4Y62DE=\r\n" \
	"From: Person <jd@mail.example>\r\n" \
	"To: sally@home.example\r\n" \
	"Subject: hello\r\n" \
	"\r\n" \
	"hello   you \r\n" \
	"there\r\n" \
	"\r\n"

#define SHORT_MAIL \
	"DKIM-Signature: v=1; a=rsa-sha256; c=simple/simple; d=ma" \
	"il.example;\r\n" \
	"\ts=s1; l=5; h=from:to:subject;\r\n" \
	"\tbh=LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=;\r\n" \
	"\tb=R2Ikm06vB7ehVjZNw4UDpHNBPmxeL09qXolcQPLL2djVmVKx86Me" \
	"8bafyu4CiwGb\r\n" \
	"\t Skbibd3AhdtdXFDBb+qoQ2oxMsrUSsUQqy7MQEoC4ZsZmKac3R8Xg" \
	"GzuUqpDWokw\r\n" \
	"\t PJXwHmO/Fmtn5XIfRmAkCNLOo6/OcAzk6QRbbxgsRpw=\r\n" \
	"From: Person <jd@mail.example>\r\n" \
	"To: sally@home.example\r\n" \
	"Subject: hello\r\n" \
	"\r\n" \
	"hello   you \r\n" \
	"there\r\n" \
	"\r\n"

#define BOTH_MAIL \
	"DKIM-Signature: v=1; a=rsa-sha256; c=simple/simple; d=ma" \
	"il.example;\r\n" \
	"\ts=s1; l=5; h=from:to:subject;\r\n" \
	"\tbh=LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=;\r\n" \
	"\tb=R2Ikm06vB7ehVjZNw4UDpHNBPmxeL09qXolcQPLL2djVmVKx86Me" \
	"8bafyu4CiwGb\r\n" \
	"\t Skbibd3AhdtdXFDBb+qoQ2oxMsrUSsUQqy7MQEoC4ZsZmKac3R8Xg" \
	"GzuUqpDWokw\r\n" \
	"\t PJXwHmO/Fmtn5XIfRmAkCNLOo6/OcAzk6QRbbxgsRpw=\r\n" \
	"DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed" \
	"; d=other.example;\r\n" \
	"\ts=s2; h=from:to:subject;\r\n" \
	"\tbh=FNTMZ7rCPoHB+yJ5hz+C85f/mdrQ0D5NlIbSvTaM15g=;\r\n" \
	"\tb=VBCD22Fhm5AtTrCTcpAZLhaeI92395CBPnkdG9imQj0ljZgjDDrs" \
	"XpbaKpDOTgyO\r\n" \
	"\t qNJCN9UDy51j08EQSuP1AA==\r\n" \
	"From: Person <jd@mail.example>\r\n" \
	"To: sally@home.example\r\n" \
	"Subject: hello\r\n" \
	"\r\n" \
	"hello   you \r\n" \
	"there\r\n" \
	"\r\n"

#endif
