using Ingest.Core.Log;

namespace Ingest.Log.Faster;

/// <summary>Both slots of the commit file, as they were found.</summary>
/// <param name="Newest">The good one with the greater number.</param>
/// <param name="DamagedIndex">Which of the two is damaged; null when both are good.</param>
internal readonly record struct CommitSlotPair(CommitSlot Newest, int? DamagedIndex)
{
    /// <summary>Reads both slots.</summary>
    /// <exception cref="EventLogException">Both are damaged.</exception>
    public static CommitSlotPair Read(SyncedFile file, string path)
    {
        var bytes = new byte[CommitSlots.FileBytes];
        var read = file.Read(bytes, 0);
        return (Slot(bytes, read, 0), Slot(bytes, read, CommitSlots.SlotDistanceBytes)) switch
        {
            ({ } first, { } second) => new CommitSlotPair(first.Number > second.Number ? first : second, DamagedIndex: null),
            ({ } first, null) => new CommitSlotPair(first, DamagedIndex: 1),
            (null, { } second) => new CommitSlotPair(second, DamagedIndex: 0),
            _ => throw new EventLogException(
                $"The commit file '{path}' is damaged, both slots of it: where the log begins and ends is not certain. {LogFolder.Remedy}"),
        };
    }

    private static CommitSlot? Slot(byte[] bytes, int read, int offset) =>
        read < offset + CommitSlots.SlotBytes ? null : CommitSlot.Read(bytes.AsSpan(offset, CommitSlots.SlotBytes));
}
