-- Grain: as before. A month that has come to rest is merged into one part by ClickHouse itself, up to max_bytes_to_merge_at_max_space_in_pool: a year of one
-- site lay in some hundred and fifty parts, and opening them took longer than reading them; FINAL has nothing to merge in a partition of one part.
-- The facts wait for six hours, since what comes late to a large month costs rewriting it.
ALTER TABLE ${database}.event_visit_built${local}${on_cluster} MODIFY SETTING min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;

ALTER TABLE ${database}.event_page_built${local}${on_cluster} MODIFY SETTING min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;

ALTER TABLE ${database}.fact_event${local}${on_cluster} MODIFY SETTING min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1;

-- Compared as one number, which takes half the time that a pair of number and text does.
ALTER TABLE ${database}.event_page_built${local}${on_cluster} COMMENT COLUMN page_title 'Of the last view; of several in one millisecond the one whose sipHash64 is the greatest';
