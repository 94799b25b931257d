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
        var reading = BodyReader.ReadAsync(reader, bomb.Length, Compressed.Header(coding), Limits.Of(2 * Limit), default);
        Assert.True(reading.IsCompleted);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        using var body = await reading;
        Assert.Equal(RejectionReason.TooLarge, body.Reason);

        // Arrays of 2^n bytes up to twice the limit, when none of them was in the pool.
        Assert.InRange(allocated, 0, 8L * Limit);
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task A_bomb_that_the_budget_does_not_cover_is_refused_as_overload(string coding)
    {
        var (budget, payer) = (new IntakeBudget(Limit / 2), new IntakeRequest());
        var bytes = Compressed.Spaces(coding, Limit);
        var pipe = PipeReader.Create(new ReadOnlySequence<byte>(bytes));
        using var body = await BodyReader.ReadAsync(pipe, bytes.Length, Compressed.Header(coding), new BodyLimit(Limit, budget, payer), default);
        Assert.Equal(RejectionReason.Overloaded, body.Reason);
        Assert.InRange(budget.Bytes, 0, Limit / 2);
    }

    private static ValueTask<RequestBody> Read(string coding, byte[] bytes) =>
        BodyReader.ReadAsync(PipeReader.Create(new ReadOnlySequence<byte>(bytes)), bytes.Length, Compressed.Header(coding), Limits.Of(Limit), default);
}
