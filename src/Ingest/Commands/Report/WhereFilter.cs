using System.Text.RegularExpressions;
using Ingest.Sinks.ClickHouse.Client;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Commands.Report;

/// <summary>Which visits count: what <c>--where</c> says, as the parameter <c>filter</c> of the views.</summary>
internal sealed partial class WhereFilter
{
    private const int ConditionsMax = 100;
    private const int ValueLengthMax = 1000;

    private readonly SortedDictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    /// <summary>The names that can be asked for.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ViewQuery.FilterKeys.Where(key => char.IsLetter(key[0])).Order(StringComparer.Ordinal)];

    /// <summary>The keys in use, with their signs.</summary>
    public IReadOnlyCollection<string> Keys => _values.Keys;

    /// <summary>The conditions as the API has them: <c>key:value</c>, the key with its sign.</summary>
    public IEnumerable<string> Conditions => _values.SelectMany(pair => pair.Value.Select(value => $"{pair.Key}:{value}"));

    /// <summary>Reads conditions: <c>key=value</c>, <c>key!=value</c>, <c>key~part</c>. Those of one key are alternatives.</summary>
    /// <exception cref="CommandException">One is none of them, or its key is not known.</exception>
    public static WhereFilter Parse(IReadOnlyCollection<string> conditions)
    {
        var filter = new WhereFilter();
        if (conditions.Count > ConditionsMax)
        {
            throw new CommandException($"There are {conditions.Count} --where: at most {ConditionsMax} are taken");
        }

        foreach (var condition in conditions)
        {
            filter.Add(condition);
        }

        return filter;
    }

    /// <summary>The map as ClickHouse reads it.</summary>
    public string ToParameter() => ClickHouseText.Map(_values.Select(pair => new KeyValuePair<string, IReadOnlyList<string>>(pair.Key, pair.Value)));

    private void Add(string condition)
    {
        var match = Condition().Match(condition);
        if (!match.Success)
        {
            throw new CommandException($"--where '{condition}' is no condition: give key=value, key!=value or key~part, for example --where country=DE");
        }

        var (name, sign, value) = (match.Groups["name"].Value, match.Groups["sign"].Value, match.Groups["value"].Value);
        if (!ViewQuery.FilterKeys.Contains(name))
        {
            throw new CommandException($"--where '{condition}': there is no key '{name}'. The keys are {string.Join(", ", Names)}");
        }

        var key = sign switch { "!=" => "!" + name, "~" => "~" + name, _ => name };
        if (value.Length > ValueLengthMax || (value.Length == 0 && sign == "~"))
        {
            throw new CommandException($"--where '{name}{sign}…': the value has to have {(sign == "~" ? 1 : 0)} to {ValueLengthMax} characters");
        }

        if (!_values.TryGetValue(key, out var values))
        {
            _values[key] = values = [];
        }

        values.Add(value);
    }

    [GeneratedRegex(@"^(?<name>\w+)(?<sign>!=|=|~)(?<value>.*)\z", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Condition();
}
