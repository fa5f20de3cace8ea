match_sources =
