using System.CommandLine;
using System.Globalization;

namespace Ingest.Load.Commands;

/// <summary>Options whose values the library does not read by itself.</summary>
internal static class OptionParsers
{
    /// <summary>An option for the address of a server.</summary>
    public static Option<Uri?> Address(string name, string description, string example) => new(name)
    {
        Description = description,
        HelpName = "URL",
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            {
                return address;
            }

            result.AddError($"{name} '{text}' is no address: give it as {example}");
            return null;
        },
    };

    /// <summary>An option for a stretch of time, as people write it: <c>500ms</c>, <c>30s</c>, <c>10m</c>, <c>1h</c>; a bare number is seconds.</summary>
    public static Option<TimeSpan?> Time(string name, TimeSpan byDefault, string description) => new(name)
    {
        Description = $"{description} (default: {byDefault.TotalSeconds}s)",
        HelpName = "TIME",
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (ParseTime(text) is { } value)
            {
                return value;
            }

            result.AddError($"{name} '{text}' is no stretch of time: give it as 500ms, 30s, 10m or 1h");
            return null;
        },
    };

    /// <summary>The time; null when the text is none.</summary>
    internal static TimeSpan? ParseTime(string text)
    {
        var digits = text.TrimEnd("hms".ToCharArray());
        var unit = text[digits.Length..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "" or "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            _ => TimeSpan.Zero,
        };
        return unit > TimeSpan.Zero && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) && count < 1e6
            ? count * unit
            : null;
    }
}
