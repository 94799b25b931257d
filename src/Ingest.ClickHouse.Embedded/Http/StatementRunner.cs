using System.Collections.Concurrent;
using System.IO.Pipes;
using System.Text;
using Ingest.ClickHouse.Embedded.Engine;
using Ingest.ClickHouse.Embedded.Native;
using Ingest.ClickHouse.Embedded.Sql;

namespace Ingest.ClickHouse.Embedded.Http;

/// <summary>What is to be run, ready for the engine.</summary>
internal sealed record StatementPlan(string? Database, string? Settings, IReadOnlyList<KeyValuePair<string, string>> Named, string DefaultFormat)
{
    /// <summary>Marks the statement in system.processes, to cancel it by.</summary>
    public required string Mark { get; init; }
}

/// <summary>Runs statements on threads of their own: the engine's calls block.</summary>
internal sealed class StatementRunner(EngineCore engine)
{
    private static readonly TimeSpan KillInterval = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, Task<EngineReply>> _running = new(StringComparer.Ordinal);

    /// <summary>An insert, its rows read from a file: behind <c>FORMAT</c> in the text they would end at a blank line and the rest would run as SQL.</summary>
    public Task<EngineReply> InsertAsync(StatementPlan plan, QueryText text, MemoryFile rows)
    {
        var sql = text.Sql.Span;
        var insert = text.Statement;
        var asked = Encoding.UTF8.GetString(sql[insert.Settings]);
        var settings = "max_threads=1, max_insert_threads=1" + (asked.Length == 0 ? "" : "," + asked);
        byte[] statement =
        [
            .. sql[..insert.ClauseStart],
            .. Encoding.UTF8.GetBytes($"\nFROM INFILE '{rows.Path}' COMPRESSION 'none'\nSETTINGS {settings}\nFORMAT {insert.Format}"),
        ];
        return StartAsync(plan, statement);
    }

    /// <summary>
    /// A query whose rows go to a pipe. The library's own streaming calls make a whole document of each block (a JSON reply of four blocks is four
    /// documents), so the one format writer behind <c>INTO OUTFILE</c> is used, with the pipe as the file; a full pipe holds the query back.
    /// </summary>
    public Task<EngineReply> SelectAsync(StatementPlan plan, QueryText text, AnonymousPipeServerStream pipe)
    {
        var sql = text.Sql.Span[..text.Statement.End];
        var clause = text.Statement.ClauseStart;
        var file = MemoryFile.DescriptorPath((int)pipe.ClientSafePipeHandle.DangerousGetHandle());
        byte[] statement =
        [
            .. sql[..clause],
            .. Encoding.UTF8.GetBytes($"\nINTO OUTFILE '{file}' TRUNCATE COMPRESSION 'none'\n"),
            .. clause < sql.Length ? sql[clause..] : Encoding.UTF8.GetBytes($"FORMAT {plan.DefaultFormat}"),
        ];
        return StartAsync(plan, statement, pipe.DisposeLocalCopyOfClientHandle);
    }

    public Task<EngineReply> RunAsync(StatementPlan plan, QueryText text) => StartAsync(plan, text.Sql[..text.Statement.End].ToArray());

    /// <summary>Cancels a running statement and waits for its end. One that has not started yet when the first KILL comes is caught by the next.</summary>
    public async Task CancelAsync(StatementPlan plan, Task<EngineReply> running)
    {
        while (!running.IsCompleted)
        {
            await Task.Run(() => engine.Kill(plan.Mark));
            await Task.WhenAny(running, Task.Delay(KillInterval, TimeProvider.System));
        }
    }

    /// <summary>Cancels whatever still runs and waits for it: the process may not exit while a connection is open.</summary>
    public async Task StopAsync()
    {
        while (!_running.IsEmpty)
        {
            foreach (var mark in _running.Keys)
                await Task.Run(() => engine.Kill(mark));
            await Task.Delay(KillInterval, TimeProvider.System);
        }
    }

    private Task<EngineReply> StartAsync(StatementPlan plan, byte[] statement, Action? ended = null)
    {
        var running = new Task<EngineReply>(() => Run(plan, statement, ended), TaskCreationOptions.LongRunning);
        _running[plan.Mark] = running;
        running.Start(TaskScheduler.Default);
        return running;
    }

    private EngineReply Run(StatementPlan plan, byte[] statement, Action? ended)
    {
        try
        {
            using var connection = engine.Connect();
            if (plan.Database is { } database)
                Require(connection.Run($"USE `{database.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal)}`"));
            if (plan.Settings is { } settings)
                Require(connection.Run(settings));
            return Require(connection.Run(statement, plan.DefaultFormat, plan.Named));
        }
        finally
        {
            _running.TryRemove(plan.Mark, out _);
            ended?.Invoke();
        }
    }

    private static EngineReply Require(EngineReply reply) => reply.Error is { } error ? throw EngineFaultException.Parse(error) : reply;
}
