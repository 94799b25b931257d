using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Ingest.Core.Diagnostics;
using Ingest.Tests.Tidy;

namespace Ingest.Tests.Diagnostics;

public sealed partial class MetricsDocumentTests
{
    private static readonly (string Name, string Type)[] Documented =
    [
        .. from match in Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs/metrics.md")))
           select (match.Groups[1].Value, match.Groups[2].Value),
    ];

    [Fact]
    public void Every_instrument_is_documented_with_its_type_and_every_documented_one_exists() =>
        Assert.Equal(Documented.Order(), Instruments().Select(instrument => (instrument.Name, TypeOf(instrument))).Order());

    [Fact]
    public void Every_name_says_what_it_counts_and_in_which_unit() =>
        Assert.All(Instruments(), instrument =>
        {
            Assert.Matches("^ingest_[a-z_]+$", instrument.Name);
            Assert.Equal(TypeOf(instrument) == "counter", instrument.Name.EndsWith("_total", StringComparison.Ordinal));
            Assert.Equal(instrument.Unit == "s", instrument.Name.EndsWith("_seconds", StringComparison.Ordinal));
            Assert.Equal(instrument.Unit == "By", instrument.Name.EndsWith("_bytes", StringComparison.Ordinal));
        });

    // Instruments live in static fields, or in objects made without arguments: touching or making each class publishes them.
    private static List<Instrument> Instruments()
    {
        Dictionary<string, Instrument> published = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == IngestMeter.Name)
            {
                published[instrument.Name] = instrument;
            }
        };
        foreach (var type in OwnAssemblies().SelectMany(assembly => Assembly.LoadFrom(assembly).GetTypes()).Where(type => !type.ContainsGenericParameters))
        {
            if (HasInstruments(type, BindingFlags.Static))
            {
                RuntimeHelpers.RunClassConstructor(type.TypeHandle);
            }
            else if (HasInstruments(type, BindingFlags.Instance) && type.FullName!.StartsWith("Ingest.Core.Diagnostics.", StringComparison.Ordinal) is false)
            {
                Activator.CreateInstance(type, nonPublic: true);
            }
        }

        listener.Start();
        return [.. published.Values];
    }

    private static IEnumerable<string> OwnAssemblies() =>
        Directory.GetFiles(AppContext.BaseDirectory, "*.dll")
            .Where(file => Path.GetFileName(file).StartsWith("ingest", StringComparison.OrdinalIgnoreCase))
            .Where(file => !Path.GetFileName(file).Contains("Tests", StringComparison.Ordinal));

    private static bool HasInstruments(Type type, BindingFlags kind) =>
        type.GetFields(kind | BindingFlags.Public | BindingFlags.NonPublic)
            .Any(field => field.FieldType.IsAssignableTo(typeof(Instrument)) || field.FieldType.IsAssignableTo(typeof(Instrument[])));

    private static string TypeOf(Instrument instrument)
    {
        var name = instrument.GetType().Name;
        return name.Contains("Counter", StringComparison.Ordinal) ? "counter" : name.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram" : "gauge";
    }

    [GeneratedRegex(@"^\| `(ingest_\w+)` \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
