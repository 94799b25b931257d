namespace Ingest.Core.Batching;

/// <summary>Decides when the open batch is closed. Does nothing itself: the reader asks, with the options that hold now.</summary>
internal sealed class BatchPolicy(TimeProvider time)
{
    private long _firstRecordAt;
    private bool _hasRecords;

    /// <summary>Turns to a new, empty batch.</summary>
    public void Start() => _hasRecords = false;

    /// <summary>Notes that a record was read. The first one starts the clock.</summary>
    public void NoteRecord()
    {
        if (!_hasRecords)
        {
            (_hasRecords, _firstRecordAt) = (true, time.GetTimestamp());
        }
    }

    /// <summary>Why a batch of this size is to be closed now, by size alone.</summary>
    public static CloseReason DecideBySize(int rows, long recordBytes, BatchOptions options) =>
        rows >= options.RowsMax ? CloseReason.Rows
        : recordBytes >= options.RecordBytesMax ? CloseReason.Bytes
        : CloseReason.None;

    /// <summary>Why the batch is to be closed now that no record is left to read.</summary>
    public CloseReason DecideByAge(BatchOptions options) => Remaining(options) == TimeSpan.Zero ? CloseReason.Age : CloseReason.None;

    /// <summary>Time until the batch is closed by age; infinite while it has no record.</summary>
    public TimeSpan Remaining(BatchOptions options)
    {
        if (!_hasRecords)
        {
            return Timeout.InfiniteTimeSpan;
        }

        var remaining = options.AgeMax - time.GetElapsedTime(_firstRecordAt);
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }
}
