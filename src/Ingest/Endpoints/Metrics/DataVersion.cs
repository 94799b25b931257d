namespace Ingest.Endpoints.Metrics;

/// <summary>What the answers about a site and a time are made of, in as few numbers as tell one state from another.</summary>
/// <param name="ArrivedMs">When an insert began that had events of the time, or the hours beside it, in Unix milliseconds; the last one.</param>
/// <param name="BuiltMs">When a build of its hours began; the last one.</param>
/// <param name="Rules">Of the rules of channels.</param>
/// <param name="IsSettled">True when no insert can be under way that began before and is not visible yet: what was seen is all there is.</param>
internal sealed record DataVersion(long ArrivedMs, long BuiltMs, long Rules, bool IsSettled);
