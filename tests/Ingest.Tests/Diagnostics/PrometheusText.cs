using System.Globalization;
using System.Text;

namespace Ingest.Tests.Diagnostics;

/// <summary>Reads the Prometheus text format 0.0.4 by its grammar, and fails on whatever breaks it.</summary>
internal static class PrometheusText
{
    public sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);

    public static (Dictionary<string, string> Types, List<Sample> Samples) Parse(string text)
    {
        Assert.EndsWith("\n", text);
        Dictionary<string, string> types = [];
        List<Sample> samples = [];
        foreach (var line in text.Split('\n')[..^1])
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var parts = line.Split(' ');
                Assert.Equal(4, parts.Length);
                types.Add(parts[2], parts[3]);
            }
            else if (!line.StartsWith('#'))
            {
                var sample = ParseSample(line);
                Assert.Contains(types.Keys, family => sample.Name.StartsWith(family, StringComparison.Ordinal));
                samples.Add(sample);
            }
        }

        Assert.Equal(samples.Count, samples.Select(Identity).Distinct().Count());
        return (types, samples);
    }

    private static string Identity(Sample sample) => sample.Name + string.Join('\u0001', sample.Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => l.Key + "\u0002" + l.Value));

    private static Sample ParseSample(string line)
    {
        var at = line.IndexOfAny(['{', ' ']);
        var name = line[..at];
        Assert.Matches("^[a-zA-Z_:][a-zA-Z0-9_:]*$", name);
        Dictionary<string, string> labels = [];
        if (line[at] == '{')
        {
            at++;
            while (line[at] != '}')
            {
                at = ParseLabel(line, at, labels);
            }

            at++;
        }

        Assert.Equal(' ', line[at]);
        var value = line[(at + 1)..];
        return new Sample(name, labels, value switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            _ => double.Parse(value, NumberStyles.Float, CultureInfo.InvariantCulture),
        });
    }

    private static int ParseLabel(string line, int at, Dictionary<string, string> labels)
    {
        var equals = line.IndexOf('=', at);
        var name = line[at..equals];
        Assert.Matches("^[a-zA-Z_][a-zA-Z0-9_]*$", name);
        Assert.Equal('"', line[equals + 1]);
        var value = new StringBuilder();
        for (at = equals + 2; line[at] != '"'; at++)
        {
            value.Append(line[at] != '\\' ? line[at] : line[++at] switch
            {
                'n' => '\n',
                '\\' => '\\',
                '"' => '"',
                var other => throw new FormatException($"\\{other} is no escape of a label value"),
            });
        }

        labels.Add(name, value.ToString());
        return line[at + 1] == ',' ? at + 2 : at + 1;
    }
}
