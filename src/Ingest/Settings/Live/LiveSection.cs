namespace Ingest.Settings.Live;

/// <summary>A section of the settings of which some, or all, may change while the server runs.</summary>
/// <param name="Name">Name of the section.</param>
/// <param name="Read">Takes its options from the settings.</param>
/// <param name="Names">Names of those options that may change.</param>
internal sealed record LiveSection(string Name, Func<IngestSettings, object> Read, IReadOnlyList<string> Names)
{
    /// <summary>All of a section's options.</summary>
    public static LiveSection All<T>(string name, Func<IngestSettings, T> read)
        where T : class => new(name, read, [.. typeof(T).GetProperties().Where(property => property.CanWrite).Select(property => property.Name)]);

    /// <summary>Key and value of each of its settings.</summary>
    public IEnumerable<(string Key, object Value)> Values(IngestSettings settings)
    {
        var options = Read(settings);
        return Names.Select(name => ($"{Name}:{name}", options.GetType().GetProperty(name)!.GetValue(options) ?? ""));
    }
}
