store_sources =
store_sources += src/store/counts.h
store_sources += src/store/cursors.h
store_sources += src/store/escalations.h
store_sources += src/store/incidents.h
store_sources += src/store/ledger.h
store_sources += src/store/store.h
