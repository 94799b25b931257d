-- Grain: as before. How fact_event lies on disk; nothing is rewritten, parts take it on as they are written and merged.
-- Parts of up to about a million rows are one file instead of some hundred: an insert spent much of its time in making, flushing and renaming
-- files, and a merge of 46 columns apart cost more than one of whole rows. Larger parts keep a file for each column.
ALTER TABLE ${database}.fact_event${local}${on_cluster} MODIFY SETTING min_bytes_for_wide_part = 268435456;

-- Random bits do not shrink; times take fewer bits by their range in a block than by their differences, since sessions interrupt their order.
ALTER TABLE ${database}.fact_event${local}${on_cluster}
    MODIFY COLUMN event_id UUID CODEC(NONE),
    MODIFY COLUMN event_time DateTime64(3, 'UTC') CODEC(T64, ZSTD(1)),
    MODIFY COLUMN received_at DateTime64(3, 'UTC') CODEC(T64, ZSTD(1));
