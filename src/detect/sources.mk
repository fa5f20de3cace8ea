detect_sources =
detect_sources += src/detect/volume.c
detect_sources += src/detect/volume.h
