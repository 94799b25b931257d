-- Grain: one row per server (node_id, the identity of its log), once merged: the newest canary that has come through its whole path. In no view.
CREATE TABLE IF NOT EXISTS ${database}.metadata_canary${local}${on_cluster}
(
    node_id UUID,
    sent_at DateTime64(3, 'UTC')
)
ENGINE = ${replicated}ReplacingMergeTree(sent_at)
ORDER BY node_id
SETTINGS non_replicated_deduplication_window = 1000;

-- only: cluster
CREATE TABLE IF NOT EXISTS ${database}.metadata_canary${on_cluster}
AS ${database}.metadata_canary_local
ENGINE = Distributed('${cluster}', '${database}', metadata_canary_local, cityHash64(node_id));
