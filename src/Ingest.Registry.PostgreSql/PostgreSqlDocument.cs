using System.Data;
using System.Runtime.InteropServices;
using Ingest.Core.Registry;
using Npgsql;
using NpgsqlTypes;

namespace Ingest.Registry.PostgreSql;

/// <summary>
/// A document in a row of a database. The bytes that are read are not those that were written: <c>jsonb</c> orders keys and leaves white space out.
/// docs/decisions/0040-registries-in-postgresql.md has the reasons.
/// </summary>
internal sealed class PostgreSqlDocument(NpgsqlDataSource source, string name, string where) : IDocumentStore
{
    private const long Unread = -2;
    private const long Missing = -1;

    // 100,000 sites take about 30 MiB, and jsonb ends at 256 MiB.
    private const int BytesMax = 128 * 1024 * 1024;

    private const string Look =
        "SELECT revision, CASE WHEN revision <> $2 THEN convert_to(document::text, 'UTF8') END FROM ingest_document WHERE name = $1";

    // A server that is paused within a change would hold the row for ever; those who wait are told why.
    private const string Limits = "SET LOCAL lock_timeout = '10s'; SET LOCAL idle_in_transaction_session_timeout = '30s'";
    private const string Begin = "INSERT INTO ingest_document (name, revision) VALUES ($1, 0) ON CONFLICT (name) DO NOTHING";
    private const string Replace = "UPDATE ingest_document SET document = $2, revision = revision + 1, changed_at = now() WHERE name = $1";

    private long _revision = Unread;
    private string? _outage;

    /// <inheritdoc/>
    public string Where => where;

    /// <summary>A look is one small query over a pooled connection.</summary>
    public TimeSpan PollInterval => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async ValueTask<byte[]?> ReadAsync(bool always, CancellationToken cancellationToken)
    {
        var known = always ? Unread : _revision;
        var row = await RepeatOutageAsync(() => PostgreSqlFault.GuardAsync(where, () => LookAsync(known, cancellationToken), cancellationToken));
        if (row.Revision == Missing && _revision >= 0)
        {
            throw Gone();
        }

        _revision = row.Revision;
        return row.Revision == known ? null : row.Document ?? [];
    }

    /// <inheritdoc/>
    public async Task ReplaceAsync(Func<byte[], byte[]> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        await using var connection = await GuardAsync(() => source.OpenConnectionAsync(cancellationToken).AsTask());
        await using var transaction = await GuardAsync(() => connection.BeginTransactionAsync(cancellationToken).AsTask());
        var before = await GuardAsync(() => LockAsync(connection, cancellationToken));
        var after = change(before);
        if (after.Length > BytesMax)
        {
            throw TooLarge(after.Length);
        }

        // Not cancelled any more: nobody would know what became of it.
        await PostgreSqlFault.GuardAsync(
            where,
            async () =>
            {
                await ExecuteAsync(connection, Replace, CancellationToken.None, Name(), new NpgsqlParameter { Value = after, NpgsqlDbType = NpgsqlDbType.Jsonb });
                await transaction.CommitAsync(CancellationToken.None);
                return true;
            },
            CancellationToken.None,
            " It may be done nevertheless: look before you repeat it.");

        Task<T> GuardAsync<T>(Func<Task<T>> work) => PostgreSqlFault.GuardAsync(where, work, cancellationToken, " Nothing is changed.");
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // An outage begins with a broken connection and goes on with refused ones: it keeps its first words, so that it is warned about once.
    private async Task<Row> RepeatOutageAsync(Func<Task<Row>> look)
    {
        try
        {
            var row = await look();
            _outage = null;
            return row;
        }
        catch (RegistryException fault) when (fault.InnerException is { } cause && PostgreSqlFault.IsOutage(cause))
        {
            _outage ??= fault.Message;
            throw new RegistryException(_outage, fault);
        }
    }

    private async Task<Row> LookAsync(long known, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            return await QueryAsync(connection, Look, known, cancellationToken);
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return new Row(Missing, null);
        }
    }

    // The row, which nobody else may change until the transaction ends; begun when it is not there.
    private async Task<byte[]> LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, Limits, cancellationToken);
        await PostgreSqlSchema.CreateAsync(connection, cancellationToken);
        var isNew = await ExecuteAsync(connection, Begin, cancellationToken, Name()) > 0;
        return isNew && _revision >= 0
            ? throw Gone()
            : (await QueryAsync(connection, $"{Look} FOR UPDATE", Unread, cancellationToken)).Document ?? [];
    }

    private async Task<Row> QueryAsync(NpgsqlConnection connection, string sql, long known, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { Name(), new NpgsqlParameter<long> { TypedValue = known } } };
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return new Row(Missing, null);
        }

        var revision = reader.GetInt64(0);
        if (await reader.IsDBNullAsync(1, cancellationToken))
        {
            return new Row(revision, null);
        }

        await using var stream = await reader.GetStreamAsync(1, cancellationToken);
        var document = stream.Length <= BytesMax ? new byte[stream.Length] : throw TooLarge(stream.Length);
        await stream.ReadExactlyAsync(document, cancellationToken);
        return new Row(revision, document);
    }

    private NpgsqlParameter<string> Name() => new() { TypedValue = name };

    private RegistryException Gone() => new($"There is no {where} any more. Put it back, or restart the server to begin without it.");

    private RegistryException TooLarge(long bytes) => new($"{where} would have {bytes} bytes, of which {BytesMax} are allowed. Give shorter notes and lists.");

    // No document: it is as it was known, or there is none yet.
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Row(long Revision, byte[]? Document);
}
