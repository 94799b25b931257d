using System.Buffers;
using Ingest.Benchmarks.Messages;

namespace Ingest.Benchmarks.Ladder;

/// <summary>The mix of messages, a hundred a request.</summary>
public class BatchIntake : IntakeLadder
{
    /// <inheritdoc/>
    protected override IReadOnlyList<ReadOnlySequence<byte>> Bodies { get; } = [new ReadOnlySequence<byte>(SampleMessages.Batch(Events))];

    /// <inheritdoc/>
    protected override bool IsBatch => true;
}
