cmd_sources =
