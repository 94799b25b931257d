using System.Text;
using Ingest.ClickHouse.Embedded.Native;

namespace Ingest.ClickHouse.Embedded.Engine;

/// <summary>
/// One connection: one statement at a time. A request takes a fresh one (0.14 ms to open, 0.03 ms to close), so that neither settings
/// nor the current database nor temporary tables pass to the next user.
/// </summary>
internal sealed unsafe class EngineConnection : IDisposable
{
    private readonly EngineLibrary _library;
    private nint* _connection;

    public EngineConnection(EngineLibrary library, EngineFolder folder)
    {
        _library = library;
        _connection = library.Connect($"--path={folder.Store}", $"--config-file={folder.ServerConfigFile}");
        if (_connection == null)
            throw new EngineUnavailableException($"The engine does not open {folder.Store}: another process may hold it, or it is not writable.");
    }

    /// <summary>Runs a statement and blocks until it ends.</summary>
    public EngineReply Run(ReadOnlySpan<byte> sql, string format, IReadOnlyList<KeyValuePair<string, string>> parameters) =>
        _library.Query(_connection, sql, Encoding.ASCII.GetBytes(format), parameters);

    public EngineReply Run(string sql) => Run(Encoding.UTF8.GetBytes(sql), "TabSeparated", []);

    public void Dispose()
    {
        if (_connection == null)
            return;
        _library.Close(_connection);
        _connection = null;
    }
}
