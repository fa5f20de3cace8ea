bundle_sources =
bundle_sources += src/bundle/bundle.h
bundle_sources += src/bundle/verify.h
