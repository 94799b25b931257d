using System.Runtime.InteropServices;
using System.Text;

namespace Ingest.ClickHouse.Embedded.Native;

/// <summary>Strings as the C array of pointers and the C array of lengths that the library takes; freed on dispose.</summary>
internal sealed unsafe class NativeTexts : IDisposable
{
    public NativeTexts(IEnumerable<string> texts)
    {
        var all = texts.Select(Encoding.UTF8.GetBytes).ToArray();
        Count = all.Length;
        Pointers = (byte**)NativeMemory.AllocZeroed((nuint)(Count + 1), (nuint)sizeof(byte*));
        Lengths = (nuint*)NativeMemory.AllocZeroed((nuint)(Count + 1), (nuint)sizeof(nuint));
        for (var i = 0; i < Count; i++)
        {
            Lengths[i] = (nuint)all[i].Length;
            Pointers[i] = (byte*)NativeMemory.AllocZeroed((nuint)all[i].Length + 1);
            all[i].CopyTo(new Span<byte>(Pointers[i], all[i].Length));
        }
    }

    public int Count { get; }

    /// <summary>Null-terminated, as argv and envp are.</summary>
    public byte** Pointers { get; }

    public nuint* Lengths { get; }

    public void Dispose()
    {
        for (var i = 0; i < Count; i++)
            NativeMemory.Free(Pointers[i]);
        NativeMemory.Free(Pointers);
        NativeMemory.Free(Lengths);
    }
}
