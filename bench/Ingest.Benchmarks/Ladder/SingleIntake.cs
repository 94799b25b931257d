using System.Buffers;
using Ingest.Benchmarks.Messages;

namespace Ingest.Benchmarks.Ladder;

/// <summary>The pageview of about 330 bytes, one a request.</summary>
public class SingleIntake : IntakeLadder
{
    /// <inheritdoc/>
    protected override IReadOnlyList<ReadOnlySequence<byte>> Bodies { get; } =
        [.. Enumerable.Repeat(new ReadOnlySequence<byte>(SampleMessages.Pageview), Events)];

    /// <inheritdoc/>
    protected override bool IsBatch => false;
}
