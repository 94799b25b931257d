using System.Buffers;
using System.Text;

namespace Ingest.Bare;

/// <summary>Reads the body of any request and answers what a collecting server would: a token of its length and two ids.</summary>
public static class BareEndpoint
{
    /// <summary>Begins the line that says where the server listens.</summary>
    public const string ListeningPrefix = "Listening on ";

    // As long as the token of `/api/send`.
    private const int TokenLength = 327;

    private static readonly byte[] Reply = Encoding.ASCII.GetBytes(
        $$"""{"cache":"{{new string('x', TokenLength)}}","sessionId":"{{Guid.Empty}}","visitId":"{{Guid.Empty}}"}""");

    /// <summary>The only handler.</summary>
    public static async Task AnswerAsync(HttpContext http)
    {
        var body = http.Request.BodyReader;
        var read = await body.ReadAsync(http.RequestAborted);
        while (!read.IsCompleted)
        {
            body.AdvanceTo(read.Buffer.End);
            read = await body.ReadAsync(http.RequestAborted);
        }

        body.AdvanceTo(read.Buffer.End);
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = Reply.Length;
        http.Response.BodyWriter.Write(Reply);
    }
}
