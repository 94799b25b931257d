using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ingest.Load.Wire;

namespace Ingest.Tests.Load;

/// <summary>The generator's reader of replies: whole, split anywhere, chunked, and broken.</summary>
public sealed class ReplyReaderTests
{
    private const string Plain = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\ncontent-LENGTH: 11\r\nX-Ingest-Dropped: bot\r\nX-Ingest-Dropped-Counts: bot=3\r\n\r\n{\"beep\":12}";
    private const string Chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n4\r\n{\"be\r\n7;x=y\r\nep\":12}\r\n0\r\n\r\n";

    [Fact]
    public void A_reply_is_read_with_what_counts_of_its_headers()
    {
        var reader = Fed(Plain);
        Assert.Equal(ReplyState.Complete, reader.Read(out var reply));
        Assert.Equal((200, false), (reply.Status, reply.Closes));
        Assert.Equal(("bot", "bot=3", "{\"beep\":12}"), (Text(reply.Dropped), Text(reply.DroppedCounts), Text(reply.Body)));
    }

    [Fact]
    public void Chunks_are_put_together()
    {
        var reader = Fed(Chunked);
        Assert.Equal(ReplyState.Complete, reader.Read(out var reply));
        Assert.True(reply.Closes);
        Assert.Equal("{\"beep\":12}", Text(reply.Body));
    }

    [Theory]
    [InlineData(Plain)]
    [InlineData(Chunked)]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n")]
    [InlineData("HTTP/1.1 503 \r\nContent-Length: 0\r\n\r\n")]
    public void It_is_whole_with_its_last_byte_and_not_before_wherever_it_is_split(string text) => Check.QuickThrowOnFailure(
        Prop.ForAll(Gen.Choose(1, text.Length - 1).ListOf().Select(cuts => cuts.Append(text.Length).Order().Distinct().ToArray()).ToArbitrary(), ends =>
        {
            var (reader, begin) = (new ReplyReader(), 0);
            return ends.All(end =>
            {
                Feed(reader, text[begin..end]);
                begin = end;
                return reader.Read(out _) == (end == text.Length ? ReplyState.Complete : ReplyState.Incomplete);
            });
        }));

    [Fact]
    public void A_reply_longer_than_the_buffer_is_read()
    {
        var body = new string('x', 100_000);
        var reader = Fed($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        Assert.Equal(ReplyState.Complete, reader.Read(out var reply));
        Assert.Equal(body.Length, reply.Body.Length);
        reader.Clear();
        Feed(reader, Plain);
        Assert.Equal(ReplyState.Complete, reader.Read(out _));
    }

    [Theory]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", "another version")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", "another protocol")]
    [InlineData("HTTP/1.1 20x OK\r\nContent-Length: 0\r\n\r\n", "no status")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n", "an interim reply")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "no length")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "a length below zero")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1e3\r\n\r\n", "a length that is no number")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", "a length beyond all bounds")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nab", "two lengths")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabc", "more than its length")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 0\r\n\r\n", "a header without a colon")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n", "a bare line feed")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "an unknown coding")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "a chunk without a length")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n", "a chunk longer than its length")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nHTTP", "bytes behind the last chunk")]
    public void What_cannot_be_told_apart_from_the_next_reply_is_broken(string text, string why)
    {
        Assert.True(Fed(text).Read(out _) == ReplyState.Broken, why);
    }

    [Fact]
    public void No_bytes_make_it_throw() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Elements("HTTP/1.1 ", "200 OK", "\r\n", "\r\n\r\n", "Content-Length: ", "Transfer-Encoding: chunked", "5", "0", "a", ":", "\n", " ", "ffffffff").ListOf().Select(string.Concat).ToArbitrary(),
        text => Enum.IsDefined(Fed(text).Read(out _))));

    private static ReplyReader Fed(string text)
    {
        var reader = new ReplyReader();
        Feed(reader, text);
        return reader;
    }

    private static void Feed(ReplyReader reader, string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text).AsSpan();
        while (!bytes.IsEmpty)
        {
            var room = reader.Room();
            var count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            reader.Advance(count);
            bytes = bytes[count..];
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetString(bytes);
}
