# What is installed beside the programs.
dist_man_MANS += doc/floodmark.1 doc/floodmarkd.8 doc/floodmark.yaml.5 \
	doc/floodmark-rules.5
dist_doc_DATA += doc/store.md
dist_pkgdata_DATA = contrib/floodmarkd.service contrib/floodmarkd@.service
dist_doc_DATA += doc/scale.md
dist_pkgdata_SCRIPTS = contrib/notice
rulesdir = $(pkgdatadir)/rules
dist_doc_DATA += doc/detection.md doc/performance.md doc/reading.md
dist_rules_DATA = rules/README rules/example.yaml rules/children.yaml \
	rules/evasion.yaml rules/notices.yaml rules/threats.yaml \
	rules/watched.yaml
