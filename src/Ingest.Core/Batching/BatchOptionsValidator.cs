using System.Globalization;
using Microsoft.Extensions.Options;

namespace Ingest.Core.Batching;

/// <summary>Checks <see cref="BatchOptions"/> and their relations, and reports every fault at once.</summary>
public sealed class BatchOptionsValidator : IValidateOptions<BatchOptions>
{
    // A larger insert is split by ClickHouse (max_insert_block_size is 1,048,449), and parts of one token are deduplicated apart.
    private const int RowsLimit = 1_000_000;

    // The offsets of a text column are 32 bits wide.
    private const long RecordBytesLimit = 1L << 30;

    // Timers of the runtime end at 49 days; an hour is beyond any use.
    private static readonly TimeSpan TimeLimit = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, BatchOptions options)
    {
        List<string> faults =
        [
            .. Range(nameof(options.RowsMax), options.RowsMax, 1, RowsLimit),
            .. Range(nameof(options.RecordBytesMax), options.RecordBytesMax, 1, RecordBytesLimit),
            .. Range(nameof(options.AgeMax), options.AgeMax, TimeSpan.Zero, TimeLimit),
            .. Range(nameof(options.RetryDelayMin), options.RetryDelayMin, TimeSpan.FromMilliseconds(1), TimeLimit),
            .. Range(nameof(options.RetryDelayMax), options.RetryDelayMax, options.RetryDelayMin, TimeLimit),
            .. Range(nameof(options.SetAsideMax), options.SetAsideMax, 0, RowsLimit),
            .. Range(nameof(options.DeliveryTimeout), options.DeliveryTimeout, TimeSpan.FromMilliseconds(1), TimeLimit),
        ];
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Range<T>(string setting, T value, T least, T most)
        where T : IComparable<T>, IFormattable
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{BatchOptions.Section}:{setting} is {value}; give a value from {least} to {most}.");
        }
    }
}
