using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Ingest.Commands.Import;

/// <summary>Splits a stream into lines, ended by a line feed with or without a carriage return, holding one line at a time.</summary>
internal static class LineReader
{
    /// <summary>Longest line in bytes. The server's default for a message is the same.</summary>
    public const int LineBytesMax = 1024 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The lines in order; a line that is too long comes without its bytes. A byte order mark is left out.</summary>
    public static async IAsyncEnumerable<ImportLine> ReadAsync(PipeReader input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (number, isTooLong, isAtEnd) = (0L, false, false);
        while (!isAtEnd)
        {
            var read = await input.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            isAtEnd = read.IsCompleted;
            while (TryTake(ref rest, isAtEnd, isTooLong, out var line))
            {
                number++;
                yield return new ImportLine(number, isTooLong || line.Length > LineBytesMax ? null : Trim(line, isFirst: number == 1));
                isTooLong = false;
            }

            // The bytes of a line that is too long already are not kept.
            if (rest.Length > LineBytesMax)
            {
                isTooLong = true;
                rest = rest.Slice(rest.End);
            }

            input.AdvanceTo(rest.Start, read.Buffer.End);
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> rest, bool isAtEnd, bool isBegun, out ReadOnlySequence<byte> line)
    {
        line = rest;
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }

        rest = isAtEnd ? rest.Slice(rest.End) : rest;
        return isAtEnd && (isBegun || !line.IsEmpty);
    }

    private static byte[] Trim(in ReadOnlySequence<byte> line, bool isFirst)
    {
        ReadOnlySpan<byte> bytes = line.ToArray();
        bytes = isFirst && bytes.StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes;
        return bytes.TrimEnd((byte)'\r').ToArray();
    }
}
