using System.Globalization;

namespace Ingest.Core.Faults;

/// <summary>What an armed failpoint does, and at which passing.</summary>
/// <param name="PauseMs">How long it holds the thread; 0 kills the process.</param>
/// <param name="AtPassing">The one passing at which it acts, counted from 1; 0 leaves it to chance.</param>
/// <param name="Probability">The chance of each passing.</param>
/// <param name="Seed">The seed of that chance: the same seed acts at the same passings.</param>
internal readonly record struct FailpointAction(int PauseMs, long AtPassing, double Probability, ulong Seed)
{
    private const int PauseMsMax = 600_000;

    /// <summary>As it is written.</summary>
    public string Text => PauseMs > 0 ? string.Create(CultureInfo.InvariantCulture, $"pause:{PauseMs}") : "kill";

    /// <summary>Reads <c>kill</c> or <c>pause:MS</c>, then <c>@N</c> or <c>%P:SEED</c>; without either it is the first passing.</summary>
    public static bool TryParse(string text, out FailpointAction action)
    {
        action = new FailpointAction(0, AtPassing: 1, 0, 0);
        var end = text.IndexOfAny(['@', '%']);
        var verb = end < 0 ? text : text[..end];
        return TryParseVerb(verb, ref action) && (end < 0 || TryParseWhen(text[end], text[(end + 1)..], ref action));
    }

    /// <summary>Whether it acts at this passing.</summary>
    public bool ActsAt(long passing) => AtPassing > 0 ? passing == AtPassing : Chance(Seed + ((ulong)passing * 0x9E3779B97F4A7C15)) < Probability;

    private static bool TryParseVerb(string verb, ref FailpointAction action)
    {
        if (verb == "kill")
        {
            return true;
        }

        if (!verb.StartsWith("pause:", StringComparison.Ordinal)
            || !int.TryParse(verb.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var pause) || pause is < 1 or > PauseMsMax)
        {
            return false;
        }

        action = action with { PauseMs = pause };
        return true;
    }

    private static bool TryParseWhen(char mark, string when, ref FailpointAction action)
    {
        if (mark == '@')
        {
            var isCount = long.TryParse(when, NumberStyles.None, CultureInfo.InvariantCulture, out var passing) && passing > 0;
            action = action with { AtPassing = passing };
            return isCount;
        }

        var parts = when.Split(':');
        if (parts.Length != 2
            || !double.TryParse(parts[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var probability) || probability is <= 0 or > 1
            || !ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
        {
            return false;
        }

        action = action with { AtPassing = 0, Probability = probability, Seed = seed };
        return true;
    }

    // The finalizer of SplitMix64: neighbouring passings get unrelated numbers.
    private static double Chance(ulong state)
    {
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        state = (state ^ (state >> 27)) * 0x94D049BB133111EB;
        return ((state ^ (state >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
