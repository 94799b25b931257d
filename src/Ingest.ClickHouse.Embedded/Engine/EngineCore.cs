using Ingest.ClickHouse.Embedded.Native;

namespace Ingest.ClickHouse.Embedded.Engine;

/// <summary>
/// The engine of this process. It lives as long as one connection is open, which is why one is kept from start to end; a process that
/// exits with a connection open dies of SIGSEGV.
/// </summary>
internal sealed class EngineCore : IDisposable
{
    private readonly EngineLibrary _library;
    private readonly EngineConnection _keeper;
    private readonly Lock _keeperGate = new();

    private EngineCore(EngineLibrary library, EngineFolder folder)
    {
        _library = library;
        Folder = folder;
        _keeper = new EngineConnection(library, folder);
        var about = System.Text.Encoding.UTF8.GetString(_keeper.Run("SELECT version(), timezone()").Body).TrimEnd('\n').Split('\t');
        (Version, Timezone) = (about[0], about[1]);
    }

    public EngineFolder Folder { get; }

    public string Version { get; }

    public string Timezone { get; }

    public static EngineCore Open(string libraryPath, EngineFolder folder) => new(EngineLibrary.Load(libraryPath), folder);

    public EngineConnection Connect() => new(_library, Folder);

    /// <summary>
    /// Cancels the statements that carry the mark in their setting <c>log_comment</c>. ASYNC, because SYNC waits for ever on libchdb;
    /// the statement ends within some 10 ms.
    /// </summary>
    public void Kill(string mark)
    {
        lock (_keeperGate)
            _keeper.Run($"KILL QUERY WHERE Settings['log_comment'] = '{mark}' ASYNC");
    }

    public void Dispose() => _keeper.Dispose();
}
