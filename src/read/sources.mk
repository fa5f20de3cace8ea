read_sources =
read_sources += src/read/limits.h
read_sources += src/read/read.h
