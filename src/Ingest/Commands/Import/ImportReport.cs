using System.Globalization;
using Spectre.Console;

namespace Ingest.Commands.Import;

/// <summary>What became of the lines: counts, the first faults in words, and the refused lines themselves if they are wanted.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ImportReport(Stream? rejects)
{
    private const int FaultsMax = 20;
    private const string Duplicate = "duplicate";
    private const string Bot = "bot";

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, long> _refused = new(StringComparer.Ordinal);
    private readonly List<(long Line, string Text)> _faults = [];
    private long _lines;
    private long _stored;
    private long _known;
    private long _bots;

    /// <summary>Lines that were refused.</summary>
    public long RefusedCount
    {
        get
        {
            lock (_gate)
            {
                return _refused.Values.Sum();
            }
        }
    }

    /// <summary>One line of where it stands.</summary>
    public string Summary
    {
        get
        {
            lock (_gate)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{_lines:N0} lines read, {_stored:N0} stored, {_known:N0} already there, {_refused.Values.Sum():N0} refused");
            }
        }
    }

    /// <summary>Notes a line that was read.</summary>
    public void AddLine()
    {
        lock (_gate)
        {
            _lines++;
        }
    }

    /// <summary>Notes a line that will not be stored.</summary>
    public void Refuse(ImportLine line, ImportFault fault)
    {
        lock (_gate)
        {
            RefuseOne(line, fault);
        }
    }

    /// <summary>Notes what the server said of a batch.</summary>
    public void Add(IReadOnlyList<ImportItem> items, BatchReply reply)
    {
        lock (_gate)
        {
            var (known, bots) = (reply.Counts.GetValueOrDefault(Duplicate), reply.Counts.GetValueOrDefault(Bot));
            (_known, _bots) = (_known + known, _bots + bots);
            _stored += items.Count - known - bots - reply.Refused.Count - reply.Postponed.Count;
            foreach (var (index, fault) in reply.Refused)
            {
                RefuseOne(items[index].Line, fault);
            }
        }
    }

    /// <summary>Prints the table, and on standard error the first faults.</summary>
    public void Print(bool isDryRun)
    {
        foreach (var (line, text) in _faults.OrderBy(fault => fault.Line))
        {
            Console.Error.WriteLine($"line {line}: {text}");
        }

        if (RefusedCount > _faults.Count)
        {
            Console.Error.WriteLine($"… and {RefusedCount - _faults.Count} more");
        }

        var table = new Table().RoundedBorder().AddColumn("lines").AddColumn(new TableColumn("count").RightAligned());
        Add("read", _lines);
        if (!isDryRun)
        {
            Add("stored", _stored);
            Add("already there", _known);
            Add("bots, not stored", _bots);
        }

        foreach (var (reason, count) in _refused)
        {
            Add($"refused: {reason}", count);
        }

        AnsiConsole.Write(table);

        void Add(string name, long count) => table.AddRow(Markup.Escape(name), count.ToString("N0", CultureInfo.InvariantCulture));
    }

    private void RefuseOne(ImportLine line, ImportFault fault)
    {
        _refused[fault.Reason] = _refused.GetValueOrDefault(fault.Reason) + 1;
        if (_faults.Count < FaultsMax)
        {
            _faults.Add((line.Number, fault.Text));
        }

        if (rejects is not null && line.Bytes is { } bytes)
        {
            rejects.Write([.. bytes, (byte)'\n']);
        }
    }
}
