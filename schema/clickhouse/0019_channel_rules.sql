-- Grain: metadata_channel_rule one row per rule (rank), as read with FINAL. A visit's channel is that of the lowest rank of which every pattern that
-- is not empty is found (RE2, not case-sensitive) in the visit's field of that name. Change, add or switch off rows to have channels of your own: they
-- are asked when a query is, so that visits of the past follow at once.
CREATE TABLE IF NOT EXISTS ${database}.metadata_channel_rule${local}${on_cluster}
(
    rank UInt16 COMMENT 'Lower is asked first',
    channel LowCardinality(String),
    click_id String DEFAULT '' COMMENT 'Pattern for the name of the click id, such as gclid',
    utm_medium String DEFAULT '' COMMENT 'Pattern for the medium of the campaign',
    source String DEFAULT '' COMMENT 'Pattern for the source of the campaign, or the referring domain when there is none',
    is_on UInt8 DEFAULT 1,
    version UInt64 DEFAULT toUnixTimestamp64Milli(now64(3)) COMMENT 'The highest counts'
)
ENGINE = ${replicated}ReplacingMergeTree(version)
ORDER BY rank;

-- only: cluster
CREATE TABLE IF NOT EXISTS ${database}.metadata_channel_rule${on_cluster}
AS ${database}.metadata_channel_rule_local
ENGINE = Distributed('${cluster}', '${database}', metadata_channel_rule_local, rank);

-- Version 1, so that a rule that somebody has changed stays as it is when this file is run again.
INSERT INTO ${database}.metadata_channel_rule (rank, channel, click_id, utm_medium, source, version) VALUES
    (100, 'Paid search', '^(gclid|msclkid)$', '', '', 1),
    (110, 'Paid search', '', '^(cpc|ppc|sem|paid.*|retargeting)$', '(^|\\.|^www\\.)(google|bing|yahoo|baidu|yandex|ecosia|qwant|startpage|duckduckgo|naver|seznam|brave)($|\\.|ads)|adwords', 1),
    (120, 'Paid social', '^(ttclid|twclid|li_fat_id)$', '', '', 1),
    (130, 'Paid social', '', '^(cpc|ppc|paid.*|retargeting)$', '(^|\\.)(facebook|fb|instagram|ig|linkedin|twitter|t\\.co|x\\.com|tiktok|pinterest|reddit|snapchat|meta|threads)($|\\.|ads)', 1),
    (140, 'Paid other', '', '^(cpc|ppc|cpm|cpv|cpa|paid.*|retargeting|display|banner|expandable|interstitial)$', '', 1),
    (200, 'Email', '', '^(e-?mail|e_mail|newsletter)$', '', 1),
    (210, 'Email', '', '', '^(e-?mail|e_mail|newsletter)$|(^|\\.)(mail|outlook|webmail)\\.|^mailchi', 1),
    (220, 'Affiliate', '', '^(affiliate|affiliates|partner)$', '', 1),
    (300, 'AI assistants', '', '', '(^|\\.)(chatgpt\\.com|chat\\.openai\\.com|perplexity\\.ai|claude\\.ai|gemini\\.google\\.com|copilot\\.microsoft\\.com|chat\\.mistral\\.ai|you\\.com|phind\\.com|deepseek\\.com)$', 1),
    (400, 'Social', '', '^(social|social-network|social-media|sm|social network|social media)$', '', 1),
    (410, 'Social', '', '', '(^|\\.)(facebook\\.com|fb\\.com|fb\\.me|instagram\\.com|linkedin\\.com|lnkd\\.in|twitter\\.com|t\\.co|x\\.com|tiktok\\.com|pinterest\\.[a-z.]+|reddit\\.com|snapchat\\.com|threads\\.net|threads\\.com|mastodon\\.social|bsky\\.app|vk\\.com|weibo\\.com|tumblr\\.com|quora\\.com|news\\.ycombinator\\.com|lobste\\.rs|discord\\.com|telegram\\.org|t\\.me|whatsapp\\.com|youtube\\.com|youtu\\.be|vimeo\\.com|twitch\\.tv|com\\.(facebook|twitter|instagram|linkedin|reddit)\\.[a-z.]+)$|^(facebook|instagram|linkedin|twitter|tiktok|pinterest|reddit|youtube|mastodon|bluesky)$', 1),
    (420, 'Social', '^fbclid$', '', '', 1),
    (500, 'Organic search', '', '^organic$', '', 1),
    (510, 'Organic search', '', '', '(^|\\.)(google|bing|yahoo|baidu|yandex|ecosia|qwant|startpage|duckduckgo|naver|daum|seznam|sogou|so|ask|aol|kagi|mojeek|swisscows|metager)\\.[a-z.]+$|^search\\.|(^|\\.)brave\\.com$|^(google|bing|duckduckgo)$|^com\\.google\\.android\\.', 1),
    (600, 'Referral', '', '', '.', 1),
    (900, 'Direct', '', '', '', 1);
