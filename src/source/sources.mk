source_sources =
