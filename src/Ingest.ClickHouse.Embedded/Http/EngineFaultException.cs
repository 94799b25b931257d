using System.Text.RegularExpressions;

namespace Ingest.ClickHouse.Embedded.Http;

/// <summary>A refusal or failure with ClickHouse's code and words, to be answered to the client.</summary>
internal sealed partial class EngineFaultException(int code, string message) : Exception(message)
{
    public int Code { get; } = code;

    /// <summary>Reads the engine's <c>Code: 60. DB::Exception: …</c>, which may be nested and may carry the version.</summary>
    public static EngineFaultException Parse(string text)
    {
        var code = 1002; // UNKNOWN_EXCEPTION
        while (Prefix().Match(text) is { Success: true } match)
        {
            code = int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
            text = text[match.Length..];
        }

        return new EngineFaultException(code, Version().Replace(text, ""));
    }

    /// <summary>The text as ClickHouse's server words it.</summary>
    public string ToText(string version) => $"Code: {Code}. DB::Exception: {Message} (version {version} (official build))\n";

    [GeneratedRegex(@"^Code: (\d+)\. DB::\w+: ", RegexOptions.None, 1000)]
    private static partial Regex Prefix();

    // "… (UNKNOWN_SETTING) (version 26.5.1.1). (UNKNOWN_SETTING)" says twice what the outer text says once.
    [GeneratedRegex(@" \([A-Z_]+\) \(version [0-9.]+\)\.?(?= \()", RegexOptions.None, 1000)]
    private static partial Regex Version();
}
