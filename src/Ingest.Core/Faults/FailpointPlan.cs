using System.Text.RegularExpressions;

namespace Ingest.Core.Faults;

/// <summary>What <c>INGEST_FAILPOINTS</c> says: the action of each armed point, and how often each was passed. Thread-safe.</summary>
internal sealed class FailpointPlan
{
    private static readonly FailpointName[] Names = Enum.GetValues<FailpointName>();
    private static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    private readonly FailpointAction?[] _actions = new FailpointAction?[Names.Length];
    private readonly long[] _passings = new long[Names.Length];
    private readonly List<string> _faults = [];

    private FailpointPlan()
    {
    }

    /// <summary>What could not be read, each with the remedy.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Reads the variable's text; null when it is not set.</summary>
    public static FailpointPlan? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var plan = new FailpointPlan();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            plan.Add(part);
        }

        return plan;
    }

    /// <summary>A name as it is written: <c>append-before-commit</c>.</summary>
    public static string Text(FailpointName name) =>
        Regex.Replace(name.ToString(), "(?<!^)[A-Z]", "-$0", RegexOptions.CultureInvariant, MatchLimit).ToLowerInvariant();

    /// <summary>Counts a passing. True: the point acts at it.</summary>
    public bool TryPass(FailpointName name, out FailpointAction action)
    {
        action = _actions[(int)name].GetValueOrDefault();
        return _actions[(int)name] is not null && action.ActsAt(Interlocked.Increment(ref _passings[(int)name]));
    }

    private void Add(string part)
    {
        var split = part.Split('=', 2);
        var index = Array.FindIndex(Names, name => Text(name) == split[0]);
        if (index < 0)
        {
            _faults.Add($"{Failpoint.Variable} names '{split[0]}', which is no failpoint: choose of {string.Join(", ", Names.Select(Text))}");
        }
        else if (split.Length < 2 || !FailpointAction.TryParse(split[1], out var action))
        {
            _faults.Add($"{Failpoint.Variable} has '{part}': write NAME=kill or NAME=pause:MS, then @N for the Nth passing or %P:SEED for a chance");
        }
        else
        {
            _actions[index] = action;
        }
    }
}
