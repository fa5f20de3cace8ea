conf_sources =
conf_sources += src/conf/config.h
conf_sources += src/conf/people.h
