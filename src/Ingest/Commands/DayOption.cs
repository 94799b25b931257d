using System.CommandLine;
using System.Globalization;

namespace Ingest.Commands;

/// <summary>An option for a day, UTC, written as <c>2026-01-31</c>.</summary>
internal static class DayOption
{
    private const string Format = "yyyy-MM-dd";

    /// <summary>A fresh option.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it says.</param>
    /// <param name="earliest">The first day that may be said.</param>
    /// <param name="latest">The last one.</param>
    public static Option<DateOnly?> Create(string name, string description, DateOnly earliest, DateOnly latest) => new(name)
    {
        Description = description,
        HelpName = Format.ToUpperInvariant(),
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day >= earliest && day <= latest)
            {
                return day;
            }

            result.AddError($"{name} '{text}' is no day between {earliest:yyyy-MM-dd} and {latest:yyyy-MM-dd}: give it as 2026-01-31");
            return null;
        },
    };
}
