namespace Ingest.Commands.Report;

/// <summary>Objects of a line each as one array.</summary>
internal static class JsonArray
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Copies the lines; a line feed within an object is written as an escape there, so that each one here ends a line.</summary>
    public static async Task CopyAsync(Stream lines, Stream output, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        var copy = new byte[(2 * BufferBytes) + 1];
        var (length, isFirst, begins) = (0, true, true);
        copy[length++] = (byte)'[';
        while (await lines.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            foreach (var one in buffer.AsSpan(0, read))
            {
                if (begins && !isFirst)
                {
                    copy[length++] = (byte)',';
                }

                if (begins)
                {
                    copy[length++] = (byte)'\n';
                }

                (begins, isFirst) = (one == '\n', false);
                if (!begins)
                {
                    copy[length++] = one;
                }
            }

            await output.WriteAsync(copy.AsMemory(0, length), cancellationToken);
            length = 0;
        }

        await output.WriteAsync(length > 0 ? "[]\n"u8.ToArray() : "\n]\n"u8.ToArray(), cancellationToken);
    }
}
