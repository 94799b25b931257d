using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Ingest.Faults.Load;
using Ingest.Faults.Servers;

namespace Ingest.Faults.Judging;

/// <summary>
/// Compares what the views show with what was promised: reads the id, time and a hash of the content of every row, site by site, and counts the
/// events in the views of visits and sessions. Its memory is a byte for each event.
/// </summary>
internal sealed class Judge(ServerClient client, EventMint mint, Obligations obligations)
{
    // Id, time, MD5 of the text.
    private const int RowBytes = 16 + 8 + 16;
    private const int ExamplesMax = 20;
    private const int UnequalMax = 3;

    private readonly Utf8Text _text = new();
    private readonly List<string> _examples = [];
    private readonly List<long> _unequal = [];
    private long _unknown;

    /// <summary>Judges all sites.</summary>
    public async Task<Verdict> JudgeAsync(CancellationToken cancellationToken)
    {
        for (var site = 0; site < EventMint.SiteCount; site++)
        {
            await ReadAsync(site, cancellationToken);
        }

        var verdict = Count();
        await ShowUnequalAsync(cancellationToken);
        return verdict with
        {
            Unknown = _unknown,
            Miscounted = await MiscountedAsync(verdict.Rows, cancellationToken),
            Examples = [.. _examples],
        };
    }

    private async Task ReadAsync(int site, CancellationToken cancellationToken)
    {
        var sql = $"SELECT event_id, toUnixTimestamp64Milli(event_time), MD5({EventMint.RowText}) FROM v_pa_events WHERE site_id = '{mint.Site(site)}' FORMAT RowBinary";
        await using var rows = new BufferedStream(await client.OpenQueryAsync(sql, cancellationToken), 1 << 20);
        var row = new byte[RowBytes];
        while (await rows.ReadAtLeastAsync(row, RowBytes, throwOnEndOfStream: false, cancellationToken) is var read && read > 0)
        {
            if (read < RowBytes)
            {
                throw new IOException("The result of the judge's query broke off.");
            }

            See(row);
        }
    }

    private void See(ReadOnlySpan<byte> row)
    {
        var (high, low) = (BinaryPrimitives.ReadUInt64LittleEndian(row), BinaryPrimitives.ReadUInt64LittleEndian(row[8..]));
        if (!mint.TryReadNumber(high, low, out var number) || number >= obligations.Minted)
        {
            _unknown++;
            Show($"unknown: a row of the event id {high:x16}{low:x16}");
            return;
        }

        var isEqual = IsEqual(number, row);
        obligations.See(number, isEqual);
        if (!isEqual && _unequal.Count < UnequalMax)
        {
            _unequal.Add(number);
        }
    }

    private bool IsEqual(long number, ReadOnlySpan<byte> row)
    {
        Span<byte> hash = stackalloc byte[16];
        _text.Clear();
        mint.WriteRow(number, _text);
        MD5.HashData(_text.Span, hash);
        return hash.SequenceEqual(row[24..]) && BinaryPrimitives.ReadInt64LittleEndian(row[16..]) == mint.TimeMs(number);
    }

    private Verdict Count()
    {
        var verdict = new Verdict();
        for (var number = 0L; number < obligations.Minted; number++)
        {
            var (promise, sighting) = (obligations.PromiseOf(number), obligations.SightingOf(number));
            verdict = verdict.Add(promise, sighting);
            if (Verdict.FaultOf(promise, sighting) is { } fault)
            {
                Show($"{fault}: event {number.ToString(CultureInfo.InvariantCulture)}, id {mint.Id(number)}, promise {promise}");
            }
        }

        return verdict;
    }

    private async Task ShowUnequalAsync(CancellationToken cancellationToken)
    {
        foreach (var number in _unequal)
        {
            _text.Clear();
            mint.WriteRow(number, _text);
            var found = await client.QueryAsync(
                $"SELECT {EventMint.RowText} FROM v_pa_events WHERE site_id = '{mint.Site(mint.Traits(number).Site)}' AND event_id = '{mint.Id(number)}' FORMAT TSVRaw", cancellationToken);
            _examples.Add($"expected {JsonSerializer.Serialize($"{_text}")}\nfound    {JsonSerializer.Serialize(found)}");
        }
    }

    /// <summary>Visits and sessions whose numbers of events are not those of the events themselves.</summary>
    private async Task<long> MiscountedAsync(long rows, CancellationToken cancellationToken)
    {
        var visits = await NumberAsync(Differing("site_id, session_id, visit_id", "v_pa_visits"), cancellationToken);
        var sessions = await NumberAsync(Differing("site_id, session_id", "v_pa_sessions"), cancellationToken);
        var sum = await NumberAsync($"SELECT toInt64(sum(views + custom_events)) FROM v_pa_visits WHERE {Sites}", cancellationToken);
        if (sum != rows)
        {
            Show($"miscounted: the views of visits count {sum} events, there are {rows}");
        }

        return visits + sessions + Math.Abs(sum - rows);
    }

    private string Sites => $"site_id IN ({string.Join(", ", Enumerable.Range(0, EventMint.SiteCount).Select(site => $"'{mint.Site(site)}'"))})";

    private string Differing(string keys, string view) =>
        $"""
        SELECT count() FROM
        (
            SELECT {keys}, sum(views) AS v, sum(customs) AS c FROM
            (
                SELECT {keys}, toInt64(views) AS views, toInt64(custom_events) AS customs FROM {view} WHERE {Sites}
                UNION ALL
                SELECT {keys}, -toInt64(countIf(event_type IN (1, 3, 4))), -toInt64(countIf(event_type = 2)) FROM v_pa_events WHERE {Sites} GROUP BY {keys}
            )
            GROUP BY {keys}
            HAVING v != 0 OR c != 0
        )
        """;

    private async Task<long> NumberAsync(string sql, CancellationToken cancellationToken) =>
        long.Parse(await client.QueryAsync(sql, cancellationToken), CultureInfo.InvariantCulture);

    private void Show(string example)
    {
        if (_examples.Count < ExamplesMax)
        {
            _examples.Add(example);
        }
    }
}
