using System.CommandLine;
using System.Globalization;

namespace Ingest.Commands;

/// <summary>An option for a stretch of time, written as people do: <c>30m</c>, <c>24h</c>, <c>7d</c>.</summary>
internal static class TimeSpanOption
{
    private const int DaysMax = 3650;

    /// <summary>A fresh option.</summary>
    public static Option<TimeSpan> Create(string name, TimeSpan byDefault, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        DefaultValueFactory = _ => byDefault,
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (Parse(text) is { } value)
            {
                return value;
            }

            result.AddError($"{name} '{text}' is no stretch of time: give a number of minutes, hours or days, as in 30m, 24h or 7d, at most {DaysMax}d");
            return default;
        },
    };

    /// <summary>The time; null when the text is none.</summary>
    internal static TimeSpan? Parse(string text)
    {
        var unit = text is [.., 'm'] ? TimeSpan.FromMinutes(1) : text is [.., 'h'] ? TimeSpan.FromHours(1) : text is [.., 'd'] ? TimeSpan.FromDays(1) : default;
        return unit > TimeSpan.Zero
            && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count > 0
            && count * unit.TotalDays <= DaysMax
                ? count * unit
                : null;
    }
}
