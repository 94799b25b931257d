using System.Globalization;
using System.Text;
using System.Text.Json;
using Ingest.Core.Sinks;
using Ingest.Core.Sites;
using Ingest.Sinks.ClickHouse.Client;

namespace Ingest.Sinks.ClickHouse;

/// <summary>Keeps <c>metadata_site</c> equal to the site directory, so that queries can name sites.</summary>
public sealed class SiteMirror(ClickHouseClient client, ClickHouseOptions options, TimeProvider time)
{
    // As ClickHouse writes and reads DateTime64(3, 'UTC').
    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss.fff";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Writes the sites that differ, those deleted among them, and marks as deleted those that are gone. Repeating it changes nothing. Does not throw for the far end's faults.</summary>
    public async ValueTask<DeliveryOutcome> MirrorAsync(IReadOnlyCollection<Site> sites, CancellationToken cancellationToken)
    {
        try
        {
            var present = await ReadAsync(cancellationToken);
            var now = time.GetUtcNow();
            var version = now.ToUnixTimeMilliseconds();

            // A clock that was put back must not leave the rows of before as the newest: the greatest version is the one that counts.
            version = Math.Max(version, present.Values.Select(row => row.Version + 1).DefaultIfEmpty().Max());
            var wanted = sites.Select(site => Row.Of(site, version)).ToDictionary(row => row.Id);
            var changed = wanted.Values.Where(row => !present.TryGetValue(row.Id, out var old) || !row.Says(old))
                .Concat(present.Values.Where(row => row.IsDeleted == 0 && !wanted.ContainsKey(row.Id)).Select(row => row.Deleted(version, now)));
            await WriteAsync([.. changed], cancellationToken);
            return DeliveryOutcome.Delivered;
        }
        catch (Exception e) when (ClickHouseFault.IsFarEnds(e) && !cancellationToken.IsCancellationRequested)
        {
            return DeliveryOutcome.Retry(ClickHouseFault.Describe(e, options.Endpoint));
        }
    }

    private async Task<Dictionary<Guid, Row>> ReadAsync(CancellationToken cancellationToken)
    {
        var text = await client.QueryTextAsync(
            "SELECT id, name, domains, bots, retention_note, events_per_second, timestamps, created_at, updated_at, deleted_at, is_deleted, version "
            + $"FROM {options.Database}.metadata_site FINAL "
            + "SETTINGS output_format_json_quote_64bit_integers = 0 FORMAT JSONEachRow",
            cancellationToken);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<Row>(line, Json)!)
            .ToDictionary(row => row.Id);
    }

    private async Task WriteAsync(List<Row> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var insert = $"INSERT INTO {options.Database}.metadata_site (id, name, domains, bots, retention_note, events_per_second, timestamps, created_at, updated_at, deleted_at, is_deleted, version) FORMAT JSONEachRow";
        using var body = new StringContent(string.Join('\n', rows.Select(row => JsonSerializer.Serialize(row, Json))), Encoding.UTF8);
        await client.InsertAsync(insert, [], body, cancellationToken);
    }

    private sealed record Row(
        Guid Id,
        string Name,
        IReadOnlyList<string> Domains,
        string Bots,
        string RetentionNote,
        double? EventsPerSecond,
        string Timestamps,
        string CreatedAt,
        string UpdatedAt,
        string? DeletedAt,
        byte IsDeleted,
        long Version)
    {
        public static Row Of(Site site, long version) => new(
            site.Id,
            site.Name,
            site.Domains,
            site.Settings.Bots is { } bots ? SiteBotsNames.Of(bots) : "",
            site.Settings.RetentionNote,
            site.Settings.EventsPerSecond,
            (site.Settings.Timestamps ?? SiteTimestamps.Any).ToString().ToLowerInvariant(),
            Text(site.CreatedAt),
            Text(site.UpdatedAt ?? site.CreatedAt),
            site.DeletedAt is { } at ? Text(at) : null,
            site.DeletedAt is null ? (byte)0 : (byte)1,
            version);

        // Of one whose entry was taken out of the site file by hand.
        public Row Deleted(long version, DateTimeOffset now) => this with { UpdatedAt = Text(now), DeletedAt = Text(now), IsDeleted = 1, Version = version };

        public bool Says(Row other) => this with { Version = other.Version, Domains = other.Domains } == other && Domains.SequenceEqual(other.Domains);

        private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
    }
}
