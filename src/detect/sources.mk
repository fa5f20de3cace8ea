detect_sources =
