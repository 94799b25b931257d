using Ingest.Core.Log;

namespace Ingest.Log.Faster;

/// <summary>The damaged stretches that a reader has met and nobody has taken yet.</summary>
/// <param name="read">Reads their bytes from the disk.</param>
/// <param name="pageBytes">Size of a page: stretches are put together within one only.</param>
internal sealed class DamageNotes(PageRead read, int pageBytes)
{
    // A log of which every record is damaged must not fill the memory with notes.
    private const int SingleNotesMax = 1000;

    private List<DamagedStretch> _notes = [];

    public void Add(long address, int length, string fault)
    {
        if (_notes.Count >= SingleNotesMax && _notes[^1].Address / pageBytes == address / pageBytes)
        {
            var first = _notes[^1].Address;
            _notes[^1] = Note(first, (int)(address - first) + length, "much of this page is damaged");
        }
        else
        {
            _notes.Add(Note(address, length, fault));
        }
    }

    public IReadOnlyList<DamagedStretch> Take()
    {
        if (_notes.Count == 0)
        {
            return [];
        }

        var taken = _notes;
        _notes = [];
        return taken;
    }

    private DamagedStretch Note(long address, int length, string fault) => new(address, length, fault, () => Read(address, length));

    private byte[] Read(long address, int length)
    {
        var bytes = new byte[length];
        read(address, bytes);
        return bytes;
    }
}
