# What is installed beside the programs.
dist_doc_DATA += doc/store.md
dist_pkgdata_DATA = contrib/floodmarkd.service
rulesdir = $(pkgdatadir)/rules
dist_rules_DATA = rules/README rules/example.yaml
