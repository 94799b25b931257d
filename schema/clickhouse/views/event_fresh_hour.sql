-- Grain: one row per site and hour with events between `since` and `until` whose events are to be read from the facts: what is built does not answer for it.
-- hour: whole hours since 1970. `tz` and `unit` as in event_cell.
-- Example: SELECT count() FROM event_fresh_hour(sites=['11111111-2222-4333-8444-555555555555'], since='2026-11-01 00:00:00', until='2026-12-01 00:00:00', tz='UTC', unit='day')
CREATE OR REPLACE VIEW ${database}.event_fresh_hour${on_cluster} AS
SELECT site_id, hour
FROM ${database}.event_cell(
    sites={sites:Array(UUID)}, since={since:DateTime64(3, 'UTC')}, until={until:DateTime64(3, 'UTC')}, tz={tz:String}, unit={unit:String})
WHERE NOT is_built;
