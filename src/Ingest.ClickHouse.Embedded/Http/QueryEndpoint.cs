using System.IO.Pipes;
using Ingest.ClickHouse.Embedded.Engine;
using Ingest.ClickHouse.Embedded.Native;
using Ingest.ClickHouse.Embedded.Sql;
using Microsoft.AspNetCore.Http;

namespace Ingest.ClickHouse.Embedded.Http;

/// <summary>
/// ClickHouse's HTTP interface. Steps: who asks; which statement; may they; a place; run; reply.
/// </summary>
internal sealed class QueryEndpoint(EngineCore engine, EmbeddedServerOptions options, Authenticator authenticator, QuerySlots slots, QueryLimits limits)
{
    // ClickHouse's http_response_buffer_size is 1 MiB: a failure before that many bytes still has its own status.
    private const int HeldBytesMax = 1 << 20;

    // What wait_end_of_query holds back at most; a larger result is streamed all the same.
    private const int HeldBytesMaxWaiting = 64 << 20;

    // Where a request names none.
    private const string DefaultDatabase = "default";

    private readonly StatementRunner _runner = new(engine);

    // None when there is nothing to hide.
    private readonly TableList? _tables = options.Analyst.Tables.Contains(HiddenTables.Everything) ? null : new TableList(engine, options.Analyst.Tables);

    /// <summary>Cancels the statements that are left once no request is served any more.</summary>
    public Task StopAsync() => _runner.StopAsync();

    public async Task HandleAsync(HttpContext context)
    {
        var reply = new QueryReply(context, engine.Version, engine.Timezone);
        try
        {
            await AnswerAsync(context, reply);
        }
        catch (EngineFaultException fault)
        {
            await reply.FailAsync(fault);
        }
        catch (EngineUnavailableException closed)
        {
            await reply.FailAsync(new EngineFaultException(1002, $"{closed.Message} (UNKNOWN_EXCEPTION)"));
        }
    }

    private async Task AnswerAsync(HttpContext context, QueryReply reply)
    {
        // Step 1: who asks.
        var request = context.Request;
        var parameters = QueryParameters.Read(request);
        (reply.QueryId, reply.Compresses) = (parameters.QueryId, parameters.CompressesReply);
        var user = authenticator.Identify(request);

        // Step 2: which statement.
        await using var body = RequestBody.Open(request);
        var text = await QueryText.ReadAsync(parameters.Query, body, context.RequestAborted);

        // Step 3: may they.
        if ((text.Statement.Fault ?? await RefusalAsync(user, text, parameters)) is { } fault)
            throw new EngineFaultException(fault.Code, fault.Message);
        var mark = Guid.NewGuid().ToString("N");
        var settings = QueryParameters.SetClause(limits.Prelude(user, slots.HasNoQuery, HttpMethods.IsGet(request.Method), mark, parameters.Settings));
        var plan = new StatementPlan(parameters.Database, settings, parameters.Named, FormatName(parameters.DefaultFormat)) { Mark = mark };

        // Step 4: a place, held until the statement has ended.
        using var place = await slots.EnterAsync(user, context.RequestAborted);

        // Step 5: run and reply.
        if (text.Statement.Kind == SqlStatementKind.InsertRows)
            await InsertAsync(context, reply, plan, (text, body));
        else if (text.Statement.Kind == SqlStatementKind.Select)
            await SelectAsync(context, reply, plan, (text, parameters.WaitsForEnd));
        else
            await WholeAsync(reply, await RunAsync(user, plan, text), text.Statement.Format ?? plan.DefaultFormat);
    }

    private async Task<EngineReply> RunAsync(EngineUser user, StatementPlan plan, QueryText text)
    {
        try
        {
            return await _runner.RunAsync(plan, text);
        }
        finally
        {
            if (user == EngineUser.Writer)
                _tables?.Forget();
        }
    }

    private async Task InsertAsync(HttpContext context, QueryReply reply, StatementPlan plan, (QueryText Text, Stream Body) source)
    {
        using var rows = MemoryFile.Create(engine.Folder.Store);
        var rest = source.Text.BodyEnded ? Stream.Null : source.Body;
        await RequestBody.CopyRowsAsync(source.Text.FirstRows, rest, rows, options.InsertBytesMax, context.RequestAborted);
        await WholeAsync(reply, await _runner.InsertAsync(plan, source.Text, rows), plan.DefaultFormat);
    }

    private static async Task WholeAsync(QueryReply reply, EngineReply ended, string format)
    {
        var body = await reply.StartAsync(format, ended);
        await body.WriteAsync(ended.Body);
        await reply.EndAsync();
    }

    private async Task SelectAsync(HttpContext context, QueryReply reply, StatementPlan plan, (QueryText Text, bool Waits) query)
    {
        await using var pipe = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None);
        var running = _runner.SelectAsync(plan, query.Text, pipe);
        var pump = new ReplyPump(pipe, reply, query.Text.Statement.Format ?? plan.DefaultFormat);
        try
        {
            await pump.RunAsync(running, query.Waits ? HeldBytesMaxWaiting : HeldBytesMax, context.RequestAborted);
        }
        finally
        {
            // A query whose reader has gone blocks on the full pipe for ever: it is cancelled, and the pipe drained until it has ended.
            if (!running.IsCompleted)
                await Task.WhenAll(_runner.CancelAsync(plan, running), pump.DrainAsync());
        }
    }

    private async Task<SqlFault?> RefusalAsync(EngineUser user, QueryText text, QueryParameters parameters)
    {
        if (user == EngineUser.Writer)
            return WriterPolicy.Check(text.Sql.Span, text.Statement, options);
        var scope = user == EngineUser.Reader || _tables is null
            ? null
            : new NameScope(await _tables.GetAsync(), parameters.Database ?? DefaultDatabase, parameters.Named.Select(parameter => parameter.Value));
        return AnalystPolicy.Check(text.Sql.Span, text.Statement, scope);
    }

    private static string FormatName(string format) =>
        format.All(char.IsAsciiLetterOrDigit) ? format : throw new EngineFaultException(73, $"Unknown format {format}. (UNKNOWN_FORMAT)");
}
