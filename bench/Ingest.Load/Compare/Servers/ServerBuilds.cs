namespace Ingest.Load.Compare.Servers;

/// <summary>Where the servers were built.</summary>
/// <param name="Ingest"><c>ingest.dll</c>.</param>
/// <param name="Bare"><c>ingest-bare.dll</c>.</param>
internal sealed record ServerBuilds(string Ingest, string Bare)
{
    /// <summary>What both are started with, so that collector and compiler are set alike.</summary>
    public string RuntimeSettings => Path.ChangeExtension(Ingest, ".runtimeconfig.json");

    /// <summary>What is wrong; empty when nothing is.</summary>
    public IEnumerable<string> Validate() =>
        from file in (string[])[Ingest, Bare, RuntimeSettings]
        where !File.Exists(file)
        select $"{file} does not exist: bench/compare.sh builds everything; --ingest and --bare name builds elsewhere.";
}
