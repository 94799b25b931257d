using System.Buffers;
using System.IO.Pipelines;
using Ingest.Core.Intake;
using Ingest.Core.Intake.Bodies;

namespace Ingest.Tests.Intake.Bodies;

/// <summary>Bodies that decompress to far more than they are stop at the limit, and so does the memory they take.</summary>
public sealed class ZipBombTests
{
    private const int Limit = 1024 * 1024;
    private const long BombBytes = 256L * 1024 * 1024;

    public static TheoryData<string> Codings() => [.. Compressed.Names];

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task The_limit_counts_decompressed_bytes(string coding)
    {
        using var fits = await Read(coding, Compressed.Spaces(coding, Limit));
        Assert.Equal((RejectionReason.None, Limit), (fits.Reason, fits.Bytes.Length));
        using var over = await Read(coding, Compressed.Spaces(coding, Limit + 1));
        Assert.Equal(RejectionReason.TooLarge, over.Reason);
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task A_bomb_is_refused_in_bounded_memory(string coding)
    {
        var bomb = Compressed.Spaces(coding, BombBytes);
        Assert.InRange(bomb.Length, 1, 4 * Limit);
        var reader = PipeReader.Create(new ReadOnlySequence<byte>(bomb));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reading = BodyReader.ReadAsync(reader, bomb.Length, Compressed.Header(coding), 2 * Limit, default);
        Assert.True(reading.IsCompleted);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        using var body = await reading;
        Assert.Equal(RejectionReason.TooLarge, body.Reason);

        // Arrays of 2^n bytes up to twice the limit, when none of them was in the pool.
        Assert.InRange(allocated, 0, 8L * Limit);
    }

    private static ValueTask<RequestBody> Read(string coding, byte[] bytes) =>
        BodyReader.ReadAsync(PipeReader.Create(new ReadOnlySequence<byte>(bytes)), bytes.Length, Compressed.Header(coding), Limit, default);
}
