using System.Globalization;
using System.Text.Json;

namespace Ingest.Commands.Import;

/// <summary>What the server says of one batch.</summary>
/// <param name="Counts">How many messages were not stored, by reason.</param>
/// <param name="Refused">Messages that will not be stored, with the server's text.</param>
/// <param name="Postponed">Messages to be sent again: the server could not store them now.</param>
internal sealed record BatchReply(
    IReadOnlyDictionary<string, long> Counts, IReadOnlyList<(int Index, ImportFault Fault)> Refused, IReadOnlyList<int> Postponed)
{
    private const string CountsHeader = "X-Ingest-Dropped-Counts";
    private const int TooMany = 429;
    private const int ServerFaults = 500;

    /// <summary>Reads a reply of status 200.</summary>
    /// <exception cref="CommandException">It is not the reply of an ingest server.</exception>
    public static async Task<BatchReply> ReadAsync(HttpResponseMessage reply, CancellationToken cancellationToken)
    {
        var text = await reply.Content.ReadAsByteArrayAsync(cancellationToken);
        try
        {
            using var document = JsonDocument.Parse(text);
            var refused = new List<(int Index, ImportFault Fault)>();
            var postponed = new List<int>();
            foreach (var detail in document.RootElement.GetProperty("details").EnumerateArray())
            {
                var (index, response) = (detail.GetProperty("index").GetInt32(), detail.GetProperty("response"));
                var error = response.GetProperty("error");
                if (error.GetProperty("status").GetInt32() is TooMany or >= ServerFaults)
                {
                    postponed.Add(index);
                }
                else
                {
                    refused.Add((index, new ImportFault(error.GetProperty("message").GetString() ?? "", FaultText.Of(response))));
                }
            }

            return new BatchReply(ReadCounts(reply), refused, postponed);
        }
        catch (Exception notOurs) when (notOurs is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new CommandException($"{reply.RequestMessage?.RequestUri} did not answer as an ingest server: {notOurs.Message}");
        }
    }

    private static Dictionary<string, long> ReadCounts(HttpResponseMessage reply) =>
        !reply.Headers.TryGetValues(CountsHeader, out var values)
            ? []
            : values.SelectMany(value => value.Split(", ")).Select(part => part.Split('='))
                .ToDictionary(pair => pair[0], pair => long.Parse(pair[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
}
