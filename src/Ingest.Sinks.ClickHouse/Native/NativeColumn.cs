using System.Buffers;
using Ingest.Core.Batching;

namespace Ingest.Sinks.ClickHouse.Native;

/// <summary>One column of a table as a Native block carries it: name, type, and how its values are written.</summary>
/// <remarks>Hot path: no allocation per event. Columns hold no state: what a block needs besides lies in <see cref="NativeScratch"/>.</remarks>
internal abstract class NativeColumn
{
    private readonly byte[] _head;

    protected NativeColumn(string name, string type)
    {
        (Name, Type) = (name, type);
        var head = new ArrayBufferWriter<byte>();
        NativeText.Write(head, System.Text.Encoding.UTF8.GetBytes(name));
        NativeText.Write(head, System.Text.Encoding.UTF8.GetBytes(type));
        _head = head.WrittenSpan.ToArray();
    }

    /// <summary>Name of the column in the table.</summary>
    public string Name { get; }

    /// <summary>ClickHouse's name of the type that is sent.</summary>
    public string Type { get; }

    /// <summary>Writes name, type and values of every row.</summary>
    public void Write(IBufferWriter<byte> output, EventBatch batch, NativeScratch scratch)
    {
        output.Write(_head);
        WriteValues(output, batch, scratch);
    }

    protected abstract void WriteValues(IBufferWriter<byte> output, EventBatch batch, NativeScratch scratch);
}
