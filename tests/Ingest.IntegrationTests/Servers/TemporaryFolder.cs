namespace Ingest.IntegrationTests.Servers;

/// <summary>A folder for one test, removed with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("ingest-test-").FullName;

    public static implicit operator string(TemporaryFolder folder) => folder.Path;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
