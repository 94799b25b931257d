-- Grain: as before. event_visit is a file of the folder views from here on, of plain columns. What answered to the names of materialized views of before 0010
-- selects columns that it has no more, and goes.
DROP VIEW IF EXISTS ${database}.fact_event_to_event_visit${on_cluster};

DROP VIEW IF EXISTS ${database}.fact_event_to_metadata_session${on_cluster};
