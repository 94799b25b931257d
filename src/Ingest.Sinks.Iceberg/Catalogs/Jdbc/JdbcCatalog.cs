using Ingest.Sinks.Iceberg.Storage;
using Npgsql;

namespace Ingest.Sinks.Iceberg.Catalogs.Jdbc;

/// <summary>The rows in a PostgreSQL database, where Java's, Python's and Go's JDBC and SQL catalogs find them.</summary>
internal sealed class JdbcCatalog : RowCatalog
{
    private const int Missing = -1;

    private readonly NpgsqlDataSource _source;
    private readonly string _where;
    private readonly string _name;
    private readonly bool _createsTyped;

    // Set once the tables are there: they do not go away, and statements for the older version fit the newer one.
    private volatile Tables? _tables;

    /// <summary>Takes a database; nothing is connected to yet.</summary>
    /// <param name="connection">How it is reached.</param>
    /// <param name="options">Name of the catalog, and the version that tables are created in.</param>
    /// <param name="storage">Where the tables are.</param>
    /// <param name="time">The clock.</param>
    public JdbcCatalog(JdbcConnection connection, CatalogOptions options, ILakeStorage storage, TimeProvider time)
        : base(storage, time)
    {
        _source = connection.Open();
        _where = connection.Where;
        _name = options.CatalogName;
        _createsTyped = options.CatalogSchemaVersion == JdbcSchemaVersion.V1;
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> ListNamespacesAsync(CancellationToken cancellationToken) =>
        GuardAsync(connection => NamesAsync(connection, _ => JdbcSchema.ListNamespaces, [_name], cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<TableName>> ListTablesAsync(string ns, CancellationToken cancellationToken)
    {
        var names = await GuardAsync(connection => NamesAsync(connection, JdbcSchema.ListTables, [_name, ns], cancellationToken), cancellationToken);
        return [.. names.Select(name => new TableName(ns, name))];
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <inheritdoc/>
    protected override async Task<string?> FindAsync(TableName table, CancellationToken cancellationToken)
    {
        var found = await GuardAsync(
            connection => NamesAsync(connection, JdbcSchema.Find, [_name, table.Namespace, table.Name], cancellationToken), cancellationToken);
        return found is [var location] ? location : null;
    }

    /// <inheritdoc/>
    protected override Task<bool> TryInsertAsync(TableName table, string location, CancellationToken cancellationToken) => GuardAsync(
        async connection =>
        {
            var isTyped = await CreateTablesAsync(connection, cancellationToken);

            // One transaction, since it is one batch.
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(Fill(new NpgsqlBatchCommand(JdbcSchema.InsertNamespace), [_name, table.Namespace, ExistsKey]));
            batch.BatchCommands.Add(Fill(new NpgsqlBatchCommand(JdbcSchema.Insert(isTyped)), [_name, table.Namespace, table.Name, location]));
            try
            {
                await batch.ExecuteNonQueryAsync(cancellationToken);
                return true;
            }
            catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                return false;
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    protected override async Task<(CommitKind Kind, string Error)> SwapAsync(TableName table, string from, string to, CancellationToken cancellationToken)
    {
        // Up to here nothing is asked of the database that would change it.
        await using var connection = await GuardAsync(() => _source.OpenConnectionAsync(cancellationToken).AsTask(), cancellationToken);
        var tables = await GuardAsync(() => TablesAsync(connection, cancellationToken), cancellationToken)
            ?? throw new CatalogException($"The tables of the catalog in {_where} are gone. Put them back.");
        cancellationToken.ThrowIfCancellationRequested();
        await using var command = Command(connection, JdbcSchema.Swap(tables.IsTyped), [_name, table.Namespace, table.Name, from, to]);
        try
        {
            return (await command.ExecuteNonQueryAsync(cancellationToken) > 0 ? CommitKind.Committed : CommitKind.Conflict, "");
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.SerializationFailure)
        {
            // Where the database's default isolation is higher, this is how it says that another has changed the row.
            return (CommitKind.Conflict, "");
        }
        catch (Exception fault) when (JdbcFaults.IsRefusal(fault))
        {
            throw JdbcFaults.Of(_where, fault);
        }
        catch (Exception fault) when (JdbcFaults.IsOfServer(fault) || fault is OperationCanceledException)
        {
            return (CommitKind.Unknown, $"The end of the change of {table} is unknown. {JdbcFaults.Words(_where, fault)}");
        }
    }

    private async Task<bool> CreateTablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await TablesAsync(connection, cancellationToken) is { } known)
        {
            return known.IsTyped;
        }

        // Without parameters several statements are one transaction.
        await using (var create = new NpgsqlCommand(JdbcSchema.Create(_createsTyped), connection))
        {
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        // Somebody else may have been first, with the other version.
        return (await TablesAsync(connection, cancellationToken))?.IsTyped ?? _createsTyped;
    }

    private async Task<Tables?> TablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (_tables is { } known)
        {
            return known;
        }

        await using var look = new NpgsqlCommand(JdbcSchema.Look, connection);
        var version = await look.ExecuteScalarAsync(cancellationToken) is int found ? found : Missing;
        return version == Missing ? null : _tables = new Tables(IsTyped: version > 0);
    }

    // Nothing without tables, which are made with the first row.
    private async Task<IReadOnlyList<string>> NamesAsync(NpgsqlConnection connection, Func<bool, string> sql, string[] parameters, CancellationToken cancellationToken)
    {
        if (await TablesAsync(connection, cancellationToken) is not { } tables)
        {
            return [];
        }

        await using var command = Command(connection, sql(tables.IsTyped), parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var names = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    private async Task<T> GuardAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken) => await GuardAsync(
        async () =>
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken);
            return await work(connection);
        },
        cancellationToken);

    private async Task<T> GuardAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (Exception fault) when (JdbcFaults.IsOfServer(fault))
        {
            // Npgsql may call it a fault of the stream when it was cancelled.
            cancellationToken.ThrowIfCancellationRequested();
            throw JdbcFaults.Of(_where, fault);
        }
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, string[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(Array.ConvertAll(parameters, Parameter));
        return command;
    }

    private static NpgsqlBatchCommand Fill(NpgsqlBatchCommand command, string[] parameters)
    {
        command.Parameters.AddRange(Array.ConvertAll(parameters, Parameter));
        return command;
    }

    private static NpgsqlParameter Parameter(string value) => new NpgsqlParameter<string> { TypedValue = value };

    private sealed record Tables(bool IsTyped);
}
