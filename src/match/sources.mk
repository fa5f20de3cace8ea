match_sources =
match_sources += src/match/attribute.c
match_sources += src/match/attribute.h
match_sources += src/match/matcher.c
match_sources += src/match/matcher.h
match_sources += src/match/regex.c
match_sources += src/match/regex.h
