using System.Runtime.CompilerServices;

namespace Ingest.Commands.Import;

/// <summary>One import from beginning to end: lines to messages, messages to batches, batches to the server.</summary>
internal static class ImportRun
{
    // Half of what a server takes by default, so that one with smaller limits is rarely met; each batch is one commit.
    private const int BatchItemsMax = 1000;
    private const int BatchBytesMax = 4 * 1024 * 1024;

    /// <summary>Runs the import and prints its report. 1 when a line was refused, else 0.</summary>
    public static async Task<int> RunAsync(ImportOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var server = new ServerAddress(options.Url, options.DataPath);
        if (!options.IsDryRun)
        {
            server.Require(ServerAddress.BatchPath);
        }

        await using var source = await ImportSource.OpenAsync(options.Path, cancellationToken);
        await using var rejects = options.RejectsPath is { } path ? File.Create(path) : null;
        var report = new ImportReport(rejects);
        using var client = new ImportClient(server, options.Key, options.WaitMax, report, time);
        try
        {
            await ImportProgress.RunAsync(SendAsync(options, source, client, report, cancellationToken), source, report, time);
        }
        catch (InvalidDataException damaged)
        {
            throw new CommandException($"{options.Path} is damaged: {damaged.Message}");
        }
        finally
        {
            report.Print(options.IsDryRun);
        }

        return report.RefusedCount > 0 ? 1 : 0;
    }

    private static Task SendAsync(ImportOptions options, ImportSource source, ImportClient client, ImportReport report, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            ReadBatchesAsync(source, new MessageBuilder(options.Site), report, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = options.Connections, CancellationToken = cancellationToken },
            async (batch, cancellation) =>
            {
                if (!options.IsDryRun)
                {
                    await client.SendAsync(batch, cancellation);
                }
            });

    private static async IAsyncEnumerable<IReadOnlyList<ImportItem>> ReadBatchesAsync(
        ImportSource source, MessageBuilder builder, ImportReport report, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = new List<ImportItem>();
        var bytes = 0;
        await foreach (var line in source.ReadLinesAsync(cancellationToken))
        {
            if (line.Bytes is { Length: 0 })
            {
                continue;
            }

            report.AddLine();
            if (!builder.TryBuild(line, out var item, out var fault))
            {
                report.Refuse(line, fault);
                continue;
            }

            if (batch.Count == BatchItemsMax || (batch.Count > 0 && bytes + item.Message.Length > BatchBytesMax))
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }

            batch.Add(item);
            bytes += item.Message.Length + 1;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }
}
