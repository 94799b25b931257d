using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Ingest.Core.Intake;
using Ingest.Core.Intake.Bodies;
using Ingest.Core.Intake.Parsing;
using Ingest.Tests.Fakes;
using Microsoft.Extensions.Primitives;

namespace Ingest.Tests.Intake.Bodies;

public sealed class BodyReaderTests
{
    private const int Limit = 1000;

    private static readonly BodyLimit Ample = Limits.Of(Limit);

    [Fact]
    public async Task A_plain_body_is_read_where_it_lies()
    {
        var reader = Whole("hello"u8.ToArray());
        using (var body = await Read(reader))
        {
            Assert.Equal("hello"u8, body.Bytes.ToArray());
        }

        Assert.True((await reader.ReadAsync()).Buffer.IsEmpty);
    }

    [Fact]
    public void A_plain_body_is_read_without_allocating()
    {
        var bytes = new ReadOnlySequence<byte>(new byte[500]);
        var readers = new Queue<PipeReader>(Enumerable.Range(0, 1000).Select(_ => PipeReader.Create(bytes)));
        Assert.Equal(0, Allocations.Least(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                var read = Read(readers.Dequeue());
                Assert.True(read.IsCompletedSuccessfully);
                using var body = read.GetAwaiter().GetResult();
            }
        }));
    }

    [Theory]
    [InlineData(Limit, RejectionReason.None)]
    [InlineData(Limit + 1, RejectionReason.TooLarge)]
    public async Task The_limit_is_the_last_length_that_passes(int length, RejectionReason expected)
    {
        using var body = await Read(Whole(new byte[length]));
        Assert.Equal(expected, body.Reason);
    }

    [Fact]
    public async Task A_content_length_over_the_limit_is_refused_unread()
    {
        // Nothing is ever written: a read would wait for ever.
        using var body = await BodyReader.ReadAsync(new Pipe().Reader, Limit + 1, default, Limits.Of(Limit), default);
        Assert.Equal(RejectionReason.TooLarge, body.Reason);
    }

    [Fact]
    public async Task A_body_without_length_is_refused_as_soon_as_it_passes_the_limit()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await pipe.Writer.WriteAsync(new byte[Limit]);
        var reading = Read(pipe.Reader);
        Assert.False(reading.IsCompleted);
        await pipe.Writer.WriteAsync(new byte[1]);
        using var body = await reading;
        Assert.Equal(RejectionReason.TooLarge, body.Reason);
    }

    [Fact]
    public async Task A_body_that_comes_in_pieces_is_read_to_its_end()
    {
        var pipe = new Pipe();
        var reading = Read(pipe.Reader);
        foreach (var piece in "in pieces")
        {
            await pipe.Writer.WriteAsync(new[] { (byte)piece });
        }

        await pipe.Writer.CompleteAsync();
        using var body = await reading;
        Assert.Equal("in pieces"u8, body.Bytes.ToArray());
    }

    [Fact]
    public async Task Waiting_for_the_client_can_be_cancelled()
    {
        using var source = new CancellationTokenSource();
        var reading = BodyReader.ReadAsync(new Pipe().Reader, null, default, Limits.Of(Limit), source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, br")]
    [InlineData("gzip,gzip")]
    [InlineData("compress")]
    [InlineData("gzipp")]
    public async Task Unknown_and_nested_encodings_are_refused_unread(string encoding)
    {
        using var body = await BodyReader.ReadAsync(new Pipe().Reader, null, encoding, Limits.Of(Limit), default);
        Assert.Equal(RejectionReason.UnknownEncoding, body.Reason);
    }

    [Theory]
    [InlineData("GZIP")]
    [InlineData("x-gzip")]
    [InlineData(" identity , gzip ")]
    public async Task Encoding_names_are_read_as_the_standard_says(string encoding)
    {
        using var body = await Read(Whole(Compressed.Compress("gzip", "{}"u8.ToArray())), encoding);
        Assert.Equal("{}"u8, body.Bytes.ToArray());
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task A_compressed_body_is_decompressed_however_it_is_cut(string coding)
    {
        var text = Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, 200)));
        foreach (var size in new[] { 1, 2, 7, 4096 })
        {
            using var body = await Read(PipeReader.Create(Segments.Every(Compressed.Compress(coding, text), size)), Compressed.Header(coding));
            Assert.Equal(text, body.Bytes.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task A_compressed_body_that_is_cut_short_or_empty_is_invalid(string coding)
    {
        var whole = Compressed.Compress(coding, Encoding.UTF8.GetBytes("""{"type":"event","payload":{"website":"11111111-2222-4333-8444-555555555555"}}"""));
        Assert.Equal(RejectionReason.None, await Parse(whole, coding));
        for (var length = 0; length < whole.Length; length++)
        {
            // Of a gzip trailer only the high zeros of the length may lack: the checksum has then been seen, and nothing is lost.
            var expected = coding == "gzip" && length >= whole.Length - 3 ? RejectionReason.None : RejectionReason.Invalid;
            Assert.Equal((length, expected), (length, await Parse(whole[..length], coding)));
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task A_flipped_bit_anywhere_in_checksummed_data_never_changes_a_message(string coding)
    {
        var text = Encoding.UTF8.GetBytes("""{"type":"event","payload":{"website":"11111111-2222-4333-8444-555555555555","title":"abcdefgh"}}""");
        var whole = Compressed.Compress(coding, text);
        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            var flipped = whole.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            using var body = await Read(Whole(flipped), coding);
            Assert.True(body.Bytes.IsEmpty || body.Bytes.ToArray().AsSpan().SequenceEqual(text));
        }
    }

    public static TheoryData<string> Codings() => [.. Compressed.Names];

    private static async Task<RejectionReason> Parse(byte[] bytes, string coding)
    {
        using var body = await Read(Whole(bytes), Compressed.Header(coding));
        return body.Reason == RejectionReason.None ? PayloadParser.ParseSend(body.Bytes, new IntakeRequest()).Reason : body.Reason;
    }

    private static PipeReader Whole(byte[] bytes) => PipeReader.Create(new ReadOnlySequence<byte>(bytes));

    private static ValueTask<RequestBody> Read(PipeReader reader, StringValues encoding = default) =>
        BodyReader.ReadAsync(reader, null, encoding, Ample, default);
}
