using System.Globalization;
using Ingest.Core.Batching;
using Ingest.Core.Events;
using Ingest.Core.Sinks;

namespace Ingest.IntegrationTests.ClickHouse.Sink;

/// <summary>
/// A log as a test makes it up from a seed: events and side records, ugly on purpose. A range of it is the same rows in the same order, always, as
/// with the real log; another cut is another range.
/// </summary>
internal sealed class GeneratedLog
{
    private static readonly DateTimeOffset Start = new(2026, 11, 30, 23, 59, 59, TimeSpan.Zero);

    private readonly Guid _id = Guid.NewGuid();
    private readonly Random _random;
    private readonly List<EventRow?> _rows = [];
    private readonly Dictionary<int, Action<EventBatch>> _sides = [];

    public GeneratedLog(int seed, int records)
    {
        _random = new Random(seed);
        for (var i = 0; i < records; i++)
        {
            _rows.Add(_random.Next(12) == 0 ? null : Event(i));
            if (_rows[i] is null)
            {
                _sides[i] = Side(i);
            }
        }
    }

    public int Length => _rows.Count;

    /// <summary>Random places at which a run of the server might cut its batches, from an index to the end.</summary>
    public int[] Cuts(int from)
    {
        var inner = Enumerable.Range(0, _random.Next(1, 6)).Select(_ => _random.Next(from, Length)).Where(cut => cut > from);
        return [from, .. inner.Distinct().Order(), Length];
    }

    public int Next(int exclusiveEnd) => _random.Next(exclusiveEnd);

    /// <summary>The records of a range.</summary>
    public (EventBatch Batch, LogRange Range) Read(int from, int until)
    {
        var batch = EventRow.Batch(_rows[from..until].OfType<EventRow>());
        foreach (var (_, add) in _sides.Where(side => side.Key >= from && side.Key < until).OrderBy(side => side.Key))
            add(batch);
        return (batch, new LogRange(_id, 64 + (from * 100), 64 + (until * 100)));
    }

    // Few sessions, visits and keys, many events of one millisecond on both sides of a month's end, times from every century: whatever could make an outcome depend
    // on order or repetition.
    private EventRow Event(int number)
    {
        var session = _random.Next(15);
        var time = _random.Next(15) == 0 ? Start.AddYears(_random.Next(-126, 273)) : Start.AddMilliseconds(_random.Next(200) * 10);
        var row = new EventRow
        {
            SessionId = EventRow.Numbered(session),
            VisitId = EventRow.Numbered((session * 10) + _random.Next(3)),
            EventId = new Guid(number, (short)_random.Next(short.MaxValue), 0x4000, [0x80, 0, 0, 0, 0, 0, 0, 0]),
            Time = time,
            ReceivedAt = Start.AddMilliseconds(number),
            Type = (EventType)_random.Next(1, 7),
            RevenueE4 = _random.Next(4) switch { 0 => 999_999_999_999_999_999, 1 => -999_999_999_999_999_999, 2 => 1, _ => 0 },
            Values = [.. Enumerable.Range(0, _random.Next(5)).Select(_ => Value())],
        };
        foreach (var field in Enum.GetValues<TextField>())
            row.Texts[field] = Text();
        foreach (var vital in Enum.GetValues<VitalField>())
            row.Vitals[vital] = Number();
        return row;
    }

    private (string Key, string Text, double Number, DataValueType Type) Value()
    {
        var type = (DataValueType)_random.Next(1, 6);
        var number = type is DataValueType.Number ? Number() : type is DataValueType.Date ? _random.NextInt64(-2_208_988_800_000, 10_413_791_999_999) : double.NaN;
        return ($"k{_random.Next(4)}", number.ToString(CultureInfo.InvariantCulture) + "\0\t\n\\'", number, type);
    }

    private double Number() => _random.Next(6) switch { 0 => 0, 1 => -0.0, 2 => double.MaxValue, 3 => double.Epsilon, 4 => -1, _ => double.NaN };

    private byte[] Text()
    {
        if (_random.Next(3) == 0)
        {
            return [];
        }

        var bytes = new byte[_random.Next(1, 12)];
        _random.NextBytes(bytes);
        return _random.Next(2) == 0 ? bytes : [(byte)('a' + _random.Next(3))];
    }

    private Action<EventBatch> Side(int number)
    {
        var id = EventRow.Numbered(number);
        var (minute, count, kind) = (Start.AddMinutes(_random.Next(-2, 3)), _random.Next(100), _random.Next(3));
        return kind switch
        {
            0 => batch => batch.WithRejections(id, minute, $"reason {count % 3}", count),
            1 => batch => batch.WithBot(id, "curl", $"/{count}"),
            _ => batch => batch.WithCanary(EventRow.Numbered(1), Start.AddSeconds(count)),
        };
    }
}
