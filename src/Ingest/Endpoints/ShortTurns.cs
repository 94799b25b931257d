using System.Runtime.CompilerServices;
using Ingest.Core.Log;
using Ingest.Core.Threads;

namespace Ingest.Endpoints;

/// <summary>
/// Says what may be answered on a thread that many connections wait for: one short message, and few of one connection in a row. Everything else leaves for
/// the pool, whose threads may be held.
/// </summary>
/// <remarks>Hot path: no allocation per event. docs/decisions/0033-socket-threads.md says what a client could do without it.</remarks>
internal static class ShortTurns
{
    // A tracker's message has some hundred bytes; to parse one of this size takes as long as to answer ten of them.
    private const int BytesMax = 16 * 1024;

    // A thread goes on with a connection as long as that has sent more. Whoever sends without end is sent to the pool with every so many.
    private const int InRowMax = 16;

    [ThreadStatic]
    private static int _connection;

    [ThreadStatic]
    private static int _inRow;

    /// <summary>True when the single message of a request may be taken on this thread.</summary>
    public static bool MayAnswer(HttpContext http) => PoolThread.IsCurrent || (IsShort(http.Request) && IsTurn(http));

    /// <summary>Goes on on a thread of the pool; at once when this is one.</summary>
    public static Task LeaveAsync(RequestDelegate next, HttpContext http)
    {
        return PoolThread.IsCurrent ? next(http) : LeaveAndGoOnAsync();

        async Task LeaveAndGoOnAsync()
        {
            await PoolThread.Reach();
            await next(http);
        }
    }

    /// <summary>Has everything behind it run on threads of the pool.</summary>
    public static void UsePoolThreads(this IApplicationBuilder app) => app.Use(next => http => LeaveAsync(next, http));

    // The thread that commits has others to reply to: what a client has sent behind the message that was answered leaves at once.
    private static bool IsShort(HttpRequest request) =>
        !GroupCommitter.IsCurrentThread && request.ContentLength <= BytesMax && request.Headers.ContentEncoding.Count == 0;

    // The features of a request over HTTP/1 are those of its connection. Two connections of one hash take a turn together, no more.
    private static bool IsTurn(HttpContext http)
    {
        var connection = RuntimeHelpers.GetHashCode(http.Features);
        (_inRow, _connection) = (_connection == connection ? _inRow + 1 : 1, connection);
        return _inRow % InRowMax != 0;
    }
}
