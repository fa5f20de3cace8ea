#include "model/media.h"

#include <string.h>
#include <strings.h>

#define UNKNOWN "application/octet-stream"

/* Of several endings of one type the first is the one that is given. */
static const struct {
	const char *ending, *media;
} endings[] = {
	{ "3gp", "video/3gpp" },
	{ "amr", "audio/amr" },
	{ "avif", "image/avif" },
	{ "bmp", "image/bmp" },
	{ "csv", "text/csv" },
	{ "doc", "application/msword" },
	{ "docx", "application/vnd.openxmlformats-officedocument"
	    ".wordprocessingml.document" },
	{ "eml", "message/rfc822" },
	{ "gif", "image/gif" },
	{ "heic", "image/heic" },
	{ "html", "text/html" },
	{ "htm", "text/html" },
	{ "jpg", "image/jpeg" },
	{ "jpeg", "image/jpeg" },
	{ "json", MEDIA_JSON },
	{ "m4a", "audio/mp4" },
	{ "mbox", "application/mbox" },
	{ "mkv", "video/x-matroska" },
	{ "mov", "video/quicktime" },
	{ "mp3", "audio/mpeg" },
	{ "mp4", "video/mp4" },
	{ "odt", "application/vnd.oasis.opendocument.text" },
	{ "ogg", "audio/ogg" },
	{ "opus", "audio/opus" },
	{ "pdf", "application/pdf" },
	{ "pem", MEDIA_PEM },
	{ "png", "image/png" },
	{ "rtf", "application/rtf" },
	{ "svg", "image/svg+xml" },
	{ "tif", "image/tiff" },
	{ "tiff", "image/tiff" },
	{ "tsr", MEDIA_TSR },
	{ "txt", "text/plain" },
	{ "vcf", "text/vcard" },
	{ "wav", "audio/wav" },
	{ "webm", "video/webm" },
	{ "webp", "image/webp" },
	{ "xml", "application/xml" },
	{ "zip", "application/zip" },
};

#define ENDINGS (sizeof(endings) / sizeof(endings[0]))

const char *
media_of(const char *name)
{
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot != NULL && i < ENDINGS; i++)
		if (strcasecmp(dot + 1, endings[i].ending) == 0)
			return endings[i].media;
	return UNKNOWN;
}

const char *
media_ending(const char *media)
{
	for (size_t i = 0; i < ENDINGS; i++)
		if (strcmp(media, endings[i].media) == 0)
			return endings[i].ending;
	return "bin";
}
