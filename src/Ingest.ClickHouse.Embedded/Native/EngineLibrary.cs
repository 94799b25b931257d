using System.Runtime.InteropServices;

namespace Ingest.ClickHouse.Embedded.Native;

/// <summary>
/// The C entry points of libchdb that are used. The library is loaded once per process and never unloaded: its threads outlive every connection.
/// </summary>
internal sealed unsafe class EngineLibrary
{
    private readonly delegate* unmanaged<int, byte**, nint*> _connect;
    private readonly delegate* unmanaged<nint*, void> _close;
    private readonly delegate* unmanaged<nint, byte*, nuint, byte*, nuint, byte**, nuint*, byte**, nuint*, nuint, nint> _query;
    private readonly delegate* unmanaged<nint, void> _destroyResult;
    private readonly delegate* unmanaged<nint, byte*> _resultBuffer;
    private readonly delegate* unmanaged<nint, byte*> _resultError;
    private readonly delegate* unmanaged<nint, nuint> _resultLength;
    private readonly nint _handle;

    private EngineLibrary(nint handle)
    {
        _handle = handle;
        _connect = (delegate* unmanaged<int, byte**, nint*>)Export("chdb_connect");
        _close = (delegate* unmanaged<nint*, void>)Export("chdb_close_conn");
        _query = (delegate* unmanaged<nint, byte*, nuint, byte*, nuint, byte**, nuint*, byte**, nuint*, nuint, nint>)
            Export("chdb_query_with_params_n");
        _destroyResult = (delegate* unmanaged<nint, void>)Export("chdb_destroy_query_result");
        _resultBuffer = (delegate* unmanaged<nint, byte*>)Export("chdb_result_buffer");
        _resultError = (delegate* unmanaged<nint, byte*>)Export("chdb_result_error");
        _resultLength = (delegate* unmanaged<nint, nuint>)Export("chdb_result_length");

        // Without this the library takes SIGSEGV and seven others, and a null dereference in managed code hangs the process.
        ((delegate* unmanaged<int, void>)Export("chdb_set_signal_handlers_enabled"))(0);
    }

    public static EngineLibrary Load(string path)
    {
        // Switching its handlers off already resets the signals to the default action.
        using (SignalGuard.Enter())
            return new EngineLibrary(NativeLibrary.Load(path));
    }

    /// <returns>A connection, or null where the library refuses (another process holds the folder, or another path is open).</returns>
    public nint* Connect(params ReadOnlySpan<string> arguments)
    {
        var utf8 = new NativeTexts(["chdb", .. arguments]);
        using (utf8)
        using (SignalGuard.Enter())
            return _connect(utf8.Count, utf8.Pointers);
    }

    public void Close(nint* connection)
    {
        using (SignalGuard.Enter())
            _close(connection);
    }

    public EngineReply Query(nint* connection, ReadOnlySpan<byte> sql, ReadOnlySpan<byte> format, IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        using var names = new NativeTexts(parameters.Select(p => p.Key));
        using var values = new NativeTexts(parameters.Select(p => p.Value));
        nint result;
        fixed (byte* text = sql, form = format)
        {
            result = _query(*connection, text, (nuint)sql.Length, form, (nuint)format.Length,
                names.Pointers, names.Lengths, values.Pointers, values.Lengths, (nuint)names.Count);
        }

        try
        {
            return Read(result);
        }
        finally
        {
            _destroyResult(result);
        }
    }

    private EngineReply Read(nint result)
    {
        var error = _resultError(result);
        if (error != null)
            return new EngineReply { Error = Marshal.PtrToStringUTF8((nint)error) };

        var length = (int)_resultLength(result);
        return new EngineReply
        {
            Body = length == 0 ? [] : new ReadOnlySpan<byte>(_resultBuffer(result), length).ToArray(),
            RowsRead = Count("chdb_result_storage_rows_read", result),
            BytesRead = Count("chdb_result_storage_bytes_read", result),
            RowsWritten = Count("chdb_result_rows_written", result),
            BytesWritten = Count("chdb_result_bytes_written", result),
            ResultRows = Count("chdb_result_rows_read", result),
        };
    }

    private long Count(string export, nint result) => (long)((delegate* unmanaged<nint, ulong>)Export(export))(result);

    private nint Export(string name) => NativeLibrary.GetExport(_handle, name);
}
